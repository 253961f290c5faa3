using System.Formats.Asn1;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Where the parts of keys lie in their DER: SubjectPublicKeyInfo and certificate (RFC 5280 §4.1),
/// PKCS #8 (RFC 5958 §2). Nothing is copied, since some of it is secret.
/// </summary>
internal static class KeyStructure
{
    private const string Certificate = "certificate: ";
    private const string PublicKeyInfo = "SubjectPublicKeyInfo: ";
    private const string PrivateKeyInfo = "PrivateKeyInfo: ";

    /// <summary>The SubjectPublicKeyInfo of an X.509 certificate, as it stands.</summary>
    public static bool TryFindPublicKey(
        ReadOnlySpan<byte> certificate, out ReadOnlySpan<byte> publicKeyInfo, out CryptoError error)
    {
        publicKeyInfo = default;
        error = default;
        var outer = new DerCursor(certificate);
        if (!outer.TryEnter(out var parts))
        {
            return Malformed(Certificate + "outer sequence", out error);
        }

        if (!outer.IsEmpty)
        {
            return Malformed(Certificate + "octets after it", out error);
        }

        if (!parts.TryEnter(out var signed))
        {
            return Malformed(Certificate + "tbsCertificate", out error);
        }

        // RFC 5280 §4.1.2.1: the version is tagged 0, and absent in version 1.
        _ = signed.TryEnterTagged(0, out _);
        if (!signed.TryTake(Asn1Tag.Integer, out _))
        {
            return Malformed(Certificate + "serialNumber", out error);
        }

        foreach (var field in (string[])["signature", "issuer", "validity", "subject"])
        {
            if (!signed.TryEnter(out _))
            {
                return Malformed(Certificate + field, out error);
            }
        }

        if (!signed.TryTakeWhole(out publicKeyInfo))
        {
            return Malformed(Certificate + "subjectPublicKeyInfo", out error);
        }

        if (!parts.TryEnter(out _) || !parts.TryTakeBits(out _) || !parts.IsEmpty)
        {
            return Malformed(Certificate + "signatureValue", out error);
        }

        return true;
    }

    /// <summary>The kind of key and its octets in a SubjectPublicKeyInfo.</summary>
    public static bool TryOpenPublic(
        ReadOnlySpan<byte> publicKeyInfo,
        out SigningKeyKind kind,
        out ReadOnlySpan<byte> key,
        out CryptoError error)
    {
        kind = default;
        key = default;
        var outer = new DerCursor(publicKeyInfo);
        if (!outer.TryEnter(out var parts) || !outer.IsEmpty)
        {
            return Malformed(PublicKeyInfo + "outer sequence", out error);
        }

        if (!TryTakeKind(ref parts, PublicKeyInfo, out kind, out error))
        {
            return false;
        }

        return (parts.TryTakeBits(out key) && parts.IsEmpty)
            || Malformed(PublicKeyInfo + "subjectPublicKey", out error);
    }

    /// <summary>The kind of key and its octets in a PKCS #8 structure, not encrypted.</summary>
    public static bool TryOpenPrivate(
        ReadOnlySpan<byte> privateKeyInfo,
        out SigningKeyKind kind,
        out ReadOnlySpan<byte> key,
        out CryptoError error)
    {
        kind = default;
        key = default;
        var outer = new DerCursor(privateKeyInfo);
        if (!outer.TryEnter(out var parts) || !outer.IsEmpty)
        {
            return Malformed(PrivateKeyInfo + "outer sequence", out error);
        }

        if (!parts.TryTakeSmall(1, out _))
        {
            return Malformed(PrivateKeyInfo + "version", out error);
        }

        if (!TryTakeKind(ref parts, PrivateKeyInfo, out kind, out error))
        {
            return false;
        }

        // Attributes and a public key may follow; they are not needed.
        return parts.TryTakeOctets(out key)
            || Malformed(PrivateKeyInfo + "privateKey", out error);
    }

    /// <summary>An AlgorithmIdentifier of a key.</summary>
    private static bool TryTakeKind(
        ref DerCursor parts, string where, out SigningKeyKind kind, out CryptoError error)
    {
        kind = default;
        error = default;
        if (!parts.TryEnter(out var identifier) || !identifier.TryTakeOid(out var oid))
        {
            return Malformed(where + "algorithm", out error);
        }

        if (oid.SequenceEqual(ObjectIds.Rsa))
        {
            kind = SigningKeyKind.Rsa;
            return (identifier.TryTakeNull() && identifier.IsEmpty)
                || Malformed(where + "parameters", out error);
        }

        if (oid.SequenceEqual(ObjectIds.Ed25519) || oid.SequenceEqual(ObjectIds.Ed448))
        {
            kind = oid.SequenceEqual(ObjectIds.Ed448)
                ? SigningKeyKind.Ed448
                : SigningKeyKind.Ed25519;
            return identifier.IsEmpty || Malformed(where + "parameters", out error);
        }

        if (!oid.SequenceEqual(ObjectIds.EcPublicKey))
        {
            return Unsupported(where + "algorithm", out error);
        }

        // RFC 5480 §2.1.1: a named curve; parameters that somebody wrote out are refused.
        if (!identifier.TryTakeOid(out var curve) || !identifier.IsEmpty)
        {
            return Unsupported(where + "curve without a name", out error);
        }

        foreach (var one in SigningCurves.All)
        {
            if (curve.SequenceEqual(ObjectIds.OfCurve(one)))
            {
                kind = one;
                return true;
            }
        }

        return Unsupported(where + "curve", out error);
    }

    private static bool Malformed(string subject, out CryptoError error)
    {
        error = new(CryptoFault.Malformed, subject);
        return false;
    }

    private static bool Unsupported(string subject, out CryptoError error)
    {
        error = new(CryptoFault.Unsupported, subject);
        return false;
    }
}
