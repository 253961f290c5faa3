using System.Buffers.Binary;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Ah;

/// <summary>Lengths and places inside the header of one SA, RFC 4302 §2.</summary>
/// <param name="IvLength">Octets of GMAC's IV, else 0.</param>
/// <param name="IcvLength">Octets of the ICV.</param>
/// <param name="AlignsTo8InIpv4">Whether IPv4 is padded like IPv6.</param>
internal readonly record struct AhLayout(int IvLength, int IcvLength, bool AlignsTo8InIpv4)
{
    /// <summary>Octets in front of IV and ICV.</summary>
    public const int FixedLength = 12;

    /// <summary>Octets of header, IV, ICV and padding.</summary>
    public int Length(bool ipv6)
    {
        // RFC 4302 §3.3.3.2.1: a multiple of 4 octets in IPv4 and of 8 in IPv6.
        var align = ipv6 || AlignsTo8InIpv4 ? 8 : 4;
        return (FixedLength + IvLength + IcvLength + align - 1) / align * align;
    }

    /// <summary>
    /// Whether a header of that length has room for this ICV and no more padding than an alignment
    /// explains.
    /// </summary>
    public bool Fits(int length, bool ipv6) =>
        length >= FixedLength + IvLength + IcvLength
        && length < FixedLength + IvLength + IcvLength + 8
        && (!ipv6 || length % 8 == 0);

    /// <summary>Writes a header with zeroes for IV, ICV and padding.</summary>
    public static void Write(Span<byte> header, IpProtocol next, Spi spi, ulong number)
    {
        header.Clear();
        header[0] = next.Value;
        header[1] = (byte)((header.Length / 4) - 2);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], spi.Value);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], (uint)number);
    }
}
