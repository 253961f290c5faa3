using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.EdEC;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Holdfast.Tests;

/// <summary>A certificate and its key, made for a test.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Certificate">DER.</param>
/// <param name="Key">PKCS #8.</param>
/// <param name="Signer">The key, to sign others.</param>
internal sealed record MadeCertificate(
    string Subject, byte[] Certificate, byte[] Key, AsymmetricKeyParameter Signer)
{
    /// <summary>The certificate in PEM.</summary>
    public string Pem => PemEncoding.WriteString("CERTIFICATE", Certificate) + "\n";

    /// <summary>The key in PEM.</summary>
    public string KeyPem => PemEncoding.WriteString("PRIVATE KEY", Key) + "\n";
}

/// <summary>What a certificate says beside its subject.</summary>
internal sealed record CertificateWish
{
    /// <summary>Alternative names.</summary>
    public GeneralName[] Names { get; init; } = [];

    /// <summary>Whether it is an authority's.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>What its key is for; null: not told.</summary>
    public int? Usage { get; init; }

    /// <summary>Days until it ends; negative: it has ended.</summary>
    public int Days { get; init; } = 1;

    /// <summary>How it is signed; null: as its authority's key signs today.</summary>
    public string? Algorithm { get; init; }
}

/// <summary>Makes certificates of any kind of key; the platform has none of Ed25519.</summary>
internal static class PeerAuthority
{
    private static readonly SecureRandom Random = new();

    /// <summary>An authority that has signed itself.</summary>
    /// <param name="kind">rsa, ecdsa, p384, p521 or ed25519.</param>
    /// <param name="subject">Its name.</param>
    public static MadeCertificate Root(string kind, string subject) =>
        Make(kind, subject, null, new() { IsAuthority = true });

    /// <summary>A certificate of an authority.</summary>
    /// <param name="kind">rsa, ecdsa, p384, p521 or ed25519.</param>
    /// <param name="subject">Whose it is, as CN=carol.</param>
    /// <param name="issuer">Who signs; null: itself.</param>
    /// <param name="wish">What else it says.</param>
    public static MadeCertificate Make(
        string kind, string subject, MadeCertificate? issuer, CertificateWish wish)
    {
        var (pair, pkcs8) = Draw(kind);
        var from = DateTime.UtcNow.AddDays(-2);
        var generator = new X509V3CertificateGenerator();
        generator.SetSerialNumber(new BigInteger(63, Random).Add(BigInteger.One));
        generator.SetSubjectDN(new X509Name(subject));
        generator.SetIssuerDN(new X509Name(issuer?.Subject ?? subject));
        generator.SetNotBefore(from);
        generator.SetNotAfter(DateTime.UtcNow.AddDays(wish.Days));
        generator.SetPublicKey(pair.Public);
        if (wish.IsAuthority)
        {
            generator.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(true));
        }

        if (wish.Usage is { } usage)
        {
            generator.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(usage));
        }

        if (wish.Names.Length > 0)
        {
            generator.AddExtension(
                X509Extensions.SubjectAlternativeName, false, new GeneralNames(wish.Names));
        }

        var signer = issuer?.Signer ?? pair.Private;
        var made = generator.Generate(new Asn1SignatureFactory(
            wish.Algorithm ?? AlgorithmOf(signer), signer, Random));
        return new(subject, made.GetEncoded(), pkcs8, pair.Private);
    }

    /// <summary>The name of a host.</summary>
    public static GeneralName Dns(string name) => new(GeneralName.DnsName, name);

    private static string AlgorithmOf(AsymmetricKeyParameter key) => key switch
    {
        Ed25519PrivateKeyParameters => "Ed25519",
        ECPrivateKeyParameters => "SHA384WITHECDSA",
        _ => "SHA256WITHRSA",
    };

    private static (AsymmetricCipherKeyPair Pair, byte[] Pkcs8) Draw(string kind)
    {
        if (kind == "rsa")
        {
            using var rsa = RSA.Create(2_048);
            return (DotNetUtilities.GetRsaKeyPair(rsa), rsa.ExportPkcs8PrivateKey());
        }

        if (kind == "ed25519")
        {
            var generator = new Ed25519KeyPairGenerator();
            generator.Init(new Ed25519KeyGenerationParameters(Random));
            var pair = generator.GenerateKeyPair();

            // Without the public half, which OpenSSL does not read there.
            var seed = ((Ed25519PrivateKeyParameters)pair.Private).GetEncoded();
            return (pair, new PrivateKeyInfo(
                new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
                new DerOctetString(seed)).GetDerEncoded());
        }

        var curve = new ECKeyPairGenerator();
        curve.Init(new ECKeyGenerationParameters(
            kind switch
            {
                "p384" => SecObjectIdentifiers.SecP384r1,
                "p521" => SecObjectIdentifiers.SecP521r1,
                _ => SecObjectIdentifiers.SecP256r1,
            },
            Random));
        var keys = curve.GenerateKeyPair();
        return (
            keys, PrivateKeyInfoFactory.CreatePrivateKeyInfo(keys.Private).GetDerEncoded());
    }
}
