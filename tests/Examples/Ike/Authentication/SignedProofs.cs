using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Examples.Cryptography;
using Holdfast.Tests.Examples.Cryptography.Signatures;

namespace Holdfast.Tests.Examples.Ike.Authentication;

/// <summary>AUTH payloads with signatures.</summary>
public sealed class SignedProofs
{
    private const AlgorithmPolicy Legacy = AlgorithmPolicy.Legacy;

    private static readonly byte[] Signed = [1, 2, 3, 4];

    [Theory]
    [Requirement("RFC7427-3-a")]
    [InlineData(14, true)]
    [InlineData(1, true)]
    [InlineData(14, false)]
    [InlineData(9, false)]
    public void A_signature_is_told_apart_by_its_method(byte method, bool rsa)
    {
        using var key = Key(rsa);
        var scheme = SignatureScheme.OfMethod(new(method)) ?? (rsa
            ? new SignatureScheme.RsaPss(SignatureHash.Sha256)
            : new SignatureScheme.Ecdsa(SignatureHash.Sha256));
        Assert.True(key.TrySign(scheme, Signed, out var signature, out _));
        var auth = SignatureAuth.Compose(new(method), scheme, signature);

        // As the peer reads it.
        Assert.True(AuthPayloadValue.TryParse(auth.ToArray(), out var received, out _));

        Assert.Equal(new AuthMethod(method), received.Data.Tag);
        Assert.True(
            SignatureAuth.IsAuthentic(
                key.PublicKey, received, Signed, Legacy, out var told, out var error),
            error.ToString());
        Assert.Equal(scheme, told);
        Assert.False(
            SignatureAuth.IsAuthentic(
                key.PublicKey, received, [1, 2, 3, 5], Legacy, out _, out error));
        Assert.Equal(CryptoFault.NotAuthentic, error.Fault);
        using var other = Key(!rsa);
        Assert.False(
            SignatureAuth.IsAuthentic(other.PublicKey, received, Signed, Legacy, out _, out error));
        Assert.Equal(CryptoFault.Unsupported, error.Fault);
    }

    [Theory]
    [InlineData(2, "Unsupported: Shared Key Message Integrity Code")]
    [InlineData(3, "Unsupported: DSS Digital Signature")]
    [InlineData(200, "Unsupported: 200")]
    public void A_method_without_a_signature_that_we_know_is_told(byte method, string expected)
    {
        using var key = Key(rsa: false);
        var auth = new AuthPayloadValue
        {
            Data = new AuthPayloadData.Unknown(new(method), Octets.FromHex("0102")),
        };
        Assert.False(
            SignatureAuth.IsAuthentic(
                key.PublicKey, auth, Signed, Legacy, out var scheme, out var error));
        Assert.Null(scheme);
        Assert.Equal(expected, error.ToString());
    }

    [Theory]
    [InlineData("Rsa", 1, "PKCS1", "RSASSA-PKCS1-v1_5 with SHA1")]
    [InlineData("Rsa", 14, "PKCS1", "RSASSA-PKCS1-v1_5 with SHA1")]
    [InlineData("Rsa", 14, "PSS", "RSASSA-PSS with SHA1 and 20 octets of salt")]
    [InlineData("P256", 14, "ECDSA", "ECDSA with SHA1")]
    [InlineData("Rsa1025", 14, "short", "Rsa (1025)")]
    public void SHA_1_and_short_keys_of_RSA_prove_nobody_unless_asked_for(
        string name, byte method, string kind, string subject)
    {
        using var key = SigningKeys.Read(name);
        SignatureScheme scheme = kind switch
        {
            "PKCS1" => new SignatureScheme.RsaPkcs1(SignatureHash.Sha1),
            "PSS" => new SignatureScheme.RsaPss(SignatureHash.Sha1),
            "ECDSA" => new SignatureScheme.Ecdsa(SignatureHash.Sha1),
            "short" => new SignatureScheme.RsaPkcs1(SignatureHash.Sha256),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        Assert.True(key.TrySign(scheme, Signed, out var signature, out _));
        var auth = SignatureAuth.Compose(new(method), scheme, signature);

        Assert.False(SignatureAuth.IsAuthentic(
            key.PublicKey, auth, Signed, AlgorithmPolicy.Current, out _, out var error));
        Assert.Equal($"NotAllowed: {subject}", error.ToString());
        Assert.True(SignatureAuth.IsAuthentic(
            key.PublicKey, auth, Signed, Legacy, out _, out error), error.ToString());
    }

    [Fact]
    public void Today_s_schemes_need_no_asking()
    {
        SignatureScheme[] schemes =
        [
            new SignatureScheme.RsaPkcs1(SignatureHash.Sha256),
            new SignatureScheme.RsaPss(SignatureHash.Sha384),
            new SignatureScheme.Ecdsa(SignatureHash.Sha512),
            SignatureScheme.OfMethod(AuthMethod.EcdsaSha256P256)!,
            new SignatureScheme.Ed25519(), new SignatureScheme.Ed448(),
        ];
        Assert.All(schemes, scheme => Assert.Equal(Standing.Current, scheme.Standing));
        Assert.Equal(Standing.Legacy, new SignatureScheme.RsaBare().Standing);
    }

    [Fact]
    public void An_identifier_that_is_no_DER_is_told()
    {
        using var key = Key(rsa: false);
        var auth = new AuthPayloadValue
        {
            Data = new AuthPayloadData.DigitalSignature(new DigitalSignatureValue
            {
                AlgorithmIdentifier = Octets.FromHex("3003ffff"),
                Signature = Octets.FromHex("0102"),
            }),
        };
        Assert.False(
            SignatureAuth.IsAuthentic(key.PublicKey, auth, Signed, Legacy, out _, out var error));
        Assert.Equal(CryptoFault.Malformed, error.Fault);
    }

    [Fact]
    public void A_method_does_not_carry_the_scheme_of_another() =>
        Assert.Throws<ArgumentException>(() => SignatureAuth.Compose(
            AuthMethod.RsaSignature, new SignatureScheme.Ed25519(), default));

    private static PrivateKey Key(bool rsa)
    {
        byte[] octets;
        if (rsa)
        {
            using var made = RSA.Create(2048);
            octets = made.ExportPkcs8PrivateKey();
        }
        else
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            octets = made.ExportPkcs8PrivateKey();
        }

        Assert.True(
            PrivateKey.TryRead(Engines.Managed, octets, out var key, out var error),
            error.ToString());
        return key;
    }
}
