using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Reassembly;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Ike;

/// <summary>An IKE message as it stands in a capture of the lab.</summary>
/// <param name="Packet">The packet that it ended with, counted from 1.</param>
/// <param name="Source">The sender's address; IPv4 in the low 32 bits.</param>
/// <param name="Octets">The message, without the marker of port 4500.</param>
internal sealed record IkeDatagram(int Packet, UInt128 Source, Octets Octets)
{
    private const int FileHeader = 24;
    private const int RecordHeader = 16;

    /// <summary>The major version in the header; 0: there is no header.</summary>
    public int Version => Octets.Length < 28 ? 0 : Octets[17] >> 4;

    /// <summary>The IKE messages of a capture, IP fragments joined.</summary>
    public static IEnumerable<IkeDatagram> Of(string capture)
    {
        var file = File.ReadAllBytes(Path.Combine(Repository.Lab, capture + ".pcap"));
        var fragments = new StrongBox<FragmentTable>(FragmentTable.Empty());
        var packet = 0;
        for (var at = FileHeader; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8));
            packet++;
            if (Read(file.AsSpan(at + RecordHeader, length), packet, fragments) is { } datagram)
            {
                yield return datagram;
            }

            at += RecordHeader + length;
        }
    }

    private static IkeDatagram? Read(
        ReadOnlySpan<byte> frame, int packet, StrongBox<FragmentTable> fragments)
    {
        if (!EthernetFrame.TryParse(frame, out var ethernet, out _))
        {
            return null;
        }

        if (ethernet.Tags.Ending == 0x86dd)
        {
            return Ipv6Packet.TryParse(ethernet.Payload, out var packet6, out _)
                && packet6.Extensions.Ending == 17
                    ? Udp(
                        packet6.Payload, packet,
                        BinaryPrimitives.ReadUInt128BigEndian(packet6.SourceAddress))
                    : null;
        }

        if (ethernet.Tags.Ending != 0x0800
            || !Ipv4Packet.TryParse(ethernet.Payload, out var ip, out _)
            || ip.Protocol.Value != 17)
        {
            return null;
        }

        var source = ip.SourceAddress.Value;
        if (!ip.MoreFragments && ip.FragmentOffset == 0)
        {
            return Udp(ip.Payload, packet, source);
        }

        var key = new FragmentKey(source, ip.DestinationAddress.Value, ip.Identification, 4, 17);
        var next = fragments.Value!.Add(new Fragment(
            key, ip.FragmentOffset * 8, ip.MoreFragments, new Octets(ip.Payload), 17, packet, 0));
        fragments.Value = next.Table;
        return next.Joined is { } whole ? Udp(whole.Data.Span, packet, source) : null;
    }

    private static IkeDatagram? Udp(ReadOnlySpan<byte> octets, int packet, UInt128 source)
    {
        if (!UdpDatagram.TryParse(octets, out var udp, out _))
        {
            return null;
        }

        if (udp.SourcePort == 500 || udp.DestinationPort == 500)
        {
            return new IkeDatagram(packet, source, new Octets(udp.Payload));
        }

        // RFC 3948 §2.2: four zeros tell IKE from ESP.
        var encapsulated = udp.SourcePort == 4500 || udp.DestinationPort == 4500;
        return encapsulated && udp.Payload.Length > 4
                && udp.Payload.StartsWith<byte>([0, 0, 0, 0])
            ? new IkeDatagram(packet, source, new Octets(udp.Payload[4..]))
            : null;
    }
}
