using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// What lies inside PKCS #8 for each kind of key, and the public key that follows from it: a
/// public half that is written beside it is not believed.
/// </summary>
internal static class PrivateKeyContents
{
    /// <summary>
    /// The RSAPrivateKey (RFC 8017 appendix A.1.2), the scalar of an ECPrivateKey (RFC 5915 §3),
    /// or the seed in a CurvePrivateKey (RFC 8410 §7).
    /// </summary>
    public static bool TryOpen(
        SigningKeyKind kind,
        ReadOnlySpan<byte> octets,
        out ReadOnlySpan<byte> inner,
        out CryptoError error)
    {
        error = default;
        inner = octets;
        var outer = new DerCursor(octets);
        switch (kind)
        {
            case SigningKeyKind.Rsa:
                return RsaKeys.IsPrivate(octets) || Malformed("RSAPrivateKey", out error);
            case SigningKeyKind.Ed25519:
            case SigningKeyKind.Ed448:
                return (outer.TryTakeOctets(out inner)
                    && outer.IsEmpty
                    && inner.Length == EdwardsSigning.KeyLength(kind))
                    || Malformed("CurvePrivateKey", out error);
            case SigningKeyKind.P256:
            case SigningKeyKind.P384:
            case SigningKeyKind.P521:
            case SigningKeyKind.Brainpool256:
            case SigningKeyKind.Brainpool384:
            case SigningKeyKind.Brainpool512:
                return (outer.TryEnter(out var parts)
                    && outer.IsEmpty
                    && parts.TryTakeSmall(1, out var version)
                    && version == 1
                    && parts.TryTakeOctets(out inner)
                    && kind.Group()!.AdmitsScalar(inner))
                    || Malformed("ECPrivateKey", out error);
        }

        throw new ArgumentOutOfRangeException(nameof(kind));
    }

    /// <summary>The public key of what was opened.</summary>
    /// <param name="kind">The kind of key.</param>
    /// <param name="inner">What was opened.</param>
    /// <param name="held">The key as a library holds it; null: none does.</param>
    /// <param name="publicKey">The public half.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryFindPublic(
        SigningKeyKind kind,
        ReadOnlySpan<byte> inner,
        LibraryKey? held,
        [NotNullWhen(true)] out PublicKey? publicKey,
        out CryptoError error)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        switch (kind)
        {
            case SigningKeyKind.Rsa:
                _ = RsaNumbers.TryRead(inner, out var numbers);
                Write(writer, ObjectIds.Rsa, default, RsaKeys.PublicKey(numbers));
                break;
            case SigningKeyKind.Ed25519:
            case SigningKeyKind.Ed448:
                var oid = kind == SigningKeyKind.Ed25519 ? ObjectIds.Ed25519 : ObjectIds.Ed448;
                Write(
                    writer, oid, default,
                    held?.PublicOctets(kind) ?? EdwardsSigning.PublicKey(kind, inner));
                break;
            case SigningKeyKind.P256:
            case SigningKeyKind.P384:
            case SigningKeyKind.P521:
            case SigningKeyKind.Brainpool256:
            case SigningKeyKind.Brainpool384:
            case SigningKeyKind.Brainpool512:
                var group = kind.Group()!;
                var point = new byte[1 + (2 * group.CoordinateLength)];
                point[0] = 4;
                group.PublicPoint(inner, point.AsSpan(1));
                Write(writer, ObjectIds.EcPublicKey, ObjectIds.OfCurve(kind), point);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }

        return PublicKey.TryRead(writer.Encode(), out publicKey, out error);
    }

    private static void Write(
        AsnWriter writer, ReadOnlySpan<byte> oid, ReadOnlySpan<byte> curve, byte[] key)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                AlgorithmIdentifiers.WriteOid(writer, oid);
                if (!curve.IsEmpty)
                {
                    AlgorithmIdentifiers.WriteOid(writer, curve);
                }
                else if (oid.SequenceEqual(ObjectIds.Rsa))
                {
                    // RFC 3279 §2.3.1: of RSA the parameters are NULL, never absent.
                    writer.WriteNull();
                }
            }

            writer.WriteBitString(key);
        }
    }

    private static bool Malformed(string subject, out CryptoError error)
    {
        error = new(CryptoFault.Malformed, subject);
        return false;
    }
}
