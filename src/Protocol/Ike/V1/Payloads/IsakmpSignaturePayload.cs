using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The Signature payload, RFC 2408 §3.12.</summary>
[Wire(rfc: 2408, section: "3.12", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                         Signature Data                        ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpSignaturePayload
{
    /// <summary>The signature.</summary>
    [Label("Signature Data"), Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}
