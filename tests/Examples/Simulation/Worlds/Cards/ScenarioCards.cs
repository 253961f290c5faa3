using System.Text.RegularExpressions;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;
using Holdfast.Tests.Examples.StateMachines.Composition;

namespace Holdfast.Tests.Examples.Simulation.Worlds.Cards;

/// <summary>The table of all scenarios: that nothing in it claims what is not there.</summary>
public sealed class ScenarioCards
{
    public static TheoryData<string> Names => [.. ScenarioTable.All.Select(one => one.Name)];

    [Fact]
    public void There_are_48_by_number_and_each_has_a_name_of_its_own()
    {
        Assert.Equal(Enumerable.Range(1, 48), ScenarioTable.All.Select(one => one.Number));
        Assert.Equal(48, ScenarioTable.All.Select(one => one.Name).Distinct().Count());
        Assert.All(ScenarioTable.All, one => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", one.Name));
        Assert.All(ScenarioTable.All, one => Assert.Same(
            one.Name, ScenarioTable.Named(one.Name)?.Name));
    }

    [Fact]
    public void So_many_are_shown_in_part_and_not_yet()
    {
        var all = ScenarioTable.All;
        Assert.Equal(
            (42, 6, 0),
            (
                all.Count(one => one.IsWhole),
                all.Count(one => one is { IsShown: true, IsWhole: false }),
                all.Count(one => !one.IsShown)));
        Assert.All(all.Where(one => !one.IsShown), one => Assert.NotEmpty(one.Missing));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_card_names_a_topology_and_invariants_that_there_are(string name)
    {
        var card = ScenarioTable.Named(name)!;
        Assert.NotNull(Topologies.Named(card.Topology));
        Assert.NotEmpty(card.Oracles);
        Assert.All(card.Oracles, one => Assert.Contains(one, InvariantNames.All));
        Assert.NotEmpty(card.Shown);
    }

    /// <summary>What the simulator does not judge, something else that the card names does.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Each_invariant_of_a_card_is_judged_by_what_shows_it(string name)
    {
        var card = ScenarioTable.Named(name)!;
        var page = File.ReadAllLines(ConfigTexts.FileOf("docs/machines/invariants.md"));
        var played = card.IsPlayed
            ? card.Cases.Select(one => card.Scenario(one).World.Oracles).ToArray()
            : [];
        var explored = card.Shown.OfType<Evidence.Explored>()
            .SelectMany(one => Catalogue.Named(one.Scenario))
            .Select(one => one.Explore(one.With(), new() { Depth = 0 }, new()))
            .SelectMany(one => one.Invariants.Select(claim => claim.Name)
                .Concat(one.Goals.Select(goal => goal.Name)))
            .ToHashSet();
        var tested = card.Shown.OfType<Evidence.Tested>()
            .Select(one => $"{Path.GetFileNameWithoutExtension(one.File)}.{one.Claim}`")
            .ToArray();
        Assert.All(card.Oracles, oracle => Assert.True(
            (played.Length > 0 && played.All(asked => asked.Contains(oracle)))
                || explored.Contains(oracle)
                || page.Any(line => line.StartsWith($"| {oracle} |", StringComparison.Ordinal)
                    && tested.Any(line.Contains)),
            $"nothing in the card of {name} judges {oracle}; "
            + $"the explorer has {string.Join(", ", explored)}"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_shows_a_scenario_is_there(string name)
    {
        var card = ScenarioTable.Named(name)!;
        foreach (var evidence in card.Shown)
        {
            switch (evidence)
            {
                case Evidence.Explored(var scenario):
                    Assert.NotEmpty(Catalogue.Named(scenario));
                    break;
                case Evidence.Played:
                    Assert.NotEmpty(card.Cases);
                    break;
                case Evidence.Tested(var file, var claim):
                    var text = File.ReadAllText(ConfigTexts.FileOf(file));
                    Assert.Matches($@"(void|Task|class) {Regex.Escape(claim)}\b", text);
                    break;
                case Evidence.NotYet(var why):
                    Assert.NotEmpty(why);
                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_cases_can_stand_and_are_read_as_they_were_written(string name)
    {
        var card = ScenarioTable.Named(name)!;
        Assert.Equal(
            card.Cases.Count, card.Cases.Select(one => one.Name).Distinct().Count());
        Assert.All(card.Cases, one =>
        {
            var scenario = card.Scenario(one);
            Assert.True(
                WorldScenarioJson.Wrong(scenario) is null,
                $"{scenario.World.Name}: {WorldScenarioJson.Wrong(scenario)}");
            Assert.Equal(scenario, WorldTexts.Read(WorldTexts.Write(scenario)));
            Assert.NotEmpty(scenario.Faults.Faults);
            Assert.NotEmpty(scenario.World.Oracles);
        });
    }

    [Fact]
    public void The_page_in_docs_is_the_table()
    {
        const string page = "docs/scenarios.md";
        const string mark = "<!-- from the table -->\n";
        var text = File.ReadAllText(ConfigTexts.FileOf(page)).ReplaceLineEndings("\n");
        var head = text[..(text.IndexOf(mark, StringComparison.Ordinal) + mark.Length)];
        ConfigTexts.IsUpToDate(page, $"{head}\n{ScenarioPage.Write()}");
    }
}
