using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Holdfast.Gateway.Tunnels;

/// <summary>The checksum of the Internet, RFC 1071, over payloads of packets: many octets at a
/// time.</summary>
internal static class PacketSum
{
    /// <summary>The sum over octets as words of 16 bits, an odd last one as if a zero followed;
    /// below 2^16, to be added to others.</summary>
    public static uint Of(ReadOnlySpan<byte> octets)
    {
        // RFC 1071 §2B: in the other byte order the sum is the same but for a swap of the result;
        // words of 32 bits fold into it as well as words of 16.
        ref var first = ref MemoryMarshal.GetReference(octets);
        ulong sum = 0;
        var at = 0;
        if (Vector256.IsHardwareAccelerated && octets.Length >= Vector256<byte>.Count)
        {
            var low = Vector256<ulong>.Zero;
            var high = Vector256<ulong>.Zero;
            var mask = Vector256.Create((ulong)uint.MaxValue);
            for (; at <= octets.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
            {
                var words = Vector256.LoadUnsafe(ref first, (nuint)at).AsUInt64();
                low += words & mask;
                high += words >> 32;
            }

            sum = Vector256.Sum(low + high);
        }

        for (; at <= octets.Length - sizeof(uint); at += sizeof(uint))
        {
            sum += MemoryMarshal.Read<uint>(octets[at..]);
        }

        var rest = octets[at..];
        if (rest.Length >= sizeof(ushort))
        {
            sum += MemoryMarshal.Read<ushort>(rest);
            rest = rest[sizeof(ushort)..];
        }

        if (!rest.IsEmpty)
        {
            sum += BitConverter.IsLittleEndian ? rest[0] : (uint)rest[0] << 8;
        }

        var folded = Folded(sum);
        return BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReverseEndianness(folded)
            : folded;
    }

    /// <summary>A sum in 16 bits, carries added in.</summary>
    public static ushort Folded(ulong sum)
    {
        sum = (sum & uint.MaxValue) + (sum >> 32);
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)((sum & 0xFFFF) + (sum >> 16));
    }

    /// <summary>What a checksum field has for a sum over everything else.</summary>
    public static ushort Checksum(ulong sum) => (ushort)~Folded(sum);

    /// <summary>The sum over the pseudo-header of a packet's transport, RFC 9293 §3.1 and
    /// RFC 8200 §8.1.</summary>
    /// <param name="packet">An IP packet.</param>
    /// <param name="protocol">What it carries.</param>
    /// <param name="length">Octets of that.</param>
    public static uint OfPseudoHeader(ReadOnlySpan<byte> packet, byte protocol, int length) =>
        Of(packet[0] >> 4 == 4 ? packet.Slice(12, 8) : packet.Slice(8, 32))
        + protocol + (uint)length;
}
