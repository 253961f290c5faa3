using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Ed25519 and Ed448 by BouncyCastle: the platform has neither. Signing takes no randomness.
/// </summary>
internal static class EdwardsSigning
{
    /// <summary>Octets of a public key and of a private seed.</summary>
    public static int KeyLength(SigningKeyKind kind) => kind == SigningKeyKind.Ed25519
        ? Ed25519.PublicKeySize
        : Ed448.PublicKeySize;

    /// <summary>Whether the octets are a point of the curve, and not one of small order.</summary>
    public static bool TryCheck(
        SigningKeyKind kind, ReadOnlySpan<byte> key, out CryptoError error)
    {
        error = default;
        if (key.Length != KeyLength(kind))
        {
            error = new(CryptoFault.WrongLength, kind.ToString());
            return false;
        }

        var valid = kind == SigningKeyKind.Ed25519
            ? Ed25519.ValidatePublicKeyPartial(key)
            : Ed448.ValidatePublicKeyPartial(key);
        if (!valid)
        {
            error = new(CryptoFault.BadPublicValue, kind.ToString());
        }

        return valid;
    }

    /// <summary>Verifies, RFC 8032 §5.1.7 and §5.2.7.</summary>
    public static bool Verify(
        SigningKeyKind kind,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature) => kind == SigningKeyKind.Ed25519
            ? signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, key, message)
            : signature.Length == Ed448.SignatureSize
                && Ed448.Verify(signature, key, ctx: [], message);

    /// <summary>Signs by a private seed, RFC 8032 §5.1.6 and §5.2.6.</summary>
    public static byte[] Sign(
        SigningKeyKind kind, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        if (kind == SigningKeyKind.Ed25519)
        {
            var signature = new byte[Ed25519.SignatureSize];
            Ed25519.Sign(seed, message, signature);
            return signature;
        }

        var longer = new byte[Ed448.SignatureSize];
        Ed448.Sign(seed, ctx: [], message, longer);
        return longer;
    }

    /// <summary>The public key of a private seed.</summary>
    public static byte[] PublicKey(SigningKeyKind kind, ReadOnlySpan<byte> seed)
    {
        var key = new byte[KeyLength(kind)];
        if (kind == SigningKeyKind.Ed25519)
        {
            Ed25519.GeneratePublicKey(seed, key);
        }
        else
        {
            Ed448.GeneratePublicKey(seed, key);
        }

        return key;
    }
}
