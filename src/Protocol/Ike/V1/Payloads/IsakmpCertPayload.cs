using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The Certificate payload, RFC 2408 §3.9.</summary>
[Wire(rfc: 2408, section: "3.9")]
public readonly ref partial struct IsakmpCertPayload
{
    /// <summary>What the data is.</summary>
    [Label("Cert Encoding"), Bits(8)]
    public partial IsakmpCertEncoding Encoding { get; }

    /// <summary>The certificate or list.</summary>
    [Label("Certificate Data"), Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}
