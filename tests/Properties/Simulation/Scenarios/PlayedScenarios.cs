using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scenarios.Playing;
using Holdfast.Simulation.Trace;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>Which scenarios of the explorer the simulator can play: all but those of a list that is
/// written here, each with its reason, and each word of all others within their usual budgets, with
/// a fault of each kind that is scheduled.</summary>
public sealed class PlayedScenarios
{
    private const string First =
        "the SAs of a plan replace those before them, whoever begins";

    private const string OnePlan =
        "what stands is what a plan says: nobody makes a CHILD SA beside it, or ends it for good";

    private const string Floods =
        "each draw of an SPI would be the same flood there, whatever the trace says";

    private static readonly Dictionary<string, string> NotPlayed = new()
    {
        ["reference-election"] = "its routers are none of this library: it is a yardstick",
        ["ike-children"] = OnePlan,
        ["ike-children-turned"] = OnePlan,
        ["ike-children-lossy"] = OnePlan,
        ["ike-deletes"] = OnePlan,
        ["ike-deletes-turned"] = OnePlan,
        ["ike-deletes-lossy"] = OnePlan,
        ["ike-first-exchanges"] = First,
        ["ike-first-exchanges-lossy"] = First,
        ["ike-first-exchanges-turned"] = First,
        ["paced-takeover"] = "each of its words comes of itself there, whatever the trace says",
        ["spi-choice"] = Floods,
        ["spis-of-four"] = Floods,
    };

    /// <summary>All that are not on the list.</summary>
    public static TheoryData<string> Played =>
    [
        .. Catalogue.All.Select(one => one.Name).Where(name => !NotPlayed.ContainsKey(name)),
    ];

    [Fact]
    public void Those_that_are_not_played_are_so_for_a_reason_that_is_said()
    {
        var found = Catalogue.All.Select(one => one.Name).Where(NotPlayed.ContainsKey)
            .ToDictionary(name => name, name =>
            {
                Assert.False(CounterexamplePlayer.IsPlayed(name, out var why), name);
                return why;
            });
        Assert.Equal(NotPlayed, found);
    }

    [Theory]
    [MemberData(nameof(Played))]
    public void Every_other_one_is_played_and_no_word_of_it_is_unknown(string name)
    {
        Assert.True(CounterexamplePlayer.IsPlayed(name, out var why), $"{name}: {why}");
        Assert.Equal("", why);
        var scenario = Catalogue.All.Single(one => one.Name == name);
        var world = scenario.Build(scenario.Scheduled(1));
        Assert.NotEmpty(world.Words);
        List<string> unknown = [];
        foreach (var word in world.Words)
        {
            try
            {
                Assert.NotNull(CounterexamplePlayer.TryOf(name, Saying(world, word), null, out _));
            }
            catch (InvalidOperationException said)
            {
                unknown.Add(said.Message);
            }
        }

        Assert.Equal([], unknown);
    }

    /// <summary>What nobody says is unknown: the test above can fail.</summary>
    [Theory]
    [MemberData(nameof(Played))]
    public void Another_word_is_unknown(string name)
    {
        var scenario = Catalogue.All.Single(one => one.Name == name);
        var world = scenario.Build(scenario.With());
        Assert.Contains(
            "somebody sings",
            Assert.Throws<InvalidOperationException>(() => CounterexamplePlayer.TryOf(
                name, Saying(world, "somebody sings"), null, out _)).Message,
            StringComparison.Ordinal);
    }

    private static Counterexample Saying(World world, string word) => new(
        world.Columns, TimeSpan.FromSeconds(1), [.. world.Columns.Select(_ => "")], 0,
        [new(0, new(EventKind.Fault, What: word), "", [], [], 0)], []);
}
