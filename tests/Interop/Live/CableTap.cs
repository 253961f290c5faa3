using System.Net;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A frame that somebody sent.</summary>
/// <param name="At">When.</param>
/// <param name="IsVirtual">Whether it came from the MAC address of a group, RFC 2281 §6.1.</param>
/// <param name="What">arp, icmp, igmp, hsrp, ike, esp, or the number of the protocol of IPv4.</param>
/// <param name="Source">Which address says it; of ARP that of the sender, RFC 826.</param>
/// <param name="Hsrp">What it says of HSRP; null: nothing.</param>
internal sealed record SaidFrame(
    DateTime At, bool IsVirtual, string What, string Source, SeenHsrp? Hsrp);

/// <summary>Somebody who records what one of a lab sends by one of its cables, at its far end; of
/// IPv6, which nobody serves there, nothing.</summary>
internal sealed class CableTap : IDisposable
{
    private const ushort Arp = 0x0806;
    private const byte Icmp = 1;
    private const byte Igmp = 2;
    private const byte Udp = 17;
    private const byte Esp = 50;
    private const int SenderOfArp = 14;
    private const ulong FirstVirtual = 0x0000_0C9F_F000;
    private const ulong LastVirtual = 0x0000_0C9F_FFFF;
    private readonly EspTap _tap;

    /// <param name="lab">Where.</param>
    /// <param name="name">Who.</param>
    /// <param name="port">Which cable.</param>
    public CableTap(Lab lab, string name, string port) =>
        _tap = new(lab, $"{name}-{port}", "inbound and not ip6");

    /// <summary>What was said until now.</summary>
    public IReadOnlyList<SaidFrame> Said() => [.. _tap.SoFar().Select(Read)];

    /// <inheritdoc/>
    public void Dispose() => _tap.Dispose();

    private static SaidFrame Read(SeenFrame frame)
    {
        Assert.True(EthernetFrame.TryParse(frame.Octets, out var ethernet, out _));
        var said = new SaidFrame(
            frame.At, ethernet.Source.Value is >= FirstVirtual and <= LastVirtual, "", "", null);
        if (ethernet.EtherType.Value == Arp)
        {
            return said with { What = "arp", Source = Text(ethernet.Payload[SenderOfArp..]) };
        }

        if (!Ipv4Packet.TryParse(ethernet.Payload, out var ip, out _))
        {
            return said with { What = $"ethertype {ethernet.EtherType.Value:x4}" };
        }

        said = said with { Source = Text(ethernet.Payload[12..]), What = $"{ip.Protocol.Value}" };
        return ip.Protocol.Value switch
        {
            Icmp => said with { What = "icmp" },
            Igmp => said with { What = "igmp" },
            Esp => said with { What = "esp" },
            Udp when UdpDatagram.TryParse(ip.Payload, out var udp, out _) =>
                udp.DestinationPort switch
                {
                    1985 => said with
                    {
                        What = "hsrp",
                        Hsrp = SeenHsrp.Read(said.Source, udp.Payload),
                    },
                    500 => said with { What = "ike" },
                    4500 => said with
                    {
                        What = udp.Payload.StartsWith("\0\0\0\0"u8) ? "ike" : "esp",
                    },
                    var other => said with { What = $"udp {other}" },
                },
            _ => said,
        };
    }

    private static string Text(ReadOnlySpan<byte> address) => $"{new IPAddress(address[..4])}";
}
