using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.StateMachines;

/// <summary>What a packet of the lab is for a machine that watches a peer.</summary>
internal enum LabKind
{
    /// <summary>An IKE message.</summary>
    Ike,

    /// <summary>An ESP packet in UDP.</summary>
    Esp,

    /// <summary>ICMP: anybody may have sent it.</summary>
    Icmp,
}

/// <summary>A packet of an IPv4 capture of the lab, with its time.</summary>
/// <param name="Packet">Counted from 1.</param>
/// <param name="At">Since the first packet.</param>
/// <param name="Sender">The last octet of its address.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Octets">The IKE message; else none.</param>
internal sealed record LabEvent(
    int Packet, TimeSpan At, int Sender, LabKind Kind, Octets Octets)
{
    public static List<LabEvent> Of(string capture) =>
    [
        .. from frame in TimedFrame.Of(Path.Combine(Repository.Lab, capture + ".pcap"))
           let one = Read(frame.Octets, frame.Packet, frame.At)
           where one is not null
           select one,
    ];

    private static LabEvent? Read(ReadOnlySpan<byte> frame, int packet, TimeSpan at)
    {
        if (!EthernetFrame.TryParse(frame, out var ethernet, out _)
            || ethernet.Tags.Ending != 0x0800
            || !Ipv4Packet.TryParse(ethernet.Payload, out var ip, out _))
        {
            return null;
        }

        var sender = (int)(ip.SourceAddress.Value & 0xff);
        if (ip.Protocol.Value == 1)
        {
            return new(packet, at, sender, LabKind.Icmp, default);
        }

        if (!UdpDatagram.TryParse(ip.Payload, out var udp, out _))
        {
            return null;
        }

        // RFC 3948 §2.2: four zeros tell IKE from ESP.
        var isNatT = udp.SourcePort == 4500;
        return isNatT && !udp.Payload.StartsWith<byte>([0, 0, 0, 0])
            ? new(packet, at, sender, LabKind.Esp, default)
            : new(packet, at, sender, LabKind.Ike, new(isNatT ? udp.Payload[4..] : udp.Payload));
    }
}
