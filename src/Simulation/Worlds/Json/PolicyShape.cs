using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.Simulation.Worlds.Json;

/// <summary>The policy of members as JSON.</summary>
internal static class PolicyShape
{
    private static readonly JsonFields<MemberPolicy> Fields = new("policy", new());

    /// <summary>The policy.</summary>
    public static ObjectShape<MemberPolicy> Policy { get; } = Fields.Of(
        Fields.Has("solo", Word<SoloPolicy>(), s => s.Solo, (s, v) => s with { Solo = v },
            "What comes first when members do not hear each other."),
        Fields.Has("replay", Word<ReplayPolicy>(), s => s.Replay, (s, v) => s with { Replay = v },
            "What happens about replay at a takeover."),
        Fields.Has("exposed", Number(0u, uint.MaxValue), s => s.Exposed,
            (s, v) => s with { Exposed = v },
            "With bounded: inbound numbers beyond the floor that are accepted."),
        Fields.Has("commit", Word<CommitRule>(), s => s.Commit, (s, v) => s with { Commit = v },
            "How many standbys must acknowledge."),
        Fields.Has("dialect", Word<HsrpGroup.Dialect>(), s => s.Dialect,
            (s, v) => s with { Dialect = v }, "How the table of RFC 2281 §5.7 is read."),
        Fields.Has("version", Word<HsrpGroup.HsrpVersion>(), s => s.Version,
            (s, v) => s with { Version = v }, "The version of HSRP."),
        Fields.Has("hello_time", Time(Tick, Hour), s => s.HelloTime,
            (s, v) => s with { HelloTime = v }, "The time between two Hellos of HSRP."),
        Fields.Has("hold_time", Time(Tick, Hour), s => s.HoldTime,
            (s, v) => s with { HoldTime = v }, "How long a Hello of HSRP is good."),
        Fields.Has("jitter_percent", Number(0, 50), s => s.JitterPercent,
            (s, v) => s with { JitterPercent = v },
            "By how much the time between Hellos is drawn shorter."),
        Fields.Has("preempts", FlagShape.Shape, s => s.Preempts,
            (s, v) => s with { Preempts = v },
            "Whether the better member takes over from a worse one."),
        Fields.Has("preempts_when_synced", FlagShape.Shape, s => s.PreemptsWhenSynced,
            (s, v) => s with { PreemptsWhenSynced = v },
            "Whether it waits for that until it is synced, and stands back behind whoever stands "
                + "by until then."),
        Fields.Has("heartbeat", Time(Tick, Day), s => s.Heartbeat,
            (s, v) => s with { Heartbeat = v },
            "The time between two heartbeats of the active member on the sync channel."),
        Fields.Has("silent_after", Time(Tick, Day), s => s.SilentAfter,
            (s, v) => s with { SilentAfter = v },
            "How long the active member may be silent there."),
        Fields.Has("synced_for", Time(Tick, 7 * Day), s => s.SyncedFor,
            (s, v) => s with { SyncedFor = v }, "How long a standby counts as synced."),
        Fields.Has("stale_for", Time(Tick, 7 * Day), s => s.StaleFor,
            (s, v) => s with { StaleFor = v },
            "How old knowledge may be and still be taken over, with a jump."),
        Fields.Has("drift_ppm", Number(0, 100_000), s => s.DriftPpm,
            (s, v) => s with { DriftPpm = v },
            "How much faster or slower a clock may be, in millionths."),
        Fields.Has("packets_per_second_max", Number(0u, uint.MaxValue), s => s.PacketsPerSecondMax,
            (s, v) => s with { PacketsPerSecondMax = v },
            "The most packets per second in an SA and direction."),
        Fields.Has("lease_block", Number(1u, uint.MaxValue), s => s.LeaseBlock,
            (s, v) => s with { LeaseBlock = v }, "Sequence numbers in a lease."),
        Fields.Has("floor_block", Number(2u, uint.MaxValue), s => s.FloorBlock,
            (s, v) => s with { FloorBlock = v }, "The most numbers that a floor lies ahead."),
        Fields.Has("worry_after", Time(Tick, Day), s => s.WorryAfter,
            (s, v) => s with { WorryAfter = v },
            "How long a peer may be silent before it is asked."),
        Fields.Has("sends_max", Number(1, 20), s => s.SendsMax,
            (s, v) => s with { SendsMax = v }, "How often a peer is asked before it is dead."),
        Fields.Has("pace_per_second", Number(1, 10_000), s => s.PacePerSecond,
            (s, v) => s with { PacePerSecond = v },
            "How many SAs are rekeyed or established anew in a second."),
        Fields.Has("redirects_at_drain", FlagShape.Shape, s => s.RedirectsAtDrain,
            (s, v) => s with { RedirectsAtDrain = v },
            "Whether a member that leaves redirects its peers first, RFC 5685."),
        Fields.Has("has_tokens", FlagShape.Shape, s => s.HasTokens,
            (s, v) => s with { HasTokens = v },
            "Whether tokens of quick crash detection are given and taken, RFC 6290."),
        Fields.May("token_rollover_every", Time(Tick, 30 * Day), s => s.TokenRolloverEvery,
            (s, v) => s with { TokenRolloverEvery = v },
            "How long a secret makes new tokens, RFC 6290 §5.1; absent: for ever."));
}
