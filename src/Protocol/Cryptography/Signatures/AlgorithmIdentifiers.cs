using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using Holdfast.Codec;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The AlgorithmIdentifier in the AUTH payload of method 14 as DER: RFC 7427 §3 and appendix A,
/// RFC 4055 (RSA), RFC 5758 §3.2 (ECDSA), RFC 8420 appendix A.
/// </summary>
public static class AlgorithmIdentifiers
{
    /// <summary>RFC 8017 appendix A.2.3: what absent parameters of PSS mean.</summary>
    private const int DefaultSaltLength = 20;

    /// <summary>The most octets of salt that a key of 16384 bits has room for.</summary>
    private const int SaltLengthMax = 2048;

    /// <summary>The DER of a scheme of method 14.</summary>
    /// <exception cref="ArgumentException">The scheme has a method of its own: a bug.</exception>
    public static Octets Encode(SignatureScheme scheme)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            switch (scheme)
            {
                case SignatureScheme.RsaPkcs1 one:
                    // RFC 4055 §5: NULL is written, and may be absent when read.
                    WriteOid(writer, ObjectIds.RsaWith(one.Hash));
                    writer.WriteNull();
                    break;
                case SignatureScheme.RsaPss one:
                    WriteOid(writer, ObjectIds.RsaPss);
                    WriteParameters(writer, one);
                    break;
                case SignatureScheme.Ecdsa one:
                    WriteOid(writer, ObjectIds.EcdsaWith(one.Hash));
                    break;
                case SignatureScheme.Ed25519:
                    WriteOid(writer, ObjectIds.Ed25519);
                    break;
                case SignatureScheme.Ed448:
                    WriteOid(writer, ObjectIds.Ed448);
                    break;
                case SignatureScheme.RsaBare:
                case SignatureScheme.EcdsaFixed:
                    throw new ArgumentException($"{scheme} has no identifier", nameof(scheme));
            }
        }

        return new(writer.Encode());
    }

    /// <summary>The scheme of an AlgorithmIdentifier that fills the octets.</summary>
    /// <param name="octets">The DER.</param>
    /// <param name="scheme">The scheme.</param>
    /// <param name="error">Malformed or unsupported, with the part at fault.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> octets,
        [NotNullWhen(true)] out SignatureScheme? scheme,
        out CryptoError error)
    {
        scheme = null;
        var outer = new DerCursor(octets);
        if (!outer.TryEnter(out var parts) || !outer.IsEmpty)
        {
            return Refuse(CryptoFault.Malformed, "AlgorithmIdentifier", out error);
        }

        if (!parts.TryTakeOid(out var oid))
        {
            return Refuse(CryptoFault.Malformed, "AlgorithmIdentifier: algorithm", out error);
        }

        foreach (var hash in SignatureHashes.All)
        {
            if (oid.SequenceEqual(ObjectIds.RsaWith(hash)))
            {
                // RFC 4055 §5: readers accept absent parameters as well as NULL.
                scheme = new SignatureScheme.RsaPkcs1(hash);
                return parts.IsEmpty || parts.TryTakeNull()
                    ? Ends(parts, ref scheme, out error)
                    : Refuse(CryptoFault.Malformed, Parameters, out error, ref scheme);
            }

            if (oid.SequenceEqual(ObjectIds.EcdsaWith(hash)))
            {
                // RFC 5758 §3.2: no parameters, not even NULL.
                scheme = new SignatureScheme.Ecdsa(hash);
                return Ends(parts, ref scheme, out error);
            }
        }

        if (oid.SequenceEqual(ObjectIds.RsaPss))
        {
            return TryParsePss(parts, out scheme, out error);
        }

        // RFC 8410 §3: no parameters.
        scheme = oid.SequenceEqual(ObjectIds.Ed25519) ? new SignatureScheme.Ed25519()
            : oid.SequenceEqual(ObjectIds.Ed448) ? new SignatureScheme.Ed448()
            : null;
        return scheme is null
            ? Refuse(CryptoFault.Unsupported, $"signature algorithm {Dotted(oid)}", out error)
            : Ends(parts, ref scheme, out error);
    }

    private const string Parameters = "AlgorithmIdentifier: parameters";

    private static bool TryParsePss(
        DerCursor parts,
        [NotNullWhen(true)] out SignatureScheme? scheme,
        out CryptoError error)
    {
        scheme = null;
        // RFC 4055 §3.1: in a signature the parameters are there, if only as an empty sequence.
        if (!parts.TryEnter(out var fields) || !parts.IsEmpty)
        {
            return Refuse(CryptoFault.Malformed, Parameters, out error);
        }

        var hash = SignatureHash.Sha1;
        if (fields.TryEnterTagged(0, out var named) && !TryTakeHash(ref named, out hash))
        {
            return Refuse(CryptoFault.Unsupported, $"{Parameters}: hashAlgorithm", out error);
        }

        var maskHash = SignatureHash.Sha1;
        if (fields.TryEnterTagged(1, out var mask)
            && !(mask.TryEnter(out var function)
                && mask.IsEmpty
                && function.TryTakeOid(ObjectIds.Mgf1)
                && TryTakeHash(ref function, out maskHash)))
        {
            return Refuse(CryptoFault.Unsupported, $"{Parameters}: maskGenAlgorithm", out error);
        }

        // RFC 8017 §8.1 leaves MGF1 a hash of its own, and advises against it.
        if (maskHash != hash)
        {
            return Refuse(CryptoFault.Unsupported, $"{Parameters}: maskGenAlgorithm", out error);
        }

        var saltLength = DefaultSaltLength;
        if (fields.TryEnterTagged(2, out var salt)
            && !(salt.TryTakeSmall(SaltLengthMax, out saltLength) && salt.IsEmpty))
        {
            return Refuse(CryptoFault.Malformed, $"{Parameters}: saltLength", out error);
        }

        // RFC 4055 §3.1: the trailer field is 1, which DER would leave out; senders write it.
        if (fields.TryEnterTagged(3, out var trailer)
            && !(trailer.TryTakeSmall(1, out var one) && one == 1 && trailer.IsEmpty))
        {
            return Refuse(CryptoFault.Malformed, $"{Parameters}: trailerField", out error);
        }

        scheme = new SignatureScheme.RsaPss(hash, saltLength);
        return Ends(fields, ref scheme, out error);
    }

    /// <summary>An identifier of a hash, with NULL or without, and nothing after it.</summary>
    private static bool TryTakeHash(ref DerCursor parts, out SignatureHash hash)
    {
        hash = default;
        if (!parts.TryEnter(out var identifier)
            || !parts.IsEmpty
            || !identifier.TryTakeOid(out var oid))
        {
            return false;
        }

        // RFC 4055 §2.1: both forms of absent parameters are read.
        if (!identifier.IsEmpty && !(identifier.TryTakeNull() && identifier.IsEmpty))
        {
            return false;
        }

        foreach (var one in SignatureHashes.All)
        {
            if (oid.SequenceEqual(ObjectIds.Of(one)))
            {
                hash = one;
                return true;
            }
        }

        return false;
    }

    private static bool Ends(
        DerCursor rest, [NotNullWhen(true)] ref SignatureScheme? scheme, out CryptoError error)
    {
        error = default;
        return rest.IsEmpty || Refuse(CryptoFault.Malformed, Parameters, out error, ref scheme);
    }

    private static bool Refuse(CryptoFault fault, string subject, out CryptoError error)
    {
        error = new(fault, subject);
        return false;
    }

    private static bool Refuse(
        CryptoFault fault, string subject, out CryptoError error, ref SignatureScheme? scheme)
    {
        scheme = null;
        error = new(fault, subject);
        return false;
    }

    /// <summary>An OBJECT IDENTIFIER of that content.</summary>
    internal static void WriteOid(AsnWriter writer, ReadOnlySpan<byte> content) =>
        writer.WriteEncodedValue([0x06, (byte)content.Length, .. content]);

    private static void WriteParameters(AsnWriter writer, SignatureScheme.RsaPss scheme)
    {
        using (writer.PushSequence())
        {
            // X.690 §11.5: DER leaves out what is the default.
            if (scheme.Hash != SignatureHash.Sha1)
            {
                using (writer.PushSequence(Tagged(0)))
                {
                    WriteHash(writer, scheme.Hash);
                }

                using (writer.PushSequence(Tagged(1)))
                using (writer.PushSequence())
                {
                    WriteOid(writer, ObjectIds.Mgf1);
                    WriteHash(writer, scheme.Hash);
                }
            }

            if (scheme.SaltLength != DefaultSaltLength)
            {
                using (writer.PushSequence(Tagged(2)))
                {
                    writer.WriteInteger(scheme.SaltLength);
                }
            }
        }
    }

    private static void WriteHash(AsnWriter writer, SignatureHash hash)
    {
        using (writer.PushSequence())
        {
            WriteOid(writer, ObjectIds.Of(hash));
            writer.WriteNull();
        }
    }

    private static Asn1Tag Tagged(int number) =>
        new(TagClass.ContextSpecific, number, isConstructed: true);

    /// <summary>The dotted form, or hex where the octets are no identifier.</summary>
    private static string Dotted(ReadOnlySpan<byte> oid)
    {
        if (oid.Length > 32)
        {
            return $"of {oid.Length} octets";
        }

        try
        {
            return AsnDecoder.ReadObjectIdentifier(
                [0x06, (byte)oid.Length, .. oid], AsnEncodingRules.DER, out _);
        }
        catch (AsnContentException)
        {
            return Convert.ToHexStringLower(oid);
        }
    }
}
