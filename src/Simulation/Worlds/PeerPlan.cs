using Holdfast.Codec;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Worlds;

/// <summary>Who is at the other end of IKE SAs, and is no member.</summary>
public sealed record PeerPlan
{
    /// <summary>Its name; its identity is a domain name of that.</summary>
    public required string Name { get; init; }

    /// <summary>The gateways with which it has SAs, the preferred one first.</summary>
    public Items<string> Gateways { get; init; }

    /// <summary>The version of IKE that it speaks.</summary>
    public ClusterMemberConfig.IkeVersion Version { get; init; } =
        ClusterMemberConfig.IkeVersion.V2;

    /// <summary>What it agrees to about counters and liveness.</summary>
    public IkeTraits Traits { get; init; } = IkeTraits.MessageIdSync | IkeTraits.ReplayCounterSync;

    /// <summary>Requests that it takes before the first is answered, RFC 7296 §2.3; 1 to 256.
    /// </summary>
    public int Window { get; init; } = 1;

    /// <summary>How long the gateway may be silent before it is asked.</summary>
    public TimeSpan WorryAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the first question waits for its answer; each wait is doubled.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often it asks before the gateway is dead to it; 1 to 20.</summary>
    public int SendsMax { get; init; } = 4;

    /// <summary>The anti-replay window of its SAs, packets; 32 to 4096.</summary>
    public int ReplayWindow { get; init; } = 64;

    /// <summary>Whether an SA that does the same as another one is deleted.</summary>
    public bool DeletesRedundant { get; init; }

    /// <summary>Whether it is behind a NAT: IKE and ESP come in UDP, from a port that may change.
    /// </summary>
    public bool IsBehindNat { get; init; }

    /// <summary>Whether IKE and ESP come over TCP, RFC 9329.</summary>
    public bool IsOverTcp { get; init; }

    /// <summary>Whether it moves its SAs to other addresses, RFC 4555.</summary>
    public bool IsMobile { get; init; }

    /// <summary>Whether it goes where a gateway sends it, RFC 5685.</summary>
    public bool FollowsRedirects { get; init; }

    /// <summary>Whether it keeps the tokens that a gateway gives it, and believes who shows one,
    /// RFC 6290.</summary>
    public bool TakesTokens { get; init; }

    /// <summary>How often it tells a second box of its own what it knows of its SAs: that one goes
    /// on with them, RFC 6311. Null: it is one box.</summary>
    public TimeSpan? SyncEvery { get; init; }

    /// <summary>All that it agrees to.</summary>
    public IkeTraits Agreed =>
        Traits | (FollowsRedirects ? IkeTraits.FollowsRedirects : IkeTraits.None);
}
