using Holdfast.Benchmarks.Corpus;
using PacketDotNet;

namespace Holdfast.Benchmarks.Compare;

/// <summary>
/// PacketDotNet: Ethernet, IPv4 and UDP as objects. It knows no ESP in UDP, IKE or HSRP, so that the
/// rest stays octets: less work than the others do.
/// </summary>
internal static class PacketDotNetRunner
{
    internal static Runner Over(PacketRow row) => new("PacketDotNet 1.4.8", rounds =>
    {
        var sum = 0UL;
        for (var round = 0; round < rounds; round++)
            sum += Once(row.Frames);
        return sum;
    });

    internal static ulong Once(IReadOnlyList<byte[]> frames)
    {
        var sum = 0UL;
        for (var i = 0; i < frames.Count; i++)
            sum += Parse(frames[i]);
        return sum;
    }

    private static ulong Parse(byte[] frame)
    {
        var packet = Packet.ParsePacket(LinkLayers.Ethernet, frame);
        var ip = packet.Extract<IPv4Packet>();
        var udp = packet.Extract<UdpPacket>();
        return (ulong)ip.TotalLength + udp.SourcePort + udp.DestinationPort
            + (ulong)udp.PayloadData.Length;
    }
}
