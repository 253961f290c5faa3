using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// What stands encrypted in an SK payload, RFC 7296 §3.14: payloads, then padding laid out from the
/// end.
/// </summary>
[Wire(rfc: 7296, section: "3.14", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                          IKE Payloads                         ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                     Padding (0-255 octets)                    ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Pad Length  |
    +-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SkPlaintext
{
    /// <summary>The SK payload's Next Payload; 0: there is none, as in a liveness check.</summary>
    [Tag, First(nameof(Payloads))]
    public partial PayloadType FirstPayload { get; }

    /// <summary>The payloads.</summary>
    [Label("IKE Payloads"), Rest, Chain(End = 0)]
    public partial Chain<IkePayload> Payloads { get; }

    /// <summary>Octets of the sender's choice, up to a whole block of the cipher.</summary>
    [Label("Padding (0-255 octets)"), Trailer]
    public partial ReadOnlySpan<byte> Padding { get; }

    /// <summary>Octets of padding.</summary>
    [Trailer, Measures(nameof(Padding))]
    public partial byte PadLength { get; }
}
