using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The Nonce payload, RFC 7296 §3.9.</summary>
[Wire(rfc: 7296, section: "3.9", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Nonce Data                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct NoncePayload
{
    /// <summary>The nonce, 16 to 256 octets.</summary>
    [Label("Nonce Data"), Rest, Length(16, 256)]
    public partial ReadOnlySpan<byte> Data { get; }
}
