using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// What stands encrypted in an IKEv1 message, RFC 2409 appendix B: payloads, then padding up to a
/// whole block of the cipher.
/// </summary>
[Wire(rfc: 2409, section: "B", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Payloads                           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Padding                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpPlaintext
{
    /// <summary>The header's Next Payload.</summary>
    [Tag, First(nameof(Payloads))]
    public partial IsakmpPayloadType FirstPayload { get; }

    /// <summary>The payloads.</summary>
    [Chain(End = 0)]
    public partial Chain<IsakmpPayload> Payloads { get; }

    /// <summary>
    /// Zeros, the last octet their number before it; nobody relies on it, so it is kept as it is.
    /// </summary>
    [Rest]
    public partial ReadOnlySpan<byte> Padding { get; }
}
