using System.Buffers.Binary;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Ipsec;

/// <summary>The IP header that stays in front in transport mode.</summary>
internal static class TransportHeader
{
    private const int Ipv6HeaderLength = 40;
    private const int LengthMax = 65_535;

    /// <summary>The longest packet that the header's length field can tell.</summary>
    public static int PacketLengthMax(bool ipv6) => ipv6 ? Ipv6HeaderLength + LengthMax : LengthMax;

    /// <summary>
    /// Names what now follows the header and writes the lengths and the sum anew
    /// (RFC 4303 §3.3.4, RFC 4302 §3.1.1).
    /// </summary>
    /// <param name="packet">The whole packet, the headers of the original in front.</param>
    /// <param name="place">Where those headers end.</param>
    /// <param name="next">What stands there now.</param>
    public static void Rewrite(Span<byte> packet, in IpPlace place, IpProtocol next)
    {
        packet[place.NextAt] = next.Value;
        if (place.IsIpv6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(
                packet[4..], (ushort)(packet.Length - Ipv6HeaderLength));
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(
            packet[10..], InternetChecksum.Of(InternetChecksum.Sum(packet[..place.At])));
    }
}
