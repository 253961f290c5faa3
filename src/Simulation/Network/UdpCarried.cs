using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Network;

/// <summary>Where somebody is: an address, and where a NAT is before it a port of that.</summary>
/// <param name="Address">The address.</param>
/// <param name="Port">The port of IKE and ESP in UDP; 0: there is no NAT.</param>
internal readonly record struct Place(HostAddress Address, ushort Port);

/// <summary>IKE and ESP in UDP 4500, RFC 3948.</summary>
internal static class UdpCarried
{
    /// <summary>The port of both.</summary>
    public const ushort Port = 4_500;

    /// <summary>The ESP in an IP packet, in UDP or not; false: there is none.</summary>
    public static bool TryEsp(Ipv4Packet packet, out EspPacket esp)
    {
        esp = default;
        return packet.Protocol == IpProtocol.Esp
            ? EspPacket.TryParse(packet.Payload, out esp, out _)
            : packet.Protocol == IpProtocol.Udp
                && UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
                && (datagram.SourcePort == Port || datagram.DestinationPort == Port)
                && UdpEncapsulation.TryParse(datagram.Payload, out var inside, out _)
                && inside.TryAs(out esp, out _);
    }

    /// <summary>The IKE message behind the non-ESP marker; false: there is none.</summary>
    public static bool TryIke(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> message)
    {
        message = default;
        if (!UdpEncapsulation.TryParse(datagram, out var inside, out _)
            || !inside.TryAs(out MarkedIke marked, out _))
        {
            return false;
        }

        message = marked.Message;
        return true;
    }

    /// <summary>An IP packet with IKE in UDP: behind the marker where there is a NAT.</summary>
    public static byte[] Ike(HostAddress from, ushort fromPort, Place to, ReadOnlySpan<byte> octets)
    {
        const ushort plain = 500;
        return to.Port == 0
            ? Ether.Udp(from, to.Address, plain, plain, 64, octets)
            : Ether.Udp(
                from, to.Address, to.Port, fromPort, 64,
                new MarkedIkeValue { Message = new Octets(octets) }.ToArray());
    }

    /// <summary>From where a packet comes.</summary>
    public static Place SourceOf(Ipv4Packet packet) => new(
        HostAddress.From(packet.SourceAddress),
        packet.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
            && datagram.DestinationPort == Port
            ? datagram.SourcePort
            : (ushort)0);
}
