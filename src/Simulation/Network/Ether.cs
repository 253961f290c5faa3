using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Network;

/// <summary>Frames out of packets, and packets out of datagrams, by the codecs.</summary>
internal static class Ether
{
    /// <summary>A frame with an IP packet.</summary>
    public static Frame Carry(
        MacAddress from, MacAddress to, ReadOnlySpan<byte> packet, MessageKind? kind)
    {
        var octets = new byte[Lan.HeaderLength + packet.Length];
        var header = new EthernetHeaderValue
        {
            Destination = to,
            Source = from,
            EtherType = EtherType.Ipv4,
        };
        if (!header.TryWrite(octets, out _, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        packet.CopyTo(octets.AsSpan(Lan.HeaderLength));
        return new(octets, kind);
    }

    /// <summary>An IPv4 packet with a UDP datagram; the datagram has no sum.</summary>
    public static byte[] Udp(
        HostAddress from, HostAddress to, ushort port, ushort fromPort, byte hops,
        ReadOnlySpan<byte> payload) => new Ipv4PacketValue
        {
            TimeToLive = hops,
            Protocol = IpProtocol.Udp,
            SourceAddress = AddressOf(from),
            DestinationAddress = AddressOf(to),
            Payload = new Octets(new UdpDatagramValue
            {
                SourcePort = fromPort,
                DestinationPort = port,
                Payload = new Octets(payload),
            }.ToArray()),
        }.ToArray();

    public static Ipv4Address AddressOf(HostAddress address) => new((uint)address.Value);

    /// <summary>The link address of a group address, RFC 1112 §6.4.</summary>
    public static MacAddress GroupOf(HostAddress address) =>
        new(0x0100_5E00_0000 | ((ulong)address.Value & 0x7F_FFFF));
}
