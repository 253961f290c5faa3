using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines.Replication;
using static Holdfast.Tests.Properties.Simulation.Scenarios.ReplicationWorlds;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// RFC 4106 §3.1, RFC 6027 §3.3: one of two members that were active in a partition dies, and
/// starts with its store, without it, or with an older one. Mistakes about that are found there;
/// the worst of them needs the partition, the start and a third reign.
/// </summary>
public sealed class StoresBehindPartitions
{
    private static readonly Dictionary<string, ReplicaStep> Wrong = new()
    {
        [nameof(ReplicationCanaries.EpochRestoredFromSnapshot)] =
            ReplicationCanaries.EpochRestoredFromSnapshot,
        [nameof(ReplicationCanaries.FloorNotAwaited)] = ReplicationCanaries.FloorNotAwaited,
        [nameof(ReplicationCanaries.MessageIdsAnew)] = ReplicationCanaries.MessageIdsAnew,
    };

    [Theory]
    [InlineData("EpochRestoredFromSnapshot", "parted stores", SoloPolicy.AvailabilityFirst, 9)]
    [InlineData("FloorNotAwaited", "parted stores, inbound", SoloPolicy.SafetyFirst, 6)]
    [InlineData("MessageIdsAnew", "parted stores, requests", SoloPolicy.SafetyFirst, 4)]
    public void A_mistake_of_who_starts_behind_a_partition_is_found(
        string wrong, string world, SoloPolicy solo, int events)
    {
        var found = Find(wrong, world, solo);
        Assert.True(found.Trace.Length == events, Told(found));
    }

    /// <summary>Without the partition, the start or the reign behind it nobody would see that the
    /// epoch of a snapshot is believed.</summary>
    [Theory]
    [InlineData("stores", 1, 0)]
    [InlineData("all stores", 1, 0)]
    [InlineData("two, outbound", 0, 1)]
    [InlineData("parted stores", 0, 1)]
    [InlineData("parted stores", 1, 0)]
    public void Where_one_of_them_is_missing_nobody_would_see_it(
        string world, int crashes, int moves)
    {
        var outcome = Ask(
            All[world] with { Crashes = crashes, Moves = moves },
            nameof(ReplicationCanaries.EpochRestoredFromSnapshot));
        Assert.True(
            outcome.Violations.Count == 0, string.Join(", ", outcome.Violations.Select(Told)));
        Assert.Equal(Ending.Complete, outcome.Ending);
    }

    /// <summary>It begins where two are active, or under SafetyFirst where nobody has taken over.
    /// </summary>
    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst, true)]
    [InlineData(SoloPolicy.SafetyFirst, false)]
    public void Two_are_active_in_its_beginning_where_availability_comes_first(
        SoloPolicy solo, bool isTwo)
    {
        var members = (All["parted stores"] with { Solo = solo }).Model().Members;
        Assert.Equal(
            [true, isTwo],
            members.Take(2).Select(one => ((NodeState.Member)one.Config.Initial).Path.Acts));
        Assert.Equal(isTwo, ((NodeState.Observer)members[2].Config.Initial).WereTwo);
    }

    /// <summary>What is found of a mistake.</summary>
    internal static Violation Find(string wrong, string world, SoloPolicy solo) =>
        Assert.Single(Ask(All[world] with { Solo = solo }, wrong).Violations);

    private static Outcome Ask(ReplicationScenario world, string wrong)
    {
        var model = (world with { Step = Wrong[wrong] }).Model();
        return Exploration.Run(
            model with
            {
                Invariants = [.. model.Invariants.Where(one => one.Name is "I1a" or "I3" or "I6")],
                Goals = [],
                Gauges = [],
            },
            new Limits { States = 3_000_000 });
    }
}
