using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Network;

/// <summary>IKE and ESP as frames in a TCP stream, RFC 9329 §3, and its segments.</summary>
internal static class TcpCarried
{
    /// <summary>Where gateways listen.</summary>
    public const ushort Port = 4_500;

    private const ushort IkePort = 500;
    private const int SumAt = 16;

    /// <summary>With what the stream of who opens a connection begins, RFC 9329 §4.</summary>
    public static byte[] Prefix => new TcpEncapsulationPrefixValue().ToArray();

    /// <summary>The frame of what would be an IP packet with ESP, or with IKE in UDP.</summary>
    public static byte[] FrameOf(ReadOnlySpan<byte> packet)
    {
        if (!Ipv4Packet.TryParse(packet, out var ip, out var error))
        {
            throw new ArgumentException(error.ToString(), nameof(packet));
        }

        var content = ip.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(ip.Payload, out var datagram, out _)
            ? new MarkedIkeValue { Message = new Octets(datagram.Payload) }.ToArray()
            : ip.Payload;
        return new TcpEncapsulationFrameValue { Content = new Octets(content) }.ToArray();
    }

    /// <summary>The IP packet that a frame stands for; null: it holds neither.</summary>
    public static byte[]? PacketOf(HostAddress from, HostAddress to, ReadOnlySpan<byte> octets)
    {
        if (!TcpEncapsulationFrame.TryParse(octets, out var frame, out _)
            || !UdpEncapsulation.TryParse(frame.Content, out var inside, out _))
        {
            return null;
        }

        return inside.TryAs(out MarkedIke marked, out _)
            ? Ether.Udp(from, to, IkePort, IkePort, 64, marked.Message)
            : inside.TryAs(out EspPacket _, out _)
                ? Packet(from, to, IpProtocol.Esp, new Octets(frame.Content))
                : null;
    }

    /// <summary>An IP packet with a segment, and its sum over both (RFC 9293 §3.1).</summary>
    public static byte[] Packet(HostAddress from, HostAddress to, TcpHeaderValue segment)
    {
        var octets = segment.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(
            octets.AsSpan(SumAt), (ushort)~Sum(from, to, octets));
        return Packet(from, to, IpProtocol.Tcp, new Octets(octets));
    }

    /// <summary>The segment in an IP packet; false: there is none whose sum is right.</summary>
    public static bool TrySegment(Ipv4Packet packet, out TcpHeader segment)
    {
        segment = default;
        return packet.Protocol == IpProtocol.Tcp
            && TcpHeader.TryParse(packet.Payload, out segment, out _)
            && Sum(
                HostAddress.From(packet.SourceAddress),
                HostAddress.From(packet.DestinationAddress), packet.Payload) == ushort.MaxValue;
    }

    private static byte[] Packet(
        HostAddress from, HostAddress to, IpProtocol protocol, Octets payload) =>
        new Ipv4PacketValue
        {
            TimeToLive = 64,
            Protocol = protocol,
            SourceAddress = Ether.AddressOf(from),
            DestinationAddress = Ether.AddressOf(to),
            Payload = payload,
        }.ToArray();

    // RFC 1071, with the pseudo-header of RFC 9293 §3.1.
    private static ushort Sum(HostAddress from, HostAddress to, ReadOnlySpan<byte> segment)
    {
        var (source, destination) = ((uint)from.Value, (uint)to.Value);
        ulong sum = (source >> 16) + (source & 0xFFFF) + (destination >> 16)
            + (destination & 0xFFFF) + IpProtocol.Tcp.Value + (uint)segment.Length;
        for (var at = 0; at < segment.Length; at += 2)
        {
            sum += (uint)(segment[at] << 8) | (at + 1 < segment.Length ? segment[at + 1] : 0u);
        }

        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return (ushort)sum;
    }
}
