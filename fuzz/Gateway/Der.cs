using System.Formats.Asn1;
using System.Security.Cryptography;
using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Gateway;

/// <summary>DER as far as fuzzing needs it: where elements lie, and how a certificate is signed.
/// </summary>
internal static class Der
{
    private const int DepthMax = 12;
    private const byte Constructed = 0x20;

    /// <summary>The elements of DER that lies somewhere in an input: tags and lengths as numbers,
    /// contents as octets.</summary>
    /// <param name="fields">Where they go.</param>
    /// <param name="at">Octets before it.</param>
    /// <param name="der">The DER.</param>
    /// <param name="depth">How deep it lies.</param>
    public static void AddFields(
        List<InputField> fields, int at, ReadOnlySpan<byte> der, int depth = 0)
    {
        while (der.Length > 1 && depth < DepthMax
            && TryRead(der, out var from, out var length, out var all))
        {
            fields.Add(new(at * 8, 8, true, false, 1, []));
            fields.Add(new((at + 1) * 8, (from - 1) * 8, true, false, 1, []));
            if ((der[0] & Constructed) != 0)
            {
                AddFields(fields, at + from, der.Slice(from, length), depth + 1);
            }
            else if (length > 0)
            {
                fields.Add(new((at + from) * 8, length * 8, false, false, 1, []));
            }

            der = der[all..];
            at += all;
        }
    }

    // What ends a content of indefinite length is no element: the platform throws where it stands.
    private static bool TryRead(
        ReadOnlySpan<byte> der, out int from, out int length, out int all)
    {
        try
        {
            return AsnDecoder.TryReadEncodedValue(
                der, AsnEncodingRules.BER, out _, out from, out length, out all);
        }
        catch (AsnContentException)
        {
            (from, length, all) = (0, 0, 0);
            return false;
        }
    }

    /// <summary>A certificate with the same content, signed by somebody; null: it has no such
    /// parts.</summary>
    public static byte[]? SignedAnew(ReadOnlyMemory<byte> certificate, ECDsa signer)
    {
        try
        {
            var parts = new AsnReader(certificate, AsnEncodingRules.BER).ReadSequence();
            var content = parts.ReadEncodedValue();
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(content.Span);
                writer.WriteEncodedValue(parts.ReadEncodedValue().Span);
                writer.WriteBitString(signer.SignData(
                    content.Span, HashAlgorithmName.SHA256,
                    DSASignatureFormat.Rfc3279DerSequence));
            }

            return writer.Encode();
        }
        catch (Exception malformed) when (malformed is AsnContentException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether the key of somebody has signed a certificate over SHA-256; the octets are
    /// read here, not by the platform.</summary>
    public static bool IsSignedBy(ReadOnlyMemory<byte> certificate, ECDsa signer)
    {
        try
        {
            var parts = new AsnReader(certificate, AsnEncodingRules.BER).ReadSequence();
            var content = parts.ReadEncodedValue();
            parts.ReadEncodedValue();
            var signature = parts.ReadBitString(out _);
            return signer.VerifyData(
                content.Span, signature, HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception malformed) when (malformed is AsnContentException
            or CryptographicException)
        {
            return false;
        }
    }
}
