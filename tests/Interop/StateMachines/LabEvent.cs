using System.Buffers.Binary;
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
    private const int FileHeader = 24;
    private const int RecordHeader = 16;

    public static List<LabEvent> Of(string capture)
    {
        var file = File.ReadAllBytes(Path.Combine(Repository.Lab, capture + ".pcap"));
        List<LabEvent> events = [];
        TimeSpan? start = null;
        var packet = 0;
        for (var at = FileHeader; at < file.Length;)
        {
            var record = file.AsSpan(at);
            var time = TimeSpan.FromSeconds(BinaryPrimitives.ReadInt32LittleEndian(record))
                + TimeSpan.FromMicroseconds(BinaryPrimitives.ReadInt32LittleEndian(record[4..]));
            var length = BinaryPrimitives.ReadInt32LittleEndian(record[8..]);
            start ??= time;
            packet++;
            if (Read(record.Slice(RecordHeader, length), packet, time - start.Value) is { } one)
            {
                events.Add(one);
            }

            at += RecordHeader + length;
        }

        return events;
    }

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
