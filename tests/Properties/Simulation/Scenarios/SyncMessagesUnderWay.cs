using Holdfast.Codec;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// RFC 6027 §3.3: mistakes about sync messages that are lost, doubled or late, where packets are
/// sent meanwhile: each leads to a number or a packet that is used twice, and to none where its
/// fault is left out.
/// </summary>
public sealed class SyncMessagesUnderWay
{
    private static readonly Dictionary<string, ReplicaStep> Wrong = new()
    {
        ["LeaseNotAwaited"] = ReplicationCanaries.LeaseNotAwaited,
        ["FloorNotAwaited"] = ReplicationCanaries.FloorNotAwaited,
        ["SentBeforeReplicated"] = ReplicationCanaries.SentBeforeReplicated,
        ["LostFactIsNothing"] = LostFactIsNothing,
        ["DoubledFactIsNext"] = DoubledFactIsNext,
        ["AckIsForNext"] = AckIsForNext,
    };

    private static readonly Dictionary<string, ReplicationScenario> Worlds = new()
    {
        ["lost"] = ReplicationWorlds.All["lost"] with { Inbound = 1 },
        ["lost behind a lease"] = ReplicationWorlds.All["lost"] with { Packets = 3 },
        ["lost, requests"] = ReplicationWorlds.All["lost, requests"],
        ["doubled"] = ReplicationWorlds.All["doubled"] with { Packets = 3 },
        ["late"] = ReplicationWorlds.All["late, lost"] with { Inbound = 1 },
    };

    [Theory]
    [InlineData("LeaseNotAwaited", "lost", "I1b", 8)]
    [InlineData("FloorNotAwaited", "lost", "I3", 8)]
    [InlineData("SentBeforeReplicated", "lost, requests", "I6", 6)]
    [InlineData("LostFactIsNothing", "lost", "I1b", 11)]
    [InlineData("AckIsForNext", "lost behind a lease", "I1b", 12)]
    [InlineData("DoubledFactIsNext", "doubled", "I1b", 25)]
    [InlineData("LeaseNotAwaited", "late", "I1b", 10)]
    [InlineData("FloorNotAwaited", "late", "I3", 10)]
    [Requirement("RFC6027-3.3-a")]
    public void A_mistake_about_them_uses_something_twice(
        string wrong, string world, string finds, int events)
    {
        var violation = Find(wrong, world, finds);
        Assert.True(violation.Trace.Length == events, ReplicationWorlds.Told(violation));
    }

    /// <summary>Only where messages are lost, or doubled: the same mistake without it.</summary>
    [Theory]
    [InlineData("LeaseNotAwaited", "lost", "I1b")]
    [InlineData("FloorNotAwaited", "lost", "I3")]
    [InlineData("SentBeforeReplicated", "lost, requests", "I6")]
    [InlineData("LostFactIsNothing", "lost", "I1b")]
    [InlineData("AckIsForNext", "lost behind a lease", "I1b")]
    [InlineData("DoubledFactIsNext", "doubled", "I1b")]
    [InlineData("LeaseNotAwaited", "late", "I1b")]
    [InlineData("FloorNotAwaited", "late", "I3")]
    public void Where_none_is_lost_or_doubled_nobody_would_see_it(
        string wrong, string world, string finds)
    {
        var outcome = Ask(
            Worlds[world] with { Step = Wrong[wrong], Losses = 0, Doublings = 0 }, finds);
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(ReplicationWorlds.Told)));
        Assert.Equal(Ending.Complete, outcome.Ending);
    }

    /// <summary>The step of a member that makes a mistake.</summary>
    internal static ReplicaStep StepOf(string wrong) => Wrong[wrong];

    /// <summary>What is found of a mistake.</summary>
    internal static Violation Find(string wrong, string world, string finds) => Assert.Single(
        Ask(Worlds[world] with { Step = Wrong[wrong] }, finds).Violations);

    private static Outcome Ask(ReplicationScenario world, string finds)
    {
        var model = world.Model();
        return Exploration.Run(
            model with
            {
                Invariants = [.. model.Invariants.Where(one => one.Name == finds)],
                Goals = [],
                Gauges = [],
            },
            new Limits { States = 3_000_000 });
    }

    /// <summary>A standby that lacks a fact takes it for one that says nothing.</summary>
    private static Next<State, Output> LostFactIsNothing(
        Config config, State state, Instant now, Input input)
    {
        if (input is not Input.Received { From: var from, Message: SyncMessage.Fact fact }
            || state.Role is not Role.Standby
            || fact.Reign != state.Seen
            || fact.Entry.Position.Index != state.Replica.Index + 2)
        {
            return Step(config, state, now, input);
        }

        var empty = new Entry(new(fact.Prior, state.Replica.Index + 1), []);
        var filled = Step(config, state, now, new Input.Received(
            from, new SyncMessage.Fact(fact.Reign, state.Replica.Last.Term, empty)));
        var next = Step(config, filled.State, now, input);
        return next with { Outputs = [.. filled.Outputs, .. next.Outputs] };
    }

    /// <summary>A standby that is told a fact again takes it for the next one.</summary>
    private static Next<State, Output> DoubledFactIsNext(
        Config config, State state, Instant now, Input input) => Step(
        config, state, now,
        input is Input.Received { Message: SyncMessage.Fact fact } received
            && state.Role is Role.Standby && fact.Reign == state.Seen
            && fact.Entry.Position == state.Replica.Last
            ? received with
            {
                Message = fact with
                {
                    Prior = state.Replica.Last.Term,
                    Entry = fact.Entry with
                    {
                        Position = new(state.Replica.Last.Term, state.Replica.Index + 1),
                    },
                },
            }
            : input);

    /// <summary>An acknowledgement that comes again stands for the fact behind the one it names.
    /// </summary>
    private static Next<State, Output> AckIsForNext(
        Config config, State state, Instant now, Input input) => Step(
        config, state, now,
        input is Input.Received { Message: SyncMessage.Acknowledgement ack } received
            && state.Role is Role.Active { Views: [var view] }
            && ack.Last.Index == view.Match && view.Match + 1 == state.Replica.Index
            ? received with { Message = ack with { Last = state.Replica.Last } }
            : input);
}
