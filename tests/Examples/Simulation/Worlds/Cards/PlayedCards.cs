using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds.Cards;

namespace Holdfast.Tests.Examples.Simulation.Worlds.Cards;

/// <summary>
/// Every case of the table is played, from some seeds, and nothing that is asked breaks; what is
/// known to break still does, so that whoever mends it takes it off the page.
/// </summary>
public sealed class PlayedCards
{
    /// <summary>Seeds of each case.</summary>
    private const int Seeds = 2;

    public static TheoryData<string> Names =>
        [.. ScenarioTable.All.Where(one => one.IsPlayed).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_of_its_cases_holds(string name)
    {
        var card = ScenarioTable.Named(name)!;
        var wrong = new List<string>();
        foreach (var one in card.Cases)
        {
            var (world, faults) = card.Scenario(one);
            Assert.Null(SeededRun.Lacks(world));
            var found = new HashSet<string>();
            for (var seed = 1UL; seed <= Seeds; seed++)
            {
                var run = SeededRun.Play(world, faults, seed, new() { HasTimeline = false });
                found.UnionWith(run.Violations.Select(broken => broken.Invariant));
                wrong.AddRange(run.Violations
                    .Where(broken => !one.Breaks.Contains(broken.Invariant))
                    .Select(broken => $"{one.Name} from seed {seed}: {broken}"));
                Assert.True(run.Measures.PacketsReceived > 0, $"{one.Name}: nothing arrives");
            }

            wrong.AddRange(one.Breaks.Where(known => !found.Contains(known))
                .Select(known => $"{one.Name} does not break {known} any more"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
