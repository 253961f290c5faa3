using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Tests.Examples.Encapsulation;

/// <summary>What the IP packets of a lab capture carry.</summary>
internal static class LabPackets
{
    /// <summary>IP packets in Ethernet frames, whole ones only.</summary>
    public static IEnumerable<byte[]> InEthernet(string capture) =>
        LabCapture.Frames(capture).Select(FrameOf).OfType<byte[]>();

    /// <summary>Payloads of IPv4 packets with a protocol; fragments are left out.</summary>
    public static IEnumerable<byte[]> Ipv4Payloads(
        IEnumerable<byte[]> packets, IpProtocol protocol) =>
        packets.Select(packet => PayloadOf(packet, protocol)).OfType<byte[]>();

    /// <summary>The IP packet in an Ethernet frame; null: it carries something else.</summary>
    public static byte[]? FrameOf(byte[] frame)
    {
        Assert.True(EthernetFrame.TryParse(frame, out var view, out var error), error.ToString());
        return view.Tags.Ending is 0x0800 or 0x86DD ? view.Payload.ToArray() : null;
    }

    private static byte[]? PayloadOf(byte[] packet, IpProtocol protocol)
    {
        if (packet[0] >> 4 != 4)
        {
            return null;
        }

        Assert.True(Ipv4Packet.TryParse(packet, out var view, out var error), error.ToString());
        return view.Protocol == protocol && !view.MoreFragments && view.FragmentOffset == 0
            ? view.Payload.ToArray()
            : null;
    }
}
