using Holdfast.Tests.Interop.Comparison;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop;

/// <summary>Carriers that no capture at hand contains: made by hand, read by tshark and by the
/// decoder, compared.</summary>
public sealed class CarrierAgreementTests(TemporaryFolder folder)
    : IClassFixture<TemporaryFolder>
{
    private const int Ethernet = 1;
    private const int Ipv4Type = 0x0800;
    private const int Ipv6Type = 0x86dd;
    private const int Udp = 17;
    private const int MoreFragments = 0x2000;

    // IKE_SA_INIT with one Vendor ID.
    private static readonly byte[] Ike =
    [
        1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 43, 0x20, 34, 8,
        0, 0, 0, 0, 0, 0, 0, 36, 0, 0, 0, 8, 0xde, 0xad, 0xbe, 0xef,
    ];

    private static readonly byte[] Datagram = Frame.Udp(500, Ike);

    [OracleTheory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Both_byte_orders_and_both_clocks(bool bigEndian, bool nanoseconds)
    {
        var path = folder.File($"clock-{bigEndian}-{nanoseconds}.pcap");
        var frame = Frame.Ethernet(Ipv4Type, Frame.Ipv4(Udp, Datagram));
        PcapFile.Write(path, Ethernet, [frame, frame, frame], bigEndian, nanoseconds);
        Compare(path, 3);
    }

    [OracleTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Blocks_of_pcapng_in_both_byte_orders(bool bigEndian)
    {
        const uint nameResolution = 4;
        const uint unknown = 0x0bad_cafe;
        var frame = Frame.Ethernet(Ipv4Type, Frame.Ipv4(Udp, Datagram));
        var ip = Frame.Ipv4(Udp, Datagram);
        var file = new PcapngFile(bigEndian)
            .Section()
            .Interface(Ethernet)
            .Block(nameResolution, new byte[4])
            .Packet(0, 1_700_000_000_123_456, frame)
            .Interface(101, resolution: 9)
            .Block(unknown, new byte[8])
            .Packet(1, 1_700_000_000_123_456_789, ip)
            .SimplePacket(frame)
            .Packet(0, 1_700_000_001_000_001, frame)
            .Section()
            .Interface(101, resolution: 0x80 | 10)
            .Packet(0, (1_700_000_002UL << 10) + 512, ip);
        var path = folder.File($"blocks-{bigEndian}.pcapng");
        File.WriteAllBytes(path, file.Octets);
        Compare(path, 5);
    }

    [OracleFact]
    public void Tags_in_tags()
    {
        var ip = Frame.Ipv4(Udp, Datagram);
        byte[] tagged = [.. Frame.Word(0xb00c), .. Frame.Word(Ipv4Type), .. ip];
        byte[] inner = [.. Frame.Word(0x6001), .. Frame.Word(0x8100), .. tagged];
        Compare("tags", Ethernet, Frame.Ethernet(0x8100, tagged), Frame.Ethernet(0x88a8, inner));
    }

    [OracleFact]
    public void Cooked_captures_of_both_versions()
    {
        var ip = Frame.Ipv4(Udp, Datagram);
        byte[] first = [0, 4, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, .. Frame.Word(Ipv4Type), .. ip];
        byte[] second =
        [
            .. Frame.Word(Ipv4Type), 0, 0, .. Frame.Long(3), 0, 1, 4, 6, 2, 0, 0, 0, 0, 1, 0, 0,
            .. ip,
        ];
        Compare("cooked1", 113, first);
        Compare("cooked2", 276, second);
    }

    [OracleTheory]
    [InlineData(0, new byte[] { 2, 0, 0, 0 })]
    [InlineData(0, new byte[] { 0, 0, 0, 2 })]
    [InlineData(108, new byte[] { 0, 0, 0, 2 })]
    public void Loopback_in_both_byte_orders(int link, byte[] family) => Compare(
        $"loopback-{link}-{family[0]}", link, [.. family, .. Frame.Ipv4(Udp, Datagram)]);

    [OracleFact]
    public void Options_of_ipv4() => Compare(
        "options",
        Ethernet,
        Frame.Ethernet(Ipv4Type, Frame.Ipv4(Udp, Datagram, [0x94, 4, 0, 0])),
        Frame.Ethernet(Ipv4Type, Frame.Ipv4(Udp, Datagram, [1, 7, 7, 4, 0, 0, 0, 0])));

    [OracleTheory]
    [InlineData(new[] { 0, 1, 2 })]
    [InlineData(new[] { 2, 1, 0 })]
    [InlineData(new[] { 1, 0, 1, 2 })]
    [InlineData(new[] { 0, 2 })]
    public void Fragments_of_ipv4_in_any_order(int[] order)
    {
        byte[][] parts = [Datagram[..16], Datagram[16..32], Datagram[32..]];
        Compare(
            "fragments-" + string.Concat(order),
            Ethernet,
            [
                .. order.Select(i => Frame.Ethernet(Ipv4Type, Frame.Ipv4(
                    Udp, parts[i], fragment: i * 2 | (i < 2 ? MoreFragments : 0)))),
            ]);
    }

    [OracleTheory]
    [InlineData(new[] { 0, 1 })]
    [InlineData(new[] { 1, 0 })]
    public void Fragments_of_ipv6_in_any_order(int[] order)
    {
        byte[][] parts =
        [
            [Udp, 0, 0, 1, 0, 0, 0, 9, .. Datagram[..24]],
            [Udp, 0, .. Frame.Word(24), 0, 0, 0, 9, .. Datagram[24..]],
        ];
        Compare(
            "fragments6-" + string.Concat(order),
            Ethernet,
            [.. order.Select(i => Frame.Ethernet(Ipv6Type, Frame.Ipv6(44, parts[i])))]);
    }

    [OracleFact]
    public void Extension_headers_of_ipv6()
    {
        byte[] routing = [60, 2, 4, 0, 0, 0, 0, 0, .. Frame.Left6];
        byte[] destination = [Udp, 0, 1, 1, 0, 0, 1, 0];
        byte[] hopByHop = [43, 0, 5, 2, 0, 0, 1, 0];
        Compare(
            "extensions",
            Ethernet,
            Frame.Ethernet(Ipv6Type, Frame.Ipv6(
                0, [.. hopByHop, .. routing, .. destination, .. Datagram])),
            Frame.Ethernet(Ipv6Type, Frame.Ipv6(59, [])));
    }

    [OracleFact]
    public void Ah_within_and_before_other_headers()
    {
        byte[] ah = [Udp, 4, 0, 0, 0, 0, 1, 1, 0, 0, 0, 9, .. new byte[12]];
        byte[] esp = [0, 0, 1, 2, 0, 0, 0, 1, .. new byte[24]];
        Compare(
            "ah",
            Ethernet,
            Frame.Ethernet(Ipv4Type, Frame.Ipv4(51, [.. ah, .. Datagram])),
            Frame.Ethernet(Ipv4Type, Frame.Ipv4(51, [50, .. ah[1..], .. esp])),
            Frame.Ethernet(Ipv6Type, Frame.Ipv6(0, [51, 0, 1, 4, 0, 0, 0, 0, .. ah, .. Datagram])));
    }

    [OracleFact]
    public void Udp_encapsulation_in_all_three_kinds()
    {
        static byte[] Packet(byte[] payload) =>
            Frame.Ethernet(Ipv4Type, Frame.Ipv4(Udp, Frame.Udp(4500, payload)));
        byte[] esp = [0, 0, 1, 2, 0, 0, 0, 1, .. new byte[24]];
        Compare("natt", Ethernet, Packet([0xff]), Packet([0, 0, 0, 0, .. Ike]), Packet(esp));
    }

    [OracleFact]
    public void Ethernet_with_padding_behind_the_packet() => Compare(
        "padding",
        Ethernet,
        Frame.Ethernet(Ipv4Type, [.. Frame.Ipv4(Udp, Frame.Udp(4500, [0xff])), .. new byte[17]]));

    [OracleFact]
    public void Tunnels_in_tunnels()
    {
        var inner = Frame.Ipv6(Udp, Datagram);
        byte[] gre = [0, 0, .. Frame.Word(0x6558), .. Frame.Ethernet(Ipv6Type, inner)];
        Compare(
            "tunnels",
            101,
            Frame.Ipv4(41, inner),
            Frame.Ipv6(4, Frame.Ipv4(Udp, Datagram)),
            Frame.Ipv4(4, Frame.Ipv4(47, gre)));
    }

    [OracleFact]
    public void Wrong_checksums_are_told_and_are_no_errors()
    {
        byte[] gre = [0xb0, 0, .. Frame.Word(Ipv4Type), .. Frame.Word(0xbad0), 0, 0,
            .. Frame.Long(7), .. Frame.Long(9), .. Frame.Ipv4(Udp, Datagram)];
        byte[] purge =
        [
            0, 1, .. Frame.Word(Ipv4Type), 0, 0, 0, 0, 0, 255, 0, 40, 0xba, 0xd0, 0, 0, 1, 5, 4, 0,
            4, 4, 0x80, 0, .. Frame.Long(5), 10, 0, 0, 1, 10, 1, 0, 1, 10, 1, 0, 2,
        ];
        var wrong = Frame.Ipv4(Udp, Datagram);
        wrong[10] ^= 0xff;
        var path = PcapFile.Write(
            folder.File("sums.pcap"), 101, [wrong, Frame.Ipv4(47, gre), Frame.Ipv4(54, purge)]);
        Compare(path, 3);
        var lines = Decoder.Decode(path).Lines;
        Assert.All(lines, line => Assert.Contains("\"error\":null", line));
        Assert.All(lines, line => Assert.Contains("\"checksum_good\":false", line));
    }

    [PublicOracleTheory]
    [InlineData(500, 0)]
    [InlineData(4500, 4)]
    public void Messages_without_packets(int port, int zeros) => Compare(
        $"raw-{port}",
        Ethernet,
        [
            .. RawMessages.All.Select(message => Frame.Ethernet(Ipv4Type, Frame.Ipv4(
                Udp, Frame.Udp(port, [.. new byte[zeros], .. message])))),
        ]);

    private void Compare(string name, int link, params byte[][] frames)
    {
        var path = PcapFile.Write(folder.File(name + ".pcap"), link, frames);
        Compare(path, frames.Length);
    }

    private static void Compare(string path, int packets)
    {
        var name = "made/" + Path.GetFileNameWithoutExtension(path);
        var capture = new CaptureFile(path, name);
        var result = CaptureComparison.Of(capture);
        Assert.Equal(packets, result.Packets);
        Assert.True(result.Unexplained.Count == 0, string.Join('\n', result.Unexplained));
        Assert.All(
            DeliberateDifference.All.Where(entry => entry.Covers(capture)),
            entry => Assert.Contains(entry, result.Used));
    }
}
