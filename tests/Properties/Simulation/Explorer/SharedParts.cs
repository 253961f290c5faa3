using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.StatefulPair;

namespace Holdfast.Tests.Properties.Simulation.Explorer;

/// <summary>
/// What is kept of a state is equal to it, whatever it has in common with others: a search that
/// shares nothing finds the same.
/// </summary>
public sealed class SharedParts
{
    [Fact]
    public void A_search_that_shares_parts_finds_what_one_without_finds()
    {
        var model = new StatefulPairScenario("pair") { Drains = 1 }.Model();
        var shares = model.Share!;
        var shared = Exploration.Run(model with
        {
            Share = (before, state, same) =>
            {
                var kept = shares(before, state, same);
                Assert.Equal(state, kept);
                Assert.Equal(state.GetHashCode(), kept.GetHashCode());
                return kept;
            },
        });
        var plain = Exploration.Run(model with { Share = null });
        Assert.Equal(Ending.Complete, shared.Ending);
        Assert.Equal(
            (plain.States, plain.Transitions, plain.Depth, plain.Permutations),
            (shared.States, shared.Transitions, shared.Depth, shared.Permutations));
        Assert.Equal(plain.Remembered, shared.Remembered);
        Assert.Equal(plain.Goals, shared.Goals);
    }

    [Fact]
    public void Equal_parts_of_the_states_that_are_kept_are_the_same_object()
    {
        var model = new StatefulPairScenario("pair") { Drains = 1 }.Model();
        var shares = model.Share!;
        var objects = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var values = new HashSet<(byte Member, object Part)>();
        var states = 0;
        Exploration.Run(model with
        {
            Share = (before, state, same) =>
            {
                var kept = shares(before, state, same);
                if (kept.Is is { } one)
                {
                    states++;
                    objects.Add(one.Replication);
                    values.Add((kept.Boot.Member, one.Replication));
                }

                return kept;
            },
        });

        // What each of the two members begins with was not made of another state.
        Assert.InRange(objects.Count, values.Count, values.Count + 2);
        Assert.InRange(values.Count, 1, states - 1);
    }
}
