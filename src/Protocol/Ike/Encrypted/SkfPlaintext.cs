using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// What stands encrypted in an SKF payload, RFC 7383 §2.5: a piece of the payloads of a message,
/// then padding. The pieces joined in order are an <see cref="InnerPayloads"/>.
/// </summary>
[Wire(rfc: 7383, section: "2.5", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Piece                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                     Padding (0-255 octets)                    ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Pad Length  |
    +-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SkfPlaintext
{
    /// <summary>The piece; its borders have nothing to do with those of payloads.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Piece { get; }

    /// <summary>Octets of the sender's choice, up to a whole block of the cipher.</summary>
    [Label("Padding (0-255 octets)"), Trailer]
    public partial ReadOnlySpan<byte> Padding { get; }

    /// <summary>Octets of padding.</summary>
    [Trailer, Measures(nameof(Padding))]
    public partial byte PadLength { get; }
}
