using System.Diagnostics;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// ECDSA. Verifying and, where no library holds the key, signing with randomness of its own is the
/// platform's; signing without any (RFC 6979) is BouncyCastle's, whose time tells of the scalar: it
/// is for simulation. Scalar and nonce are wiped after it.
/// </summary>
internal static class EcdsaSigning
{
    /// <summary>Whether the octets are a point that is not compressed, on the curve.</summary>
    public static bool TryCheck(
        SigningKeyKind kind, ReadOnlySpan<byte> key, out CryptoError error)
    {
        error = default;
        var group = kind.Group()!;

        // RFC 5480 §2.2: 4, x, y. The compressed forms may be supported, and are not.
        if (key.Length != 1 + (2 * group.CoordinateLength))
        {
            error = new(CryptoFault.WrongLength, $"point of {kind}");
            return false;
        }

        if (key[0] != 4 || !group.Admits(key[1..]))
        {
            error = new(CryptoFault.BadPublicValue, $"point of {kind}");
            return false;
        }

        return true;
    }

    /// <summary>Verifies r ‖ s of fixed length, RFC 4754 §3.</summary>
    public static bool Verify(
        SigningKeyKind kind,
        ReadOnlySpan<byte> key,
        SignatureHash hash,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 2 * kind.HalfLength())
        {
            return false;
        }

        var group = kind.Group()!;
        using var verifier = ECDsa.Create(group.At(key[1..]));
        return verifier.VerifyHash(
            hash.Compute(message), signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>Verifies Ecdsa-Sig-Value, RFC 5480 appendix A, in DER, nothing else.</summary>
    public static bool VerifyDer(
        SigningKeyKind kind,
        ReadOnlySpan<byte> key,
        SignatureHash hash,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature)
    {
        Span<byte> halves = stackalloc byte[2 * kind.HalfLength()];
        return TryReadDer(signature, halves) && Verify(kind, key, hash, message, halves);
    }

    /// <summary>Signs with the platform's randomness, as r ‖ s.</summary>
    public static byte[] Sign(
        SigningKeyKind kind,
        ReadOnlySpan<byte> scalar,
        SignatureHash hash,
        ReadOnlySpan<byte> message)
    {
        using var signer = kind.Group()!.Signer(scalar);
        return signer.SignHash(
            hash.Compute(message), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>Signs without randomness, RFC 6979 §3.2, as r ‖ s.</summary>
    public static byte[] SignDeterministic(
        SigningKeyKind kind,
        ReadOnlySpan<byte> scalar,
        SignatureHash hash,
        ReadOnlySpan<byte> message)
    {
        using var nonces = new BouncyNonces(hash.Digest());
        var number = new BigInteger(1, scalar);
        try
        {
            var signer = new ECDsaSigner(nonces);
            signer.Init(
                forSigning: true,
                new ECPrivateKeyParameters(number, kind.Group()!.Domain));
            var numbers = signer.GenerateSignature(hash.Compute(message));
            var half = kind.HalfLength();
            var signature = new byte[2 * half];
            FixedLength.Write(numbers[0], signature.AsSpan(0, half));
            FixedLength.Write(numbers[1], signature.AsSpan(half));
            return signature;
        }
        finally
        {
            BouncyFields.Wipe(number);
        }
    }

    /// <summary>r ‖ s of an Ecdsa-Sig-Value that we made ourselves.</summary>
    public static byte[] FromDer(SigningKeyKind kind, ReadOnlySpan<byte> signature)
    {
        var halves = new byte[2 * kind.HalfLength()];
        return TryReadDer(signature, halves)
            ? halves
            : throw new UnreachableException("A library signed by another curve.");
    }

    /// <summary>r ‖ s as Ecdsa-Sig-Value, RFC 5480 appendix A.</summary>
    public static byte[] ToDer(ReadOnlySpan<byte> halves)
    {
        var half = halves.Length / 2;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteHalf(halves[..half]);
            WriteHalf(halves[half..]);
        }

        return writer.Encode();

        void WriteHalf(ReadOnlySpan<byte> number)
        {
            var start = number.IndexOfAnyExcept((byte)0);
            writer.WriteIntegerUnsigned(start < 0 ? [0] : number[start..]);
        }
    }

    /// <summary>r ‖ s of an Ecdsa-Sig-Value, RFC 5480 appendix A; false: it is none.</summary>
    private static bool TryReadDer(ReadOnlySpan<byte> signature, Span<byte> halves)
    {
        var half = halves.Length / 2;
        var outer = new DerCursor(signature);
        if (!outer.TryEnter(out var parts)
            || !outer.IsEmpty
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> r)
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> s)
            || !parts.IsEmpty
            || r.Length > half
            || s.Length > half)
        {
            return false;
        }

        halves.Clear();
        r.CopyTo(halves[(half - r.Length)..]);
        s.CopyTo(halves[((2 * half) - s.Length)..]);
        return true;
    }
}
