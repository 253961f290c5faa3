using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Worlds;

/// <summary>The times and choices of members; what is not here is as
/// <see cref="StateMachines.Composition.ClusterMemberConfig.Settings"/> has it.</summary>
public sealed record MemberPolicy
{
    /// <summary>What comes first when members do not hear each other.</summary>
    public SoloPolicy Solo { get; init; } = SoloPolicy.AvailabilityFirst;

    /// <summary>What happens about replay at a takeover.</summary>
    public ReplayPolicy Replay { get; init; } = ReplayPolicy.Strict;

    /// <summary>With Bounded: inbound numbers beyond the floor that are accepted.</summary>
    public uint Exposed { get; init; } = 64;

    /// <summary>How many standbys must acknowledge.</summary>
    public CommitRule Commit { get; init; } = CommitRule.All;

    /// <summary>How RFC 2281's table is read.</summary>
    public HsrpGroup.Dialect Dialect { get; init; } = HsrpGroup.Dialect.Repaired;

    /// <summary>The version of HSRP.</summary>
    public HsrpGroup.HsrpVersion Version { get; init; } = HsrpGroup.HsrpVersion.V1;

    /// <summary>The time between two Hellos of HSRP; whole seconds in version 1.</summary>
    public TimeSpan HelloTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a Hello of HSRP is good.</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>By how much the time between Hellos is drawn shorter, percent; 0 to 50.</summary>
    public int JitterPercent { get; init; }

    /// <summary>Whether the better member takes over from a worse one.</summary>
    public bool Preempts { get; init; } = true;

    /// <summary>Whether it waits for that until it is synced, and stands back behind whoever stands
    /// by until then.</summary>
    public bool PreemptsWhenSynced { get; init; } = true;

    /// <summary>The time between two heartbeats of the active member on the sync channel.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the active member may be silent there.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a standby counts as synced.</summary>
    public TimeSpan SyncedFor { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How old knowledge may be and still be taken over, with a jump.</summary>
    public TimeSpan StaleFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much faster or slower a clock may be, in millionths; 0 to 100 000.</summary>
    public int DriftPpm { get; init; } = 1_000;

    /// <summary>The most packets per second in an SA and direction.</summary>
    public uint PacketsPerSecondMax { get; init; } = 1_000;

    /// <summary>Sequence numbers in a lease.</summary>
    public uint LeaseBlock { get; init; } = 100;

    /// <summary>The most numbers that a floor lies ahead.</summary>
    public uint FloorBlock { get; init; } = 100;

    /// <summary>How long an IKEv2 peer may be silent before it is asked.</summary>
    public TimeSpan WorryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an IKEv2 or IKEv1 peer is asked before it is dead.</summary>
    public int SendsMax { get; init; } = 5;

    /// <summary>How many SAs are rekeyed or established anew in a second; 1 to 10 000.</summary>
    public int PacePerSecond { get; init; } = 50;

    /// <summary>Whether a member that leaves redirects its peers first, RFC 5685.</summary>
    public bool RedirectsAtDrain { get; init; }

    /// <summary>Whether tokens of quick crash detection are given and taken, RFC 6290.</summary>
    public bool HasTokens { get; init; }

    /// <summary>How long a secret makes new tokens, RFC 6290 §5.1; null: for ever.</summary>
    public TimeSpan? TokenRolloverEvery { get; init; }
}
