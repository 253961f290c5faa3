using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Gateway.Ipsec;

/// <summary>Over which hashes certificates may be signed: SHA-256 and longer (RFC 8247 §3.2).
/// </summary>
internal static class CertificateHashes
{
    private const string Pss = "1.2.840.113549.1.1.10";
    private static readonly Asn1Tag HashOfPss =
        new(TagClass.ContextSpecific, 0, isConstructed: true);


    /// <summary>SHA-256, SHA-384 and SHA-512.</summary>
    private static readonly string[] Hashes =
        ["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];

    /// <summary>RSA and ECDSA over those; Ed25519 and Ed448, RFC 8410.</summary>
    private static readonly string[] Signatures =
    [
        "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13",
        "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4",
        "1.3.101.112", "1.3.101.113",
    ];

    /// <summary>Whether a certificate is signed over one of them.</summary>
    public static bool IsStrong(X509Certificate2 certificate) =>
        certificate.SignatureAlgorithm.Value is { } algorithm
        && (algorithm == Pss
            ? HashIn(certificate.RawDataMemory) is { } hash && Hashes.Contains(hash)
            : Signatures.Contains(algorithm));

    /// <summary>RFC 4055 §3.1: the hash stands in the parameters; where it is left out it is
    /// SHA-1.</summary>
    private static string? HashIn(ReadOnlyMemory<byte> certificate)
    {
        try
        {
            var parts = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence();
            parts.ReadEncodedValue();
            var algorithm = parts.ReadSequence();
            algorithm.ReadObjectIdentifier();
            var parameters = algorithm.HasData ? algorithm.ReadSequence() : null;
            return parameters is { HasData: true } && parameters.PeekTag() == HashOfPss
                ? parameters.ReadSequence(HashOfPss).ReadSequence().ReadObjectIdentifier()
                : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
