using Holdfast.Codec;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Worlds;

/// <summary>What protects the packets of an SA.</summary>
public enum SaSuite
{
    /// <summary>AES-GCM with 128 bits, RFC 4106: ENCR_AES_GCM_16.</summary>
    AesGcm128,

    /// <summary>AES-GCM with 256 bits, RFC 4106.</summary>
    AesGcm256,

    /// <summary>ChaCha20-Poly1305, RFC 7634.</summary>
    ChaChaPoly,

    /// <summary>AES-CBC with 256 bits and HMAC-SHA-256-128: RFC 3602, RFC 4868.</summary>
    AesCbcSha256,

    /// <summary>AES-GCM with 256 bits whose IV is the sequence number, RFC 8750.</summary>
    AesGcmImplicit,
}

/// <summary>SAs that are alike: an IKE SA for each peer or spoke, and CHILD SAs under it.</summary>
public sealed record SaPlan
{
    internal const int KeyExchangesMax = 7;
    internal const ulong LifeOctetsMin = 10_000;
    internal const ulong LifeOctetsMax = 1UL << 60;

    /// <summary>The peer, or all spokes of a name.</summary>
    public required string Peer { get; init; }

    /// <summary>CHILD SAs under each IKE SA, 1 to 1 000 000.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What protects them.</summary>
    public SaSuite Suite { get; init; } = SaSuite.AesGcm256;

    /// <summary>Whether numbers have 64 bits, RFC 4303 §2.2.1.</summary>
    public bool IsExtended { get; init; }

    /// <summary>Key exchanges behind the first one, RFC 9370: each is an IKE_INTERMEDIATE of its
    /// own before IKE_AUTH, and an IKE_FOLLOWUP_KE in each rekey; 0 to 7.</summary>
    public int KeyExchanges { get; init; }

    /// <summary>What is behind the peer, the same for every CHILD SA; empty: a network of 24 bits
    /// for each of them.</summary>
    public Items<Prefix> Remote { get; init; }

    /// <summary>After how long a CHILD SA is rekeyed; null: not by time.</summary>
    public TimeSpan? RekeyAfter { get; init; }

    /// <summary>After how long an IKE SA is rekeyed; null: not by time.</summary>
    public TimeSpan? IkeRekeyAfter { get; init; }

    /// <summary>Octets of ESP that a CHILD SA may send in its life, RFC 4301 §4.4.2.1; at seven
    /// eighths of them, sent or received, the gateway rekeys it; null: no bound.</summary>
    public ulong? LifeOctets { get; init; }

    /// <summary>The access link of the gateway on whose address they end, with an identity of that
    /// link, by its segment; null: the gateway has one address.</summary>
    public string? Over { get; init; }

    /// <summary>Whether they protect a tunnel in transport mode, as those of spokes do.</summary>
    internal bool IsOfTunnel { get; init; }

    /// <summary>When they are established.</summary>
    public TimeSpan At { get; init; } = TimeSpan.FromSeconds(20);
}
