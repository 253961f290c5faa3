using System.Buffers.Binary;
using System.Net;

namespace Holdfast.Protocol.Ipsec;

/// <summary>The ones' complement checksum of the Internet, RFC 1071 and RFC 1624.</summary>
internal static class InternetChecksum
{
    /// <summary>The sum over octets, an odd last one as if a zero followed; not folded.</summary>
    public static ulong Sum(ReadOnlySpan<byte> octets)
    {
        // The sum is the same in any byte order but for a swap of the result (RFC 1071 §2B), and
        // words of 32 bits fold into it as well as words of 16.
        ulong sum = 0;
        for (; octets.Length >= 8; octets = octets[8..])
        {
            var word = BinaryPrimitives.ReadUInt64BigEndian(octets);
            sum += (word >> 32) + (uint)word;
        }

        for (; octets.Length >= 2; octets = octets[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets);
        }

        return octets.IsEmpty ? sum : sum + ((ulong)octets[0] << 8);
    }

    /// <summary>The checksum for that sum.</summary>
    public static ushort Of(ulong sum)
    {
        // Twice for a carry of the first time; the third time nothing is left above 32 bits.
        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }

    /// <summary>The checksum once octets with one sum are replaced by such with another.</summary>
    public static ushort Replace(ushort checksum, ulong before, ulong after)
    {
        // RFC 1624 §3, equation 3. The complement of a folded sum is what is to be taken away.
        return Of((ushort)~checksum + (ulong)Of(before) + after);
    }

    /// <summary>The sum over the addresses.</summary>
    public static ulong Sum(TunnelEndpoints endpoints)
    {
        Span<byte> octets = stackalloc byte[16];
        return Sum(endpoints.Source, octets) + Sum(endpoints.Destination, octets);
    }

    private static ulong Sum(IPAddress address, Span<byte> octets)
    {
        address.TryWriteBytes(octets, out var length);
        return Sum(octets[..length]);
    }
}
