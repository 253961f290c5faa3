using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Gateway.Ipsec;

/// <summary>
/// Whether a certificate is that of an identity: RFC 4945 §3.1, by its subject where the identity
/// is one, else by its alternative names (RFC 5280 §4.2.1.6). No wildcards, and no common names.
/// </summary>
internal static class CertificateNames
{
    private const string AlternativeNames = "2.5.29.17";
    private const string KeyUsage = "2.5.29.15";
    private const int Email = 1;
    private const int Dns = 2;
    private const int Address = 7;

    /// <summary>Whether the certificate names the identity, the body of an ID payload.</summary>
    /// <exception cref="AsnContentException">Its names are malformed.</exception>
    public static bool Has(X509Certificate2 certificate, Octets identity)
    {
        if (!IdPayloadValue.TryParse(identity.Span, out var id, out _))
        {
            return false;
        }

        if (id.IdType == IdType.DerAsn1Dn)
        {
            return certificate.SubjectName.RawData.AsSpan().SequenceEqual(id.Data.Span);
        }

        var tag = id.IdType == IdType.Fqdn ? Dns
            : id.IdType == IdType.Rfc822Address ? Email
            : id.IdType == IdType.Ipv4Address || id.IdType == IdType.Ipv6Address ? Address
            : -1;
        if (tag < 0 || certificate.Extensions[AlternativeNames] is not { } extension)
        {
            return false;
        }

        var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        var isNamed = false;
        while (names.HasData)
        {
            var kind = names.PeekTag();
            var name = names.ReadEncodedValue();
            isNamed |= kind.HasSameClassAndValue(new(TagClass.ContextSpecific, tag))
                && !kind.IsConstructed
                && IsSame(tag, ContentOf(name), id.Data.Span);
        }

        return isNamed;
    }

    /// <summary>RFC 4945 §5.1.3.2: where uses of the key are told, to sign is among them.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">They are malformed.
    /// </exception>
    public static bool MaySign(X509Certificate2 certificate) =>
        certificate.Extensions[KeyUsage] is not X509KeyUsageExtension uses
            || (uses.KeyUsages
                & (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation)) != 0;

    /// <summary>RFC 5280 §7.2 and §7.5: names of hosts are alike in capitals and in small letters,
    /// what is before the @ of an address is not.</summary>
    private static bool IsSame(int tag, ReadOnlySpan<byte> name, ReadOnlySpan<byte> wanted)
    {
        var at = tag == Email ? wanted.LastIndexOf((byte)'@') : -1;
        return tag == Address || at >= name.Length
            ? name.SequenceEqual(wanted)
            : name.Length == wanted.Length
                && name[..(at + 1)].SequenceEqual(wanted[..(at + 1)])
                && Ascii.EqualsIgnoreCase(name[(at + 1)..], wanted[(at + 1)..]);
    }

    private static ReadOnlySpan<byte> ContentOf(ReadOnlyMemory<byte> value)
    {
        AsnDecoder.ReadEncodedValue(
            value.Span, AsnEncodingRules.DER, out var offset, out var length, out _);
        return value.Span.Slice(offset, length);
    }
}
