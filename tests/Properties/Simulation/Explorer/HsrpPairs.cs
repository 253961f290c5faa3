using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using Holdfast.Tests.Properties.StateMachines.Hsrp;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.Simulation.Explorer;

/// <summary>
/// Two members bound on two sides, in the explorer: the world of <see cref="HsrpPairPermutations"/>
/// written as a model, and found to be the same one.
/// </summary>
public sealed class HsrpPairs
{
    [Theory]
    [InlineData(false, null, 121_863)]
    [InlineData(true, 1, 326_089)]
    public void One_fault_at_any_time_gives_as_many_states_as_a_plain_search(
        bool preempts, int? better, long states)
    {
        var outcome = Exploration.Run(
            new HsrpPairElection("pair") { Preempts = preempts, Better = better }.Model());
        Assert.True(outcome.IsComplete);
        Assert.Empty(outcome.Violations);
        Assert.Equal(states, outcome.States);
    }

    /// <summary>The canary: an inside and an outside group that know nothing of each other.
    /// </summary>
    [Fact]
    public void Groups_that_are_not_bound_are_split_and_no_traffic_passes() =>
        Assert.Equal(36, LengthOf("I10", PairRules.Unbound));

    /// <summary>The canary: what an active group says is not heard.</summary>
    [Fact]
    public void Members_that_do_not_hear_each_other_both_pass_traffic() =>
        Assert.Equal(48, LengthOf("I13", static (config, state, now, input) =>
            input is HsrpPair.Input.At(_, HsrpGroup.Input.Hello or HsrpGroup.Input.Coup)
                ? new(state, default, default)
                : HsrpPair.Step(config, state, now, input)));

    private static int LengthOf(
        string killer,
        Func<HsrpPair.Config, HsrpPair.State, Instant, HsrpPair.Input,
            Next<HsrpPair.State, HsrpPair.Output>> step)
    {
        var model = new HsrpPairElection("pair") { Preempts = true }.Model();
        var violation = Assert.Single(Exploration.Run(model with
        {
            Machine = model.Machine with { Step = step },
            Invariants = [.. model.Invariants.Where(one => one.Name == killer)],
        }).Violations);
        Assert.Equal(killer, violation.Name);
        return violation.Trace.Length;
    }
}
