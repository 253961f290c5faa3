using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// docs/adr/0047: where states that have the same future are one, a search has the verdicts, the
/// worst times and the shortest traces that it has without, in fewer states.
/// </summary>
public sealed class ReducedReplications
{
    private static readonly ReplicationScenario World = new("replication") { IdsTwiceMax = 1 };

    private static readonly Dictionary<string, ReplicationScenario> Worlds = new()
    {
        ["channel"] = World with { Crashes = 1, Losses = 1, Delay = 0 },
        ["inbound"] = World with { Crashes = 1, Cuts = 1, Inbound = 1 },
        ["late"] = World with { Delay = 1, Inbound = 1, But = ReplicationScenario.Patient },
        ["lost"] = ReplicationWorlds.All["lost"],
        ["late, dead"] = ReplicationWorlds.LateDeath,
    };

    private static readonly Dictionary<string, ReplicationScenario> Broken = new()
    {
        ["LeaseNotAwaited"] = Worlds["channel"] with
        {
            Packets = 3,
            Step = ReplicationCanaries.LeaseNotAwaited,
        },
        ["FloorNotAwaited"] = Worlds["channel"] with
        {
            Inbound = 2,
            Step = ReplicationCanaries.FloorNotAwaited,
        },
        ["SoloTooEarly"] = World with
        {
            Crashes = 1,
            Cuts = 1,
            But = ReplicationCanaries.SoloTooEarly,
        },
        ["SyncedByWhatIsHeard"] = World with
        {
            Cuts = 1,
            Delay = 0,
            Step = ReplicationCanaries.SyncedByWhatIsHeard,
        },
        ["OlderEpochBelieved"] = World with
        {
            Moves = 1,
            Cuts = 1,
            Packets = 1,
            Delay = 0,
            Step = ReplicationCanaries.OlderEpochBelieved,
        },
        ["NothingIsRepaired"] = Worlds["channel"] with
        {
            Packets = 1,
            Step = ReplicaCanaries.NothingIsRepaired,
        },
    };

    [Theory]
    [InlineData("channel", SoloPolicy.AvailabilityFirst)]
    [InlineData("channel", SoloPolicy.SafetyFirst)]
    [InlineData("inbound", SoloPolicy.AvailabilityFirst)]
    [InlineData("inbound", SoloPolicy.SafetyFirst)]
    [InlineData("late", SoloPolicy.AvailabilityFirst)]
    [InlineData("late", SoloPolicy.SafetyFirst)]
    [InlineData("lost", SoloPolicy.AvailabilityFirst)]
    [InlineData("lost", SoloPolicy.SafetyFirst)]
    [InlineData("late, dead", SoloPolicy.AvailabilityFirst)]
    [InlineData("late, dead", SoloPolicy.SafetyFirst)]
    public void What_holds_holds_with_the_same_worst_times_in_fewer_states(
        string name, SoloPolicy solo)
    {
        var world = Worlds[name] with { Solo = solo };
        var whole = Exploration.Run((world with { IsReduced = false }).Model());
        var reduced = Exploration.Run((world with { IsReduced = true }).Model());
        foreach (var outcome in new[] { whole, reduced })
        {
            Assert.Equal(Ending.Complete, outcome.Ending);
            Assert.Empty(outcome.Violations);
        }

        Assert.Equal(
            whole.Goals.Select(goal => (goal.Name, goal.Worst)),
            reduced.Goals.Select(goal => (goal.Name, goal.Worst)));
        Assert.Equal(
            whole.Gauges.Select(gauge => (gauge.Name, gauge.Spread.Count)),
            reduced.Gauges.Select(gauge => (gauge.Name, gauge.Spread.Count)));
        Assert.True(
            reduced.States < whole.States, $"{reduced.States} of {whole.States} states");
    }

    [Theory]
    [InlineData("LeaseNotAwaited")]
    [InlineData("FloorNotAwaited")]
    [InlineData("SoloTooEarly")]
    [InlineData("SyncedByWhatIsHeard")]
    [InlineData("OlderEpochBelieved")]
    [InlineData("NothingIsRepaired")]
    public void What_is_wrong_is_found_in_as_many_events(string name)
    {
        var whole = Exploration.Run(Broken[name].Model());
        var reduced = Exploration.Run((Broken[name] with { IsReduced = true }).Model());
        Assert.NotEmpty(whole.Violations);
        Assert.Equal(Told(whole), Told(reduced));
    }

    [Theory]
    [InlineData("replication-availability-first-late-lossy", 93_176, 17)]
    [InlineData("replication-safety-first-late-lossy", 3_983, 0)]
    public void Whoever_misses_a_late_message_is_synced_again(string name, long states, int worst)
    {
        // docs/adr/0048: it was not, for ever.
        var outcome = ProvenWorlds.Explore(name);
        Assert.Empty(outcome.Violations);
        Assert.Equal(
            (Ending.Complete, states, worst),
            (outcome.Ending, outcome.States, outcome.Goals[0].Worst));
    }

    // Of what repeats for ever no shortest way is claimed.
    private static IEnumerable<(string Name, int? Events)> Told(Outcome outcome) =>
        outcome.Violations.Select(one => (
            one.Name, one.Trace.Cycle.Count > 0 ? (int?)null : one.Trace.Length));
}
