using System.Buffers.Binary;
using Holdfast.StateMachines;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Tunnels;

/// <summary>The headers that the kernel took from a datagram, put back before it: ESP is opened
/// with the packet around it.</summary>
internal static class OuterPacket
{
    /// <summary>Octets of IPv4 and UDP before ESP.</summary>
    public const int UdpRoom = 28;

    /// <summary>Octets of IPv4 before ESP.</summary>
    public const int IpRoom = 20;

    private const byte Udp = 17;

    /// <summary>Writes both headers before a payload that stands behind them.</summary>
    /// <param name="packet">Room for the headers, then the payload.</param>
    /// <param name="flow">Over which it came.</param>
    public static void WriteUdp(Span<byte> packet, Flow flow)
    {
        var head = packet[..UdpRoom];
        head.Clear();
        (head[0], head[8], head[9]) = (0x45, 64, Udp);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)packet.Length);
        flow.Path.Remote.Write(head[12..]);
        flow.Path.Local.Write(head[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(head[20..], flow.RemotePort);
        BinaryPrimitives.WriteUInt16BigEndian(head[22..], flow.LocalPort);
        BinaryPrimitives.WriteUInt16BigEndian(
            head[24..], (ushort)(packet.Length - IpRoom));
    }
}
