using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// NAT_DETECTION_SOURCE_IP (16388) and NAT_DETECTION_DESTINATION_IP (16389), RFC 7296 §2.23.
/// </summary>
[Wire(rfc: 7296, section: "2.23", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Hash                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct NatDetection
{
    /// <summary>
    /// SHA-1 over SPIs, address and port: 20 octets. Another size is a hash that does not match.
    /// </summary>
    [Rest]
    public partial ReadOnlySpan<byte> Hash { get; }
}
