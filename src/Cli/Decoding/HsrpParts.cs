using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;

namespace Holdfast.Cli.Decoding;

/// <summary>What is good of an HSRP message that may be broken.</summary>
internal static class HsrpParts
{
    /// <summary>Octets of a version 1 message without TLVs (RFC 2281 §5.1).</summary>
    public const int FixedOctets = 20;

    /// <summary>Goes through TLVs and their bodies up to the first that is wrong.</summary>
    /// <param name="rest">The TLVs.</param>
    /// <param name="good">How many are good.</param>
    /// <param name="used">Octets that the good ones cover.</param>
    /// <param name="error">What is wrong, told from the start of the TLVs.</param>
    public static bool TryTlvs(
        ReadOnlySpan<byte> rest, out int good, out int used, out DecodeError error)
    {
        good = 0;
        used = 0;
        error = default;
        while (used < rest.Length)
        {
            if (!HsrpTlv.TryParse(rest[used..], out var tlv, out error) || !TryBody(tlv, out error))
            {
                error = error.Shift(used);
                return false;
            }

            used += tlv.Octets.Length;
            good++;
        }

        return true;
    }

    /// <summary>The first group state among so many TLVs.</summary>
    public static bool TryFirstGroup(ReadOnlySpan<byte> rest, int count, out HsrpGroupState group)
    {
        for (var i = 0; i < count && HsrpTlv.TryParse(rest, out var tlv, out _); i++)
        {
            if (tlv.TryBody(out group, out _))
            {
                return true;
            }

            rest = rest[tlv.Octets.Length..];
        }

        group = default;
        return false;
    }

    /// <summary>The virtual address: 4 octets of 16 unless the message is about IPv6.</summary>
    public static ReadOnlySpan<byte> VirtualIp(HsrpGroupState group) =>
        group.IpVersion == 6 ? group.VirtualIp : group.VirtualIp[..4];

    // An unknown type has no body to be wrong.
    private static bool TryBody(HsrpTlv tlv, out DecodeError error)
    {
        if (tlv.TryBody(out HsrpGroupState _, out error)
            || tlv.TryBody(out HsrpInterfaceState _, out var other)
            || tlv.TryBody(out HsrpTextAuthentication _, out var text)
            || tlv.TryBody(out HsrpMd5Authentication _, out var md5))
        {
            return true;
        }

        error = First(error, other, text, md5);
        return error.Fault == DecodeFault.UnknownTag;
    }

    // Of all cases only the one that the type names tells something else than an unknown tag.
    private static DecodeError First(params ReadOnlySpan<DecodeError> errors)
    {
        foreach (var error in errors)
        {
            if (error.Fault != DecodeFault.UnknownTag)
            {
                return error;
            }
        }

        return errors[0];
    }
}
