using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>Replication, drain and pace as JSON.</summary>
internal static class ReplicationShapes
{
    private static readonly JsonFields<SaReplication.Settings> ReplicationFields =
        new("replication", new());

    /// <summary>The replication of SAs.</summary>
    public static ObjectShape<SaReplication.Settings> Replication { get; } = ReplicationFields.Of(
        ReplicationFields.Has("solo", Word<SoloPolicy>(), s => s.Solo,
            (s, v) => s with { Solo = v },
            "What comes first when members do not hear each other."),
        ReplicationFields.Has("commit", Word<CommitRule>(), s => s.Commit,
            (s, v) => s with { Commit = v }, "How many standbys must acknowledge."),
        ReplicationFields.Has("replay", Word<ReplayPolicy>(), s => s.Replay,
            (s, v) => s with { Replay = v }, "What happens about replay at a takeover."),
        ReplicationFields.Has("exposed", Number(0u, uint.MaxValue), s => s.Exposed,
            (s, v) => s with { Exposed = v },
            "With bounded: inbound numbers beyond the floor that are accepted."),
        ReplicationFields.Has("heartbeat", Time(Tick, Day), s => s.Heartbeat,
            (s, v) => s with { Heartbeat = v },
            "The time between two heartbeats of the active member."),
        ReplicationFields.Has("silent_after", Time(Tick, Day), s => s.SilentAfter,
            (s, v) => s with { SilentAfter = v },
            "How long the active member may be silent before another may be promoted."),
        ReplicationFields.Has("synced_for", Time(Tick, 7 * Day), s => s.SyncedFor,
            (s, v) => s with { SyncedFor = v },
            "How long a standby counts as synced after it sent what the active member has heard."),
        ReplicationFields.Has("detect_within", Time(TimeSpan.Zero, Day), s => s.DetectWithin,
            (s, v) => s with { DetectWithin = v },
            "How long the first hop takes to see that the active member is gone: its hold "
            + "time at least."),
        ReplicationFields.Has("drift_ppm", Number(0, 100_000), s => s.DriftPpm,
            (s, v) => s with { DriftPpm = v },
            "How much faster or slower a clock may be, in millionths."),
        ReplicationFields.Has("hold_time", Time(Tick, Day), s => s.HoldTime,
            (s, v) => s with { HoldTime = v },
            "After a longer sleep a member proves its epoch anew before it sends."),
        ReplicationFields.Has("stale_for", Time(Tick, 7 * Day), s => s.StaleFor,
            (s, v) => s with { StaleFor = v },
            "How old knowledge may be and still be taken over, with a jump."),
        ReplicationFields.Has("gather_for", Time(TimeSpan.Zero, Day), s => s.GatherFor,
            (s, v) => s with { GatherFor = v },
            "How long a member that is promoted asks the others for what they know."),
        ReplicationFields.Has("packets_per_second_max", Number(0u, uint.MaxValue),
            s => s.PacketsPerSecondMax, (s, v) => s with { PacketsPerSecondMax = v },
            "The most packets per second in an SA and direction."),
        ReplicationFields.Has("lease_block", Number(1u, uint.MaxValue), s => s.LeaseBlock,
            (s, v) => s with { LeaseBlock = v }, "Numbers in a lease of outbound numbers."),
        ReplicationFields.Has("floor_block", Number(2u, uint.MaxValue), s => s.FloorBlock,
            (s, v) => s with { FloorBlock = v }, "The most numbers that a floor lies ahead."),
        ReplicationFields.Has("tail_max", Number(1, 1 << 24), s => s.TailMax,
            (s, v) => s with { TailMax = v }, "Facts that are kept for members that missed some."),
        ReplicationFields.Has("open_max", Number(1, 1 << 20), s => s.OpenMax,
            (s, v) => s with { OpenMax = v }, "Facts that may wait for acknowledgements."),
        ReplicationFields.Has("part_max", Number(1, 1 << 16), s => s.PartMax,
            (s, v) => s with { PartMax = v }, "SAs in a part of a snapshot."),
        ReplicationFields.Has("digest_every", Number(1, 1 << 20), s => s.DigestEvery,
            (s, v) => s with { DigestEvery = v },
            "Heartbeats between two comparisons of digests."));

    private static readonly JsonFields<MemberDrain.Settings> DrainFields =
        new("drain", new());

    /// <summary>How a member leaves on purpose.</summary>
    public static ObjectShape<MemberDrain.Settings> Drain { get; } = DrainFields.Of(
        DrainFields.Has("redirects_peers", FlagShape.Shape, s => s.RedirectsPeers,
            (s, v) => s with { RedirectsPeers = v },
            "Whether peers that can be redirected are, RFC 5685 §5."),
        DrainFields.Has("finish_within", Time(TimeSpan.Zero, Day), s => s.FinishWithin,
            (s, v) => s with { FinishWithin = v },
            "How long open exchanges may take, and peers to go elsewhere."),
        DrainFields.Has("push_within", Time(Tick, Day), s => s.PushWithin,
            (s, v) => s with { PushWithin = v },
            "How long the successor may take to acknowledge the last state."),
        DrainFields.Has("yield_within", Time(Tick, Day), s => s.YieldWithin,
            (s, v) => s with { YieldWithin = v },
            "How long the successor may take to become active."));

    private static readonly JsonFields<PacedWork.Settings> PaceFields =
        new("pace", new());

    /// <summary>The pace of one kind of work.</summary>
    public static ObjectShape<PacedWork.Settings> Pace { get; } = PaceFields.Of(
        PaceFields.Has("per_second", Number(1, 1_000_000), s => s.PerSecond,
            (s, v) => s with { PerSecond = v }, "Exchanges that may begin in a second."),
        PaceFields.Has("burst", Number(1, 10_000), s => s.Burst, (s, v) => s with { Burst = v },
            "Exchanges that may begin at one instant."),
        PaceFields.Has("at_once_max", Number(1, 1_000_000), s => s.AtOnceMax,
            (s, v) => s with { AtOnceMax = v }, "Exchanges that may run at a time."),
        PaceFields.Has("tries_max", Number(1, 100), s => s.TriesMax,
            (s, v) => s with { TriesMax = v },
            "How often the work for one SA is begun before it is given up."));

    private static readonly JsonFields<ClusterMemberConfig.Pacing> PacingFields =
        new("pacing", new());

    /// <summary>The pace of much work.</summary>
    public static ObjectShape<ClusterMemberConfig.Pacing> Pacing { get; } = PacingFields.Of(
        PacingFields.Has("reestablish", Pace, s => s.Reestablish,
            (s, v) => s with { Reestablish = v }, "IKE SAs that are established anew."),
        PacingFields.Has("rekey", Pace, s => s.Rekey, (s, v) => s with { Rekey = v },
            "SAs that are rekeyed."),
        PacingFields.Has("redirect", Pace, s => s.Redirect, (s, v) => s with { Redirect = v },
            "Peers that are redirected."),
        PacingFields.Has("reauthenticate", Pace, s => s.Reauthenticate,
            (s, v) => s with { Reauthenticate = v }, "IKE SAs whose peer is authenticated anew."));
}
