using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The Certificate Request payload, RFC 7296 §3.7.</summary>
[Wire(rfc: 7296, section: "3.7")]
public readonly ref partial struct CertRequestPayload
{
    /// <summary>The encoding that is asked for.</summary>
    [Label("Cert Encoding"), Bits(8)]
    public partial CertEncoding Encoding { get; }

    /// <summary>The acceptable authorities; hashes for X.509, opaque for other encodings.</summary>
    [Label("Certification Authority"), Rest, OneOf(nameof(Encoding))]
    [Case(4, typeof(AuthorityHashes), Name = "X509Signature")]
    [Case(12, typeof(AuthorityHashes), Name = "HashAndUrl")]
    [Case(13, typeof(AuthorityHashes), Name = "HashAndUrlBundle")]
    public partial ReadOnlySpan<byte> Authority { get; }
}
