using System.Diagnostics;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Signs by an RSAPrivateKey: by the platform, and by BouncyCastle (blinded, with its own
/// randomness, which does not enter the result) where the platform has no such form.
/// </summary>
internal static class RsaSigning
{
    /// <summary>RSASSA-PKCS1-v1_5, or RSASSA-PSS with a salt of the platform.</summary>
    public static byte[] Sign(
        ReadOnlySpan<byte> key,
        SignatureHash hash,
        ReadOnlySpan<byte> message,
        RSASignaturePadding padding)
    {
        using var rsa = RSA.Create();
        rsa.ImportRSAPrivateKey(key, out _);
        return rsa.SignHash(hash.Compute(message), hash.Name(), padding);
    }

    /// <summary>RSASSA-PSS with a given salt, RFC 8017 §8.1.1.</summary>
    public static byte[] SignPss(
        ReadOnlySpan<byte> key,
        SignatureHash hash,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> salt)
    {
        var signer = new PssSigner(new RsaBlindedEngine(), hash.Digest(), salt.ToArray());
        signer.Init(forSigning: true, Numbers(key));
        signer.BlockUpdate(message);
        return signer.GenerateSignature();
    }

    /// <summary>RSA over a bare hash, RFC 2409 §5.1.</summary>
    public static byte[] SignBare(ReadOnlySpan<byte> key, ReadOnlySpan<byte> hash)
    {
        var numbers = Numbers(key);
        var block = new byte[RsaKeys.Octets(numbers.Modulus.BitLength)];
        _ = RsaPadding.TryWriteBare(hash, block);
        var engine = new RsaBlindedEngine();
        engine.Init(forEncryption: true, numbers);
        return engine.ProcessBlock(block, 0, block.Length);
    }

    private static RsaPrivateCrtKeyParameters Numbers(ReadOnlySpan<byte> key) =>
        RsaKeys.TryPrivate(key, out var numbers)
            ? numbers
            : throw new UnreachableException("The key was checked when it was read.");
}
