using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Gre;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Spokes;

/// <summary>What goes through the tunnels of a DMVPN: packets and NHRP in GRE, RFC 2784, which ESP
/// protects in transport mode.</summary>
internal static class TunnelPackets
{
    /// <summary>An IP packet with GRE in it.</summary>
    public static byte[] Wrap(
        HostAddress from, HostAddress to, EtherType kind, ReadOnlySpan<byte> payload) =>
        new Ipv4PacketValue
        {
            TimeToLive = 64,
            Protocol = IpProtocol.Gre,
            SourceAddress = Ether.AddressOf(from),
            DestinationAddress = Ether.AddressOf(to),
            Payload = new Octets(new GreHeaderValue
            {
                ProtocolType = kind,
                Payload = new Octets(payload),
            }.ToArray()),
        }.ToArray();

    /// <summary>What is in an IP packet with GRE; false: it has none.</summary>
    public static bool TryUnwrap(
        ReadOnlySpan<byte> packet, out EtherType kind, out ReadOnlySpan<byte> payload)
    {
        kind = default;
        payload = default;
        if (!Ipv4Packet.TryParse(packet, out var ip, out _) || ip.Protocol != IpProtocol.Gre
            || !GreHeader.TryParse(ip.Payload, out var gre, out _))
        {
            return false;
        }

        kind = gre.ProtocolType;
        payload = gre.Payload;
        return true;
    }
}
