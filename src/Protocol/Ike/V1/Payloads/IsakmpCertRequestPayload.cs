using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The Certificate Request payload, RFC 2408 §3.10.</summary>
[Wire(rfc: 2408, section: "3.10")]
public readonly ref partial struct IsakmpCertRequestPayload
{
    /// <summary>The encoding that is asked for.</summary>
    [Label("Cert. Type"), Bits(8)]
    public partial IsakmpCertEncoding Encoding { get; }

    /// <summary>
    /// The acceptable authority, for X.509 a distinguished name in DER; empty: any.
    /// </summary>
    [Label("Certificate Authority"), Rest]
    public partial ReadOnlySpan<byte> Authority { get; }
}
