using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Explorer;

/// <summary>What ends a search is respected, and said; what it found does not depend on it.
/// </summary>
public sealed class EndsOfSearches
{
    private const long Mebi = 1 << 20;

    [Theory]
    [InlineData(16)]
    [InlineData(40)]
    public void Memory_ends_a_search_before_it_takes_more_than_was_allowed(int mebi)
    {
        var outcome = Exploration.Run(
            ReferenceElection.Model(), new() { Memory = mebi * Mebi, Threads = 2 });
        Assert.Equal(Ending.Memory, outcome.Ending);
        Assert.False(outcome.IsComplete);
        Assert.InRange(outcome.States, 1, 3_104_154);

        // Buffers are the rest; one shard in 64 may have grown by half as the limit was met.
        Assert.InRange(outcome.Octets, mebi * Mebi / 2, (mebi * Mebi) + (Mebi / 4));
        Assert.InRange(outcome.States, outcome.Layers.Sum(), 3_104_154);
    }

    [Fact]
    public void Memory_that_its_lender_counts_ends_a_search_as_well()
    {
        var asked = 0;
        var outcome = Exploration.Run(
            ReferenceElection.Model(), new() { Memory = 1_000 * Mebi },
            new() { Memory = () => asked++ < 3 ? 0 : 1_000 * Mebi });
        Assert.Equal(Ending.Memory, outcome.Ending);
    }

    [Fact]
    public void Memory_that_its_lender_counts_is_looked_at_every_thousand_states()
    {
        // Asked between chunks alone, it would be asked less often in the whole search.
        var asked = new List<long>();
        var outcome = Exploration.Run(
            ReferenceElection.Model(), new() { Memory = 1_000 * Mebi },
            new()
            {
                Memory = () =>
                {
                    asked.Add(0);
                    return asked.Count < 200 ? 0 : 1_000 * Mebi;
                },
            });
        Assert.Equal((Ending.Memory, 200), (outcome.Ending, asked.Count));
        Assert.InRange(outcome.States, 1, 200_000);
    }

    [Fact]
    public void Memory_that_is_not_there_for_goals_leaves_them_unasked()
    {
        var model = Routers(2, crashes: 1, cuts: 1).Model();
        var needed = Exploration.Run(model).Octets;
        var outcome = Exploration.Run(model, new() { Memory = needed + 1 });
        Assert.Equal(Ending.Memory, outcome.Ending);
        Assert.Null(Assert.Single(outcome.Goals).Holds);
        Assert.Empty(outcome.Violations);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    public void A_depth_finds_the_layers_up_to_it_and_no_more(int depth)
    {
        var whole = Exploration.Run(Routers(2, crashes: 1, cuts: 1).Model());
        var outcome = Exploration.Run(
            Routers(2, crashes: 1, cuts: 1).Model(), new() { Depth = depth });
        Assert.Equal((Ending.Depth, depth), (outcome.Ending, outcome.Depth));
        Assert.Equal(whole.Layers.Take(depth + 1), outcome.Layers);
        Assert.Null(Assert.Single(outcome.Goals).Holds);
    }

    [Fact]
    public void Whoever_waits_may_end_it_at_any_time()
    {
        using var source = new CancellationTokenSource();
        var outcome = Exploration.Run(
            ReferenceElection.Model(), Limits.None,
            new()
            {
                Cancellation = source.Token,
                Told = told =>
                {
                    if (told.States > 100_000)
                    {
                        source.Cancel();
                    }
                },
            });
        Assert.Equal(Ending.Cancelled, outcome.Ending);
        Assert.InRange(outcome.States, 100_000, 3_000_000);
    }

    [Theory]
    [InlineData("hsrp-literal")]
    [InlineData("hsrp-repaired-2-preempt")]
    [InlineData("drain")]
    [InlineData("rri-order")]
    [InlineData("replication-availability-first-stores")]
    public void What_is_found_does_not_depend_on_the_number_of_threads(string name)
    {
        var scenario = Assert.Single(Catalogue.All, one => one.Name == name);
        var outcomes = new[] { 1, 2, 3, 5 }
            .Select(threads => Timeless(
                scenario.Explore(scenario.With(), new() { Threads = threads }, new())))
            .ToList();
        Assert.All(outcomes, one => Assert.Equal(outcomes[0], one));
    }

    private static Outcome Timeless(Outcome outcome) => outcome with
    {
        Seconds = 0,
        Goals = [.. outcome.Goals.Select(goal => goal with { Seconds = 0 })],
    };

    private static HsrpElection Routers(int routers, int crashes, int cuts) =>
        new("routers") { Routers = routers, Crashes = crashes, Cuts = cuts };
}
