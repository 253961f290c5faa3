using System.Buffers.Binary;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Tests.Interop.Ipsec;

/// <summary>
/// What we protect Scapy opens, and what Scapy protects we open: every algorithm that both have, in
/// both modes and families, with extended numbers over a wrap, in UDP.
/// </summary>
public sealed class ScapyTests
{
    public static TheoryData<bool, bool, bool> Shapes { get; } = new()
    {
        { false, false, false }, { false, true, true }, { true, false, false },
        { true, false, true }, { true, true, false }, { true, true, true },
    };

    [ScapyTheory]
    [MemberData(nameof(Shapes))]
    public void Scapy_opens_the_esp_that_we_send(bool tunnel, bool innerIpv6, bool outerIpv6)
    {
        var random = new Random(1);
        var requests = new List<System.Text.Json.Nodes.JsonObject>();
        var expected = new List<byte[]>();
        foreach (var sa in Associations(tunnel, outerIpv6, !outerIpv6, random))
        {
            var packets = Packets(random, innerIpv6);
            foreach (var (packet, sent) in packets.Zip(sa.Protect(packets)))
            {
                requests.Add(sa.Request("open", sent.Sent, sent.Number));
                expected.Add(packet);
            }
        }

        Same(expected, Scapy.Ask(requests));
        Assert.Equal(
            4 * PeerSa.EspSuites.Sum(suite => suite.Encryption.IsCombined ? 2 : 1),
            expected.Count);
    }

    [ScapyTheory]
    [MemberData(nameof(Shapes))]
    public void We_open_the_esp_that_scapy_sends(bool tunnel, bool innerIpv6, bool outerIpv6)
    {
        var random = new Random(2);
        // In UDP Scapy tells a length of 8 whatever it sends, and reads any: not in this direction.
        var sas = Associations(tunnel, outerIpv6, udp: false, random).ToList();
        var packets = sas.Select(_ => Packets(random, innerIpv6)).ToList();
        WeOpen(sas, packets);
    }

    [ScapyTheory]
    [MemberData(nameof(Shapes))]
    public void Scapy_verifies_the_ah_that_we_send(bool tunnel, bool innerIpv6, bool outerIpv6)
    {
        var random = new Random(3);
        var requests = new List<System.Text.Json.Nodes.JsonObject>();
        var expected = new List<byte[]>();
        foreach (var sa in AhAssociations(tunnel, outerIpv6, random))
        {
            var packets = Packets(random, innerIpv6);
            foreach (var (packet, sent) in packets.Zip(sa.Protect(packets)))
            {
                requests.Add(sa.Request("open", sent.Sent, sent.Number));
                expected.Add(packet);
            }
        }

        Same(expected, Scapy.Ask(requests));
    }

    [ScapyTheory]
    [MemberData(nameof(Shapes))]
    public void We_verify_the_ah_that_scapy_sends(bool tunnel, bool innerIpv6, bool outerIpv6)
    {
        var random = new Random(4);
        var sas = AhAssociations(tunnel, outerIpv6, random).ToList();
        WeOpen(sas, sas.Select(_ => Packets(random, innerIpv6)).ToList());
    }

    private static void WeOpen(List<PeerSa> sas, List<byte[][]> packets)
    {
        // Scapy takes the number 0 for none: the packet that has it is left out.
        var numbered = sas.Zip(packets, (sa, many) => many
            .Select((packet, index) => (packet, Number: sa.Next + (ulong)index))
            .Where(one => (uint)one.Number != 0)
            .ToList()).ToList();
        var answers = Scapy.Ask(sas.Zip(numbered).SelectMany(
            pair => pair.Second.Select(
                one => pair.First.Request("protect", one.packet, one.Number))));
        var taken = 0;
        foreach (var (sa, many) in sas.Zip(numbered))
        {
            Same(
                many.Select(one => one.packet).ToList(),
                sa.Open(answers.Skip(taken).Take(many.Count)));
            taken += many.Count;
        }

        Assert.Equal(answers.Count, taken);
    }

    private static IEnumerable<PeerSa> Associations(
        bool tunnel, bool outerIpv6, bool udp, Random random)
    {
        foreach (var (encryption, integrity) in PeerSa.EspSuites)
        {
            // Scapy has extended numbers in ESP with combined modes alone; those of the others are
            // in the captures of the Linux kernel.
            foreach (var esn in encryption.IsCombined ? (bool[])[false, true] : [false])
            {
                yield return new(
                    encryption, integrity, true, tunnel, outerIpv6, udp && random.Next(3) == 0,
                    esn, random);
            }
        }
    }

    private static IEnumerable<PeerSa> AhAssociations(bool tunnel, bool outerIpv6, Random random) =>
        from algorithm in PeerSa.AhAlgorithms
        from esn in (bool[])[false, true]
        select new PeerSa(
            algorithm.Encryption, algorithm.Integrity, false, tunnel, outerIpv6, false, esn, random);

    // UDP, TCP and ICMP with right sums and of odd lengths, for Scapy makes packets anew.
    private static byte[][] Packets(Random random, bool ipv6) =>
    [
        Packet(random, ipv6, IpProtocol.Udp, 8 + random.Next(60)),
        Packet(random, ipv6, new IpProtocol(253), 1 + random.Next(1_400)),
        Packet(random, ipv6, new IpProtocol(253), 0),
        Packet(random, ipv6, new IpProtocol(254), 32 + random.Next(8)),
    ];

    private static byte[] Packet(Random random, bool ipv6, IpProtocol protocol, int length)
    {
        var header = ipv6 ? 40 : 20;
        var packet = new byte[header + length];
        random.NextBytes(packet.AsSpan(header));
        if (ipv6)
        {
            packet[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)length);
            (packet[6], packet[7], packet[8], packet[24]) = (protocol.Value, 61, 0xFD, 0xFD);
            (packet[23], packet[39]) = (1, 2);
        }
        else
        {
            packet[0] = 0x45;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            random.NextBytes(packet.AsSpan(4, 2));
            (packet[8], packet[9], packet[12], packet[16]) = (61, protocol.Value, 10, 10);
            (packet[15], packet[19]) = (1, 2);
            var sum = 0;
            for (var i = 0; i < 20; i += 2)
                sum += BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(i));
            sum = (sum & 0xFFFF) + (sum >> 16);
            BinaryPrimitives.WriteUInt16BigEndian(
                packet.AsSpan(10), (ushort)~((sum & 0xFFFF) + (sum >> 16)));
        }

        if (protocol == IpProtocol.Udp)
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(header + 4), (ushort)length);
        return packet;
    }

    private static void Same(IReadOnlyList<byte[]> expected, IReadOnlyList<byte[]> actual) =>
        Assert.Equal(
            expected.Select(Convert.ToHexStringLower).ToList(),
            actual.Select(Convert.ToHexStringLower).ToList());
}
