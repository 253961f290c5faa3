using Holdfast.Protocol.Encapsulation;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Network;

/// <summary>
/// A NAT before one host, RFC 3022 §2.2: what goes out has its address and a port of its own, and
/// what comes in for that port reaches the host. Whatever is not UDP it drops.
/// </summary>
/// <param name="inside">The address of the host.</param>
/// <param name="outside">That of the NAT.</param>
/// <param name="place">Which of the hosts behind it: each has ports of its own.</param>
internal sealed class NatBox(HostAddress inside, HostAddress outside, int place = 0)
{
    private const ushort FirstPort = 30_000;
    private const int PortsOfOne = 16;

    public HostAddress Inside => inside;

    /// <summary>The port that stands for the host.</summary>
    public ushort Port { get; private set; } = (ushort)(FirstPort + (PortsOfOne * place));

    /// <summary>It has forgotten the port: the next packet gets another one, and nothing comes in
    /// by the old one.</summary>
    public bool Rebind()
    {
        Port++;
        return true;
    }

    /// <summary>A packet of the host on its way out; null: it is dropped.</summary>
    public byte[]? Out(ReadOnlySpan<byte> packet) =>
        TryRead(packet, out var ip, out var datagram)
            ? Ether.Udp(
                outside, HostAddress.From(ip.DestinationAddress), datagram.DestinationPort, Port,
                (byte)(ip.TimeToLive - 1), datagram.Payload)
            : null;

    /// <summary>A packet for the host; null: it is dropped.</summary>
    public byte[]? In(ReadOnlySpan<byte> packet) =>
        TryRead(packet, out var ip, out var datagram) && datagram.DestinationPort == Port
            ? Ether.Udp(
                HostAddress.From(ip.SourceAddress), inside, UdpCarried.Port, datagram.SourcePort,
                (byte)(ip.TimeToLive - 1), datagram.Payload)
            : null;

    private static bool TryRead(
        ReadOnlySpan<byte> packet, out Ipv4Packet ip, out UdpDatagram datagram)
    {
        datagram = default;
        return Ipv4Packet.TryParse(packet, out ip, out _) && ip.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(ip.Payload, out datagram, out _);
    }
}
