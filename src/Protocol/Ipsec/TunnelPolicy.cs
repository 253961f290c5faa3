namespace Holdfast.Protocol.Ipsec;

/// <summary>What the Don't Fragment bit of an outer IPv4 header says, RFC 4301 §8.1.</summary>
public enum DontFragmentRule : byte
{
    /// <summary>What the inner header says; set for an inner IPv6 packet.</summary>
    Copy,

    /// <summary>Always set.</summary>
    Set,

    /// <summary>Always clear.</summary>
    Clear,
}

/// <summary>How the header around a tunnel is made, RFC 4301 §5.1.2.</summary>
public sealed record TunnelPolicy
{
    /// <summary>What is done where nothing else is asked for.</summary>
    public static TunnelPolicy Default { get; } = new();

    /// <summary>The hop limit (TTL) of the outer header.</summary>
    public byte HopLimit { get; init; } = 64;

    /// <summary>The code point of the outer header, 6 bits; null: that of the inner one.</summary>
    public byte? Dscp { get; init; }

    /// <summary>
    /// Whether congestion is told through the tunnel: RFC 6040 §4.1 in normal mode; else in
    /// compatibility mode, for a far end that would not hand on what a router marks.
    /// </summary>
    public bool CarriesEcn { get; init; } = true;

    /// <summary>The Don't Fragment bit of an outer IPv4 header.</summary>
    public DontFragmentRule DontFragment { get; init; }

    /// <summary>Whether an IPv6 flow label is that of the inner packet; else 0.</summary>
    public bool CopiesFlowLabel { get; init; } = true;

    /// <summary>
    /// Whether the inner hop limit is lowered by one on the way in and out of the tunnel: yes where
    /// this is the router that forwards; no where the system's stack has already done it.
    /// </summary>
    public bool LowersHopLimit { get; init; }
}
