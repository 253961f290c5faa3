namespace Holdfast.Protocol.Ah;

/// <summary>What an SA of AH may do differently.</summary>
public sealed record AhOptions
{
    /// <summary>What is done where nothing else is asked for.</summary>
    public static AhOptions Default { get; } = new();

    /// <summary>
    /// Whether headers in IPv4 are padded to 8 octets as in IPv6. RFC 4302 §2.6 asks for 4; some
    /// systems send and expect 8.
    /// </summary>
    public bool AlignsTo8InIpv4 { get; init; }

    /// <summary>Whether what the window does not call new is refused.</summary>
    public bool RefusesReplays { get; init; } = true;
}
