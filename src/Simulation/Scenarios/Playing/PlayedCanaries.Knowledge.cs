using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios.RekeyCrashPoints;
using Holdfast.Simulation.Scenarios.StatefulPair;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <content>Members that are wrong about what they know, or tell.</content>
public static partial class PlayedCanaries
{
    private const int DriftPpm = 50_000;
    private static readonly TimeSpan SlowWay = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan CutOff = TimeSpan.FromSeconds(21);
    private static readonly TimeSpan AloneFor = TimeSpan.FromSeconds(6);

    private static PlayedShell? OfKnowledge(string canary) => canary switch
    {
        "SoloTooEarly" => Set(SoloTooEarly),
        "DriftForgotten" => Set(static settings => settings with
        {
            Replication = ReplicationCanaries.DriftForgotten(settings.Replication),
        }) with
        {
            In = static world => world with
            {
                Policy = world.Policy with { DriftPpm = DriftPpm },
            },
        },
        "SyncedByWhatIsHeard" => Knowing(ReplicationCanaries.SyncedByWhatIsHeard),
        "OlderEpochBelieved" => Knowing(ReplicationCanaries.OlderEpochBelieved),
        "SentBeforeReplicated" => Wrong(Mischief.None, SentBeforeReplicated) with
        {
            // Whoever stands by knows all that it was told.
            In = static _ => TraceWorlds.Asking with
            {
                Policy = TraceWorlds.Asking.Policy with { SyncedFor = TimeSpan.FromSeconds(8) },
            },
            Before = [At(25, new Fault.Rekey("carol", RekeyOf.Children))],
        },
        nameof(RekeyFlaw.ChildToldEarly) => Wrong(Mischief.ChildToldEarly) with
        {
            // What others were told shows where whoever has told them asks no more.
            Before =
            [
                At(29, new Fault.CrashAt(
                    "alice", CrashPoint.BeforeCommit, MessageKind.IkeChild)),
            ],
        },
        "MessageIdsAnew" => Machine(new()
        {
            // A member has them at two places.
            Replication = ReplicationCanaries.MessageIdsAnew,
            MessageIds = MessageIdsAnew,
        }) with
        {
            In = static _ => TraceWorlds.Asking,
        },
        "FloorLoweredForOthers" => Wrong(Mischief.LowersForOthers) with
        {
            In = Bursting,
            StaysAway = true,

            // By then floors come down, and not yet for what comes next.
            Lowering = TimeSpan.FromSeconds(1.25),
        },
        "LateFactSetsBack" => Knowing(ReplicaCanaries.LateFactSetsBack) with
        {
            // Whoever is cut off goes on alone, and its facts wait for nobody. Behind it whoever
            // lacks them asks with each heartbeat, for what it gets is under way for longer; and
            // no later fact covers up what a late one does.
            In = static world => world with
            {
                Flows =
                [
                    .. world.Flows.Select(flow => flow with { EndsAt = CutOff + AloneFor }),
                ],
            },
            Before =
            [
                new(CutOff, new Fault.SyncSlow(SlowWay, 2 * AloneFor)),
                new(CutOff, new Fault.SyncCut(AloneFor)),
            ],
        },
        "LeavesUnsettled" => Wrong(Mischief.LeavesUnsettled) with
        {
            // Nobody comes back without a drain.
            In = static world => world with
            {
                Policy = world.Policy with { Preempts = false },
            },
            Finds = static run => run.Missed > 0 ? ["Seamless"] : [],
        },
        nameof(PairFlaw.LeavesUnacknowledged) => Machine(new() { Drain = Unacknowledged }) with
        {
            // Once members are cut off from each other: whoever stands by does not know them.
            In = static world => world with
            {
                Sas = [.. world.Sas.Select(sas => sas with { At = TimeSpan.FromSeconds(36) })],
            },
            Finds = static run => IsTakenOverWithNothing(run) ? [KeptSas.Card.Invariant] : [],
        },
        "RateForgottenByDone" => Machine(new() { Work = PacingCanaries.RateForgottenByDone }) with
        {
            In = Many,
        },
        "SpiWithoutMember" => new()
        {
            // Of 256 each one draws some.
            Options = Few with { Spis = static _ => new(0) },
            Right = Few,
        },
        "UncertainIsDead" => Wrong(Mischief.OthersTakenForOff) with
        {
            In = static world => TraceWorlds.Tokens,
        },
        _ => null,
    };

