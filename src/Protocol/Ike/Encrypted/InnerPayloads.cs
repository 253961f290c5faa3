using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The joined pieces of an encrypted message, RFC 7383 §2.6: payloads without padding.
/// </summary>
[Wire(rfc: 7383, section: "2.6", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                          IKE Payloads                         ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct InnerPayloads
{
    /// <summary>The Next Payload of the first fragment.</summary>
    [Tag, First(nameof(Payloads))]
    public partial PayloadType FirstPayload { get; }

    /// <summary>The payloads.</summary>
    [Label("IKE Payloads"), Rest, Chain(End = 0)]
    public partial Chain<IkePayload> Payloads { get; }
}
