namespace Holdfast.Protocol.Ipsec;

/// <summary>What of an IP packet an SA protects, RFC 4301 §3.2.</summary>
public enum IpsecMode : byte
{
    /// <summary>What the IP header carries; the header stays in front.</summary>
    Transport,

    /// <summary>The whole packet, behind a header of its own.</summary>
    Tunnel,

    /// <summary>
    /// A tunnel between two fixed inner addresses, which are therefore not sent
    /// (draft-nikander-esp-beet-mode).
    /// </summary>
    Beet,
}
