using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Esp;

/// <summary>The decrypted part of ESP, RFC 4303 §2: laid out from its last octet.</summary>
[Wire(rfc: 4303, section: "2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                    Payload Data (variable)                    ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                     Padding (0-255 bytes)                     ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Pad Length   | Next Header   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct EspPlaintext
{
    /// <summary>
    /// What Next Header names, perhaps followed by TFC padding (RFC 4303 §2.7):
    /// <see cref="TunnelPayload"/> and <see cref="TransportUdpPayload"/> tell one from the other.
    /// </summary>
    [Label("Payload Data (variable)"), Rest]
    public partial ReadOnlySpan<byte> Payload { get; }

    /// <summary>
    /// 1, 2, 3, ... unless the cipher wants other padding (RFC 4303 §2.4). Where a writer is not
    /// told otherwise, up to the next multiple of 4 octets; a cipher with larger blocks needs more.
    /// </summary>
    [Label("Padding (0-255 bytes)"), Trailer, Padding(PaddingRule.Counting, Align = 4)]
    public partial ReadOnlySpan<byte> Padding { get; }

    /// <summary>Octets of padding.</summary>
    [Trailer, Measures(nameof(Padding))]
    public partial byte PadLength { get; }

    /// <summary>The protocol of the payload; 59 marks a dummy packet (RFC 4303 §2.6).</summary>
    [Trailer]
    public partial IpProtocol NextHeader { get; }
}
