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
                return RsaKeys.TryPrivate(octets, out _) || Malformed("RSAPrivateKey", out error);
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
    public static bool TryFindPublic(
        SigningKeyKind kind,
        ReadOnlySpan<byte> inner,
        [NotNullWhen(true)] out PublicKey? publicKey,
        out CryptoError error)
    {
        publicKey = null;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        switch (kind)
        {
            case SigningKeyKind.Rsa:
                if (!TryFindRsa(inner, out var info))
                {
                    return Malformed("RSAPrivateKey", out error);
                }

                return PublicKey.TryRead(info, out publicKey, out error);
            case SigningKeyKind.Ed25519:
            case SigningKeyKind.Ed448:
                var oid = kind == SigningKeyKind.Ed25519 ? ObjectIds.Ed25519 : ObjectIds.Ed448;
                Write(writer, oid, [], EdwardsSigning.PublicKey(kind, inner));
                return PublicKey.TryRead(writer.Encode(), out publicKey, out error);
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
                return PublicKey.TryRead(writer.Encode(), out publicKey, out error);
        }

        throw new ArgumentOutOfRangeException(nameof(kind));
    }

    private static bool TryFindRsa(
        ReadOnlySpan<byte> key, [NotNullWhen(true)] out byte[]? info)
    {
        info = null;
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportRSAPrivateKey(key, out _);
            info = rsa.ExportSubjectPublicKeyInfo();
            return true;
        }
        catch (CryptographicException)
        {
            // Numbers that do not belong together.
            return false;
        }
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
