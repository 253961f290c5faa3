using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Ports and IPv6 addresses of a traffic selector, both ends included, RFC 7296 §3.13.1.
/// </summary>
[Wire(rfc: 7296, section: "3.13.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Start Port          |            End Port           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Starting Address                       |
    |                                                               |
    |                                                               |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Ending Address                        |
    |                                                               |
    |                                                               |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Ipv6Range
{
    /// <summary>
    /// The smallest port; for ICMP type and code, for MH the type (RFC 7296 §3.13.1).
    /// </summary>
    public partial ushort StartPort { get; }

    /// <summary>The largest port; 0 with a start of 65535 means OPAQUE.</summary>
    public partial ushort EndPort { get; }

    /// <summary>The smallest address.</summary>
    public partial ReadOnlySpan<byte> StartingAddress { get; }

    /// <summary>The largest address.</summary>
    public partial ReadOnlySpan<byte> EndingAddress { get; }
}
