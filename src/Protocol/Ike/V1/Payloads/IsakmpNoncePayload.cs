using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The Nonce payload, RFC 2408 §3.13.</summary>
[Wire(rfc: 2408, section: "3.13", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Nonce Data                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpNoncePayload
{
    /// <summary>The nonce, 8 to 256 octets (RFC 2409 §5).</summary>
    [Label("Nonce Data"), Rest, Length(8, 256)]
    public partial ReadOnlySpan<byte> Data { get; }
}
