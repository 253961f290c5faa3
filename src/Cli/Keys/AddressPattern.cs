using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Cli.Keys;

/// <summary>Addresses that an SA is for: one, a prefix, or any.</summary>
/// <param name="Value">The address; an IPv4 address in the low 32 bits.</param>
/// <param name="Mask">The bits that count; 0: any address.</param>
internal readonly record struct AddressPattern(UInt128 Value, UInt128 Mask)
{
    /// <summary>Any address.</summary>
    public static AddressPattern Any => default;

    /// <summary>Whether it is one address and no other.</summary>
    public bool IsExact => Mask == UInt128.MaxValue;

    /// <summary>One address.</summary>
    public static AddressPattern Of(UInt128 address) => new(address, UInt128.MaxValue);

    /// <summary>
    /// Reads an address, a prefix such as <c>10.9.0.0/16</c>, or <c>*</c> for any; an asterisk may
    /// stand for the last parts of an IPv4 address.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AddressPattern pattern)
    {
        pattern = Any;
        if (text is "*" or "")
        {
            return true;
        }

        var slash = text.IndexOf('/');
        var bits = -1;
        if (slash >= 0 && !int.TryParse(
            text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bits))
        {
            return false;
        }

        var address = (slash >= 0 ? text[..slash] : text).ToString();
        while (address.EndsWith(".*", StringComparison.Ordinal))
        {
            address = address[..^2];
        }

        // The text says how many parts count, where no prefix does.
        var parts = address.Count(c => c == '.') + 1;
        if (!address.Contains(':') && parts < 4 && text.Contains('*'))
        {
            bits = bits < 0 ? parts * 8 : bits;
            address += string.Concat(Enumerable.Repeat(".0", 4 - parts));
        }

        if (!IPAddress.TryParse(address, out var parsed))
        {
            return false;
        }

        var width = parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        bits = bits < 0 ? width : bits;
        if (bits > width)
        {
            return false;
        }

        // The bits in front of an IPv4 address are zero and count, but for the prefix of none.
        var mask = bits == 0 ? UInt128.Zero : UInt128.MaxValue << (width - bits);
        pattern = new(Number(parsed) & mask, mask);
        return true;
    }

    /// <summary>Whether an address is one of them.</summary>
    public bool Matches(UInt128 address) => (address & Mask) == Value;

    private static UInt128 Number(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        var start = address.AddressFamily == AddressFamily.InterNetwork ? 12 : 0;
        _ = address.TryWriteBytes(octets[start..], out _);
        return BinaryPrimitives.ReadUInt128BigEndian(octets);
    }
}
