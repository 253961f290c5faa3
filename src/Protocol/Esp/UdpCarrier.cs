using System.Buffers.Binary;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Esp;

/// <summary>The UDP header between IP and ESP in transport mode, RFC 3948 §2.1.</summary>
internal static class UdpCarrier
{
    /// <summary>Octets of the header.</summary>
    public const int Length = 8;

    /// <summary>Writes the header into a packet whose rest is there.</summary>
    /// <param name="packet">The whole packet.</param>
    /// <param name="place">Where the IP headers end.</param>
    /// <param name="ports">The ports.</param>
    public static void Write(Span<byte> packet, in IpPlace place, UdpPorts ports)
    {
        var datagram = packet[place.At..];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, ports.Source);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], ports.Destination);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)datagram.Length);

        // RFC 3948 §2.1: the sum is 0 in IPv4. RFC 8200 §8.1: in IPv6 a receiver may drop that.
        BinaryPrimitives.WriteUInt16BigEndian(datagram[6..], 0);
        if (place.IsIpv6)
        {
            var sum = InternetChecksum.Of(
                InternetChecksum.Sum(packet.Slice(8, 32)) + IpProtocol.Udp.Value
                + (uint)datagram.Length + InternetChecksum.Sum(datagram));
            BinaryPrimitives.WriteUInt16BigEndian(
                datagram[6..], sum == 0 ? ushort.MaxValue : sum);
        }
    }

    /// <summary>
    /// The ESP in a datagram; false: the datagram is broken, or holds IKE or a keepalive.
    /// </summary>
    /// <param name="datagram">From the UDP header on.</param>
    /// <param name="at">Where it stands in the packet.</param>
    /// <param name="length">Octets of ESP behind the UDP header.</param>
    /// <param name="refusal">Why not.</param>
    public static bool TryFind(
        ReadOnlySpan<byte> datagram, int at, out int length, out PacketRefusal refusal)
    {
        length = 0;
        if (!UdpDatagram.TryParse(datagram, out var udp, out var error))
        {
            refusal = PacketRefusal.Of(error, at);
            return false;
        }

        // RFC 3948 §2.2 and §2.3: four zero octets mark IKE, a single octet is a keepalive.
        if (udp.Payload.Length < 4 || udp.Payload[..4].IndexOfAnyExcept((byte)0) < 0)
        {
            refusal = new(PacketFault.NotProtected, at + Length, "SPI");
            return false;
        }

        length = udp.Payload.Length;
        refusal = default;
        return true;
    }
}
