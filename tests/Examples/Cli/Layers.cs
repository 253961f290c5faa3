using static Holdfast.Tests.Examples.Cli.MadePackets;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>Which layers follow which, in packets that no capture at hand has.</summary>
public sealed class Layers
{
    private const byte NoNext = 59;
    private static readonly byte[] Esp = [0, 0, 0, 9, 0, 0, 0, 1, 0xaa, 0xbb];
    private static readonly byte[] Nonce = IkeMessage(40, Payload(0, [1, 2, 3, 4]));

    [Theory]
    [InlineData(0, "0000000245000014000000004000000000000000")]
    [InlineData(0, "0200000045000014000000004000000000000000")]
    [InlineData(108, "0000000245000014000000004000000000000000")]
    public async Task Loopback_is_read_in_the_order_that_makes_sense(ushort link, string hex)
    {
        var packet = Convert.FromHexString(hex + "0a0000010a000002");
        var decoded = Assert.Single(await Decode(link, packet[..24]));
        Assert.Equal("null ip", Names(decoded));
        Assert.Equal(2, (int)Layer(decoded, "null")["family"]!);
    }

    [Fact]
    public async Task Cooked_captures_of_both_versions_carry_ip()
    {
        byte[] ip = Ipv4(50, Esp);
        byte[] first = [0, 4, 0, 1, 0, 6, 2, 0, 0, 0, 0, 9, 0, 0, 8, 0, .. ip];
        byte[] second = [8, 0, 0, 0, 0, 0, 0, 3, 0, 1, 4, 6, 2, 0, 0, 0, 0, 9, 0, 0, .. ip];
        var one = Assert.Single(await Decode(113, first));
        var two = Assert.Single(await Decode(276, second));
        Assert.Equal("sll ip esp", Names(one));
        Assert.Equal("sll2 ip esp", Names(two));
        Assert.Equal("020000000009", (string?)Layer(one, "sll")["address"]);
        Assert.Equal(3, (int)Layer(two, "sll2")["interface_index"]!);
    }

    [Fact]
    public async Task Tags_stand_between_ethernet_and_ip_and_the_rest_of_a_frame_is_a_trailer()
    {
        byte[] frame =
        [
            .. new byte[12], 0x88, 0xa8, 0x20, 5, 0x81, 0, 0x10, 7, 8, 0, .. Ipv4(50, Esp), 0, 0, 0,
        ];
        var decoded = Assert.Single(await Decode(1, frame));
        Assert.Equal("ethernet vlan vlan ip esp", Names(decoded));
        Assert.Equal(3, (int)Layer(decoded, "ethernet")["trailer_length"]!);
    }

    [Fact]
    public async Task Extension_headers_behind_an_ah_belong_to_it()
    {
        byte[] payload =
        [
            51, 0, 1, 4, 0, 0, 0, 0,
            60, 4, 0, 0, 0, 0, 0, 5, 0, 0, 0, 1, .. new byte[12],
            50, 0, 1, 4, 0, 0, 0, 0, .. Esp,
        ];
        var decoded = Assert.Single(await Decode(101, Ipv6(0, payload)));
        Assert.Equal("raw ip ah esp", Names(decoded));
        Assert.Equal(51, (int)Layer(decoded, "ip")["protocol"]!);
        Assert.Single(Layer(decoded, "ip")["headers"]!.AsArray());
        Assert.Equal(60, (int)Layer(decoded, "ah")["next_header"]!);
        Assert.Equal(60, (int)Layer(decoded, "ah")["headers"]![0]!["type"]!);
    }

    [Fact]
    public async Task Tunnels_in_tunnels_are_followed_to_the_end()
    {
        var packet = Ipv4(50, Esp);
        for (var depth = 0; depth < 2000; depth++)
        {
            packet = Ipv4(4, packet);
        }

        var decoded = Assert.Single(await Decode(101, packet));
        Assert.Null(decoded["error"]);
        Assert.Equal(2003, decoded["layers"]!.AsArray().Count);
    }

    [Fact]
    public async Task Gre_carries_ip_nhrp_and_ethernet()
    {
        byte[] ethernet = [.. new byte[12], 8, 0, .. Ipv4(50, Esp)];
        var decoded = await Decode(
            101,
            Ipv4(47, [0, 0, 8, 0, .. Ipv4(50, Esp)]),
            Ipv4(47, [0x20, 0, 0x65, 0x58, 0, 0, 0, 7, .. ethernet]),
            Ipv4(47, [0, 0, 0x20, 1, 1]),
            Ipv4(47, [0, 0, 0x88, 0xbe, 1, 2, 3]));
        Assert.Equal("raw ip gre ip esp", Names(decoded[0]));
        Assert.Equal("raw ip gre ethernet ip esp", Names(decoded[1]));
        Assert.Equal(7, (int)Layer(decoded[1], "gre")["key"]!);
        Assert.Equal("raw ip gre", Names(decoded[2]));
        Assert.Equal("nhrp", (string?)decoded[2]["error"]!["layer"]);
        Assert.Equal("raw ip gre data", Names(decoded[3]));
    }

    [Fact]
    public async Task No_next_header_ends_a_packet()
    {
        var decoded = Assert.Single(await Decode(101, Ipv6(NoNext, [])));
        Assert.Equal("raw ip", Names(decoded));
    }

    [Fact]
    public async Task Messages_in_udp_are_told_apart_by_their_marker()
    {
        var decoded = await Decode(
            101,
            Ipv4(17, Udp(4500, [0, 0, 0, 0, .. Nonce])), Ipv4(17, Udp(4500, Esp)),
            Ipv4(17, Udp(4500, [0xff])), Ipv4(17, Udp(4500, [0xfe])));
        Assert.Equal("raw ip udp udp_encap ike", Names(decoded[0]));
        Assert.Equal("raw ip udp udp_encap esp", Names(decoded[1]));
        Assert.Equal("keepalive", (string?)Layer(decoded[2], "udp_encap")["kind"]);
        Assert.Equal("udp_encap", (string?)decoded[3]["error"]!["layer"]);
    }
}
