using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike.Authentication;

/// <summary>AUTH payloads with signatures.</summary>
public sealed class SignedProofs
{
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
            SignatureAuth.IsAuthentic(key.PublicKey, received, Signed, out var told, out var error),
            error.ToString());
        Assert.Equal(scheme, told);
        Assert.False(
            SignatureAuth.IsAuthentic(key.PublicKey, received, [1, 2, 3, 5], out _, out error));
        Assert.Equal(CryptoFault.NotAuthentic, error.Fault);
        using var other = Key(!rsa);
        Assert.False(
            SignatureAuth.IsAuthentic(other.PublicKey, received, Signed, out _, out error));
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
            SignatureAuth.IsAuthentic(key.PublicKey, auth, Signed, out var scheme, out var error));
        Assert.Null(scheme);
        Assert.Equal(expected, error.ToString());
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
            SignatureAuth.IsAuthentic(key.PublicKey, auth, Signed, out _, out var error));
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

        Assert.True(PrivateKey.TryRead(octets, out var key, out var error), error.ToString());
        return key;
    }
}
