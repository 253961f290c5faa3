using System.Text.Json;
using Holdfast.Protocol.Cryptography;
using Holdfast.Tests.Examples.Cryptography.KeyExchange;

namespace Holdfast.Tests.Examples.Cryptography.Signatures;

/// <summary>
/// Wycheproof's signatures: verified or refused as the files say, all of them counted. Its file
/// rsa_pkcs1_2048 is about RSA encryption, which only authentication with public keys of IKEv1
/// used (RFC 2409 §5.2) and Holdfast does not have: it is skipped, and read by nothing here.
/// </summary>
public sealed class WycheproofSignatures
{
    [VectorTheory]
    [InlineData("ecdsa_secp256r1_sha256_p1363_test", 103, 45)]
    [InlineData("ecdsa_secp384r1_sha384_p1363_test", 119, 49)]
    [InlineData("ecdsa_secp521r1_sha512_p1363_test", 139, 53)]
    [InlineData("ed25519_test", 53, 42)]
    [InlineData("ed448_test", 8, 48)]
    [InlineData("rsa_pss_2048_sha256_mgf1_32_test", 39, 28)]
    public void Signatures_are_verified_or_refused(string file, int verified, int refused)
    {
        var outcomes = PublicVectors.Wycheproof(file).Select(Verifies).ToArray();

        Assert.Equal(verified, outcomes.Count(one => one));
        Assert.Equal(refused, outcomes.Count(one => !one));
    }

    private static bool Verifies((JsonElement Group, JsonElement Test) one)
    {
        Assert.True(PublicKey.TryRead(one.Group.Hex("publicKeyDer"), out var key, out _));
        var verifies = key.TryVerify(
            SchemeOf(key.Kind), one.Test.Hex("msg"), one.Test.Hex("sig"), out var error);

        Assert.True(
            verifies == (one.Test.Text("result") == "valid"),
            $"{one.Test.GetProperty("tcId")}: {one.Test.Text("result")}");
        Assert.Equal(verifies ? CryptoFault.None : CryptoFault.NotAuthentic, error.Fault);
        return verifies;
    }

    private static SignatureScheme SchemeOf(SigningKeyKind kind) => kind switch
    {
        SigningKeyKind.Rsa => new SignatureScheme.RsaPss(SignatureHash.Sha256),
        SigningKeyKind.P256 => new SignatureScheme.EcdsaFixed(kind, SignatureHash.Sha256),
        SigningKeyKind.P384 => new SignatureScheme.EcdsaFixed(kind, SignatureHash.Sha384),
        SigningKeyKind.P521 => new SignatureScheme.EcdsaFixed(kind, SignatureHash.Sha512),
        SigningKeyKind.Ed25519 => new SignatureScheme.Ed25519(),
        SigningKeyKind.Ed448 => new SignatureScheme.Ed448(),
        _ => throw new InvalidDataException(kind.ToString()),
    };
}
