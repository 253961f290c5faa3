using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>
/// A message in a TCP stream, RFC 9329 §3: a length that counts itself, and the message.
/// </summary>
[Wire(rfc: 9329, section: "3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |            Length             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Content                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct TcpEncapsulationFrame
{
    /// <summary>Octets of this field and the content.</summary>
    [Measures(Extent.Self)]
    public partial ushort Length { get; }

    /// <summary>
    /// IKE behind its marker, or ESP: a <see cref="UdpEncapsulation"/>. Not opened here, so that
    /// one bad message does not end the stream.
    /// </summary>
    [Rest]
    public partial ReadOnlySpan<byte> Content { get; }
}
