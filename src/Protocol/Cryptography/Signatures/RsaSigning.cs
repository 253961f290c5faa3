using System.Diagnostics;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Signs by an RSAPrivateKey that no library holds: by the platform, and by BouncyCastle's power
/// where the platform has no such form. PSS with a given salt is padded by BouncyCastle, whoever
/// computes the power.
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
        LibraryKey? held,
        SignatureHash hash,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> salt)
    {
        var numbers = Numbers(key);
        var modulus = new BigInteger(1, numbers.Modulus);
        using var own = held is null ? new BouncyRsa(numbers) : null;
        var signer = new PssSigner(
            new RsaPower(
                RsaKeys.Octets(modulus.BitLength),
                block => held is null ? own!.Power(block) : held.Power(block)),
            hash.Digest(),
            salt.ToArray());
        signer.Init(
            forSigning: true,
            new RsaKeyParameters(
                isPrivate: false, modulus, new BigInteger(1, numbers.PublicExponent)));
        signer.BlockUpdate(message);
        return signer.GenerateSignature();
    }

    /// <summary>RSA over a bare hash, RFC 2409 §5.1.</summary>
    public static byte[] SignBare(ReadOnlySpan<byte> key, ReadOnlySpan<byte> hash)
    {
        var numbers = Numbers(key);
        var block = new byte[numbers.Modulus.Length];
        _ = RsaPadding.TryWriteBare(hash, block);
        using var power = new BouncyRsa(numbers);
        return power.Power(block);
    }

    private static RsaNumbers Numbers(ReadOnlySpan<byte> key) =>
        RsaNumbers.TryRead(key, out var numbers)
            ? numbers
            : throw new UnreachableException("The key was checked when it was read.");
}