    /// <summary>Members count as synced for different times, and who goes on alone waits for the
    /// shorter one.</summary>
    private static ClusterMemberConfig.Settings SoloTooEarly(
        ClusterMemberConfig.Settings settings) => settings.Self == 1
        ? settings
        : settings with
        {
            Replication = settings.Replication with
            {
                SyncedFor = settings.Replication.SyncedFor * 9 / 5,
            },
        };

    /// <summary>Whoever has pushed what it knows goes, whether anybody has heard it or not.
    /// </summary>
    private static Next<MemberDrain.State, MemberDrain.Output> Unacknowledged(
        MemberDrain.Config config, MemberDrain.State state, Instant now, MemberDrain.Input input) =>
        MemberDrain.Step(
            config,
            state is MemberDrain.State.Pushing pushing
                ? pushing with { IsSettled = true }
                : state,
            now,
            input is MemberDrain.Input.SuccessorLost
                ? new MemberDrain.Input.Acknowledged()
                : input);

    /// <summary>Whether whoever serves behind a drain has no SA.</summary>
    private static bool IsTakenOverWithNothing(RunResult run) => run.Timeline
        .SkipWhile(one => !one.Says.StartsWith("yields", StringComparison.Ordinal))
        .FirstOrDefault(one => one.Says.StartsWith("reigns in ", StringComparison.Ordinal))
        ?.Says.EndsWith(", 0 CHILD SAs", StringComparison.Ordinal) == true;

    /// <summary>A request leaves as soon as it is sealed: before that it has no octets.</summary>
    private static Next<State, Output> SentBeforeReplicated(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        var outputs = next.Outputs;
        foreach (var output in next.Outputs)
        {
            if (output is Output.Send { Message: SyncMessage.Fact { Entry: var entry } })
            {
                foreach (var sent in entry.Changes.OfType<Change.RequestSent>())
                {
                    outputs = outputs.Add(
                        new Output.Transmit(sent.Ike, sent.Message.Id, sent.Message.Octets));
                }
            }
        }

        return next with { Outputs = outputs };
    }

    /// <summary>Whoever takes over counts message IDs from 0.</summary>
    private static Next<MessageIds.State, MessageIds.Output> MessageIdsAnew(
        MessageIds.Config config, MessageIds.State state, Instant now, MessageIds.Input input) =>
        MessageIds.Step(
            config, state, now,
            input is MessageIds.Input.Promoted(var facts)
                ? new MessageIds.Input.Promoted(facts with { Next = 0, Requests = [] })
                : input);

    private static RunOptions Few => new() { IkeSpiBits = 0xFF, AreSpisOwn = true };

    private static TimedFault At(double seconds, Fault fault) =>
        new(TimeSpan.FromSeconds(seconds), fault);

    /// <summary>Many packets come, and then few.</summary>
    private static WorldPlan Bursting(WorldPlan world) => world with
    {
        Policy = Topologies.StatefulPair.Policy,
        Flows =
        [
            .. world.Flows,
            world.Flows.First(flow => flow.To == "host") with
            {
                PacketsPerSecond = 400,
                StartsAt = TimeSpan.FromSeconds(29),
                EndsAt = TimeSpan.FromSeconds(30),
            },
        ],
    };

    /// <summary>Members who know too little, or too much: somebody compares them.</summary>
    private static PlayedShell Knowing(
        ClusterMember.PartStep<Config, State, Input, Output> replication) =>
        Wrong(Mischief.None, replication) with { Beside = static () => new ReplicationWitness() };

    private static PlayedShell Set(
        Func<ClusterMemberConfig.Settings, ClusterMemberConfig.Settings> settings) => new()
        {
            Options = new() { Settings = settings },
            Beside = static () => new ReplicationWitness(),
        };
}
