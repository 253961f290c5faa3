using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Gateway.Tunnels;

/// <summary>What selectors see of a packet, RFC 4301 §4.4.1.1.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Destination">Where it goes.</param>
/// <param name="Protocol">What it carries.</param>
/// <param name="SourcePort">Its source port, or type and code of ICMP; null: it can't be seen.
/// </param>
/// <param name="DestinationPort">Its destination port; null: it can't be seen.</param>
internal readonly record struct PacketFlow(
    HostAddress Source, HostAddress Destination, byte Protocol, ushort? SourcePort,
    ushort? DestinationPort)
{
    private const int Ipv4Header = 20;
    private const int Ipv6Header = 40;

    /// <summary>Reads the head of a packet; false: it is no IP packet.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out PacketFlow flow)
    {
        flow = default;
        if (packet.Length >= Ipv4Header && packet[0] >> 4 == 4)
        {
            var length = (packet[0] & 0x0F) * 4;
            var isFirst = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1FFF) == 0;
            flow = Of(
                HostAddress.From(packet.Slice(12, 4)), HostAddress.From(packet.Slice(16, 4)),
                packet[9],
                isFirst && length >= Ipv4Header && packet.Length > length
                    ? packet[length..]
                    : []);
            return length >= Ipv4Header;
        }

        if (packet.Length < Ipv6Header || packet[0] >> 4 != 6)
        {
            return false;
        }

        // Behind an extension header ports can't be seen: what has one needs selectors without.
        flow = Of(
            HostAddress.From(packet.Slice(8, 16)), HostAddress.From(packet.Slice(24, 16)),
            packet[6], packet[Ipv6Header..]);
        return true;
    }

    /// <summary>Whether it is one of ours to a peer.</summary>
    public bool IsWithin(TrafficPair pair) =>
        IsIn(pair.Local, Source, SourcePort) && IsIn(pair.Remote, Destination, DestinationPort);

    /// <summary>Whether it is one of a peer to us.</summary>
    public bool IsOf(TrafficPair pair) =>
        IsIn(pair.Remote, Source, SourcePort) && IsIn(pair.Local, Destination, DestinationPort);

    private bool IsIn(Items<TrafficRange> ranges, HostAddress address, ushort? port)
    {
        foreach (var range in ranges.Span)
        {
            if (range.First.IsIpv6 == address.IsIpv6
                && address >= range.First && address <= range.Last
                && (range.Protocol == 0 || range.Protocol == Protocol)
                && (range.Ports == PortRange.Any
                    || (port is { } seen
                        ? seen >= range.Ports.First && seen <= range.Ports.Last
                        : range.Ports == PortRange.Opaque)))
            {
                return true;
            }
        }

        return false;
    }

    private static PacketFlow Of(
        HostAddress source, HostAddress destination, byte protocol,
        ReadOnlySpan<byte> payload)
    {
        const byte icmp = 1, tcp = 6, udp = 17, icmp6 = 58, sctp = 132;
        if (protocol is (tcp or udp or sctp) && payload.Length >= 4)
        {
            return new(
                source, destination, protocol, BinaryPrimitives.ReadUInt16BigEndian(payload),
                BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        }

        // RFC 7296 §3.13.1: type and code stand where ports do, on both ends.
        ushort? type = protocol is (icmp or icmp6) && payload.Length >= 2
            ? BinaryPrimitives.ReadUInt16BigEndian(payload)
            : null;
        return new(source, destination, protocol, type, type);
    }
}
