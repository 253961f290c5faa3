using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>COOKIE (16390), RFC 7296 §2.6, and COOKIE2 (16401), RFC 4555 §4.2.5.</summary>
[Wire(rfc: 7296, section: "2.6", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Cookie                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Cookie
{
    /// <summary>Octets to be sent back: 1 to 64, of COOKIE2 8 to 64.</summary>
    [Label("Cookie"), Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}
