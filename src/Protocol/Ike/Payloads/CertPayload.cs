using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The Certificate payload, RFC 7296 §3.6.</summary>
[Wire(rfc: 7296, section: "3.6")]
public readonly ref partial struct CertPayload
{
    /// <summary>What the data is.</summary>
    [Label("Cert Encoding"), Bits(8)]
    public partial CertEncoding Encoding { get; }

    /// <summary>The certificate, list, hash and URL, or key.</summary>
    [Label("Certificate Data"), Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}
