using System.Text.Json.Nodes;
using static Holdfast.Tests.Examples.Cli.MadePackets;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>Messages that span packets are reported on the packet that completes them.</summary>
public sealed class JoinedMessages
{
    private const byte Syn = 2;
    private const byte Ack = 16;
    private static readonly byte[] Message = IkeMessage(40, Payload(0, new byte[40]));

    private static readonly byte[] Frame =
        [.. Half(6 + Message.Length), 0, 0, 0, 0, .. Message];

    [Fact]
    public async Task Fragments_of_ipv4_join_in_any_order()
    {
        var udp = Udp(500, Message);
        var decoded = await Decode(
            101,
            Ipv4(17, udp[48..], offset: 48), Ipv4(17, udp[..24], more: true),
            Ipv4(17, udp[24..48], offset: 24, more: true));
        Assert.Equal(
            ["raw ip data", "raw ip data", "raw ip udp ike"], decoded.Select(Names));
        Assert.Equal("[1,2,3]", decoded[2]["from_packets"]!.ToJsonString());
        Assert.Equal("[1,2,3]", Layer(decoded[2], "ip")["from_packets"]!.ToJsonString());
        Assert.False(decoded[0].ContainsKey("from_packets"));
    }

    [Fact]
    public async Task Fragments_of_ipv6_join_and_faults_count_in_the_joined_data()
    {
        var udp = Udp(500, IkeMessage(40, Payload(7, new byte[20])));
        byte[] First(int at, int end) =>
        [
            17, 0, .. Half(at | (end < udp.Length ? 1 : 0)), 0, 0, 0, 9, .. udp[at..end],
        ];
        var decoded = await Decode(
            101, Ipv6(44, First(0, 40)), Ipv6(44, First(40, udp.Length)));
        Assert.Equal("raw ip data", Names(decoded[0]));
        Assert.Equal("raw ip udp ike", Names(decoded[1]));
        Assert.Equal(44, (int)Layer(decoded[1], "ip")["headers"]![0]!["type"]!);
        Assert.Equal(17, (int)Layer(decoded[1], "ip")["protocol"]!);
        var error = decoded[1]["error"]!;
        Assert.Equal("reassembled", (string?)error["in"]);
        Assert.Equal(8 + 28 + 24, (int)error["offset"]!);
    }

    [Fact]
    public async Task Overlapping_fragments_are_a_fault_and_never_joined()
    {
        var udp = Udp(500, Message);
        var decoded = await Decode(
            101,
            Ipv4(17, udp[..24], more: true), Ipv4(17, udp[16..48], offset: 16, more: true),
            Ipv4(17, udp[24..], offset: 24));
        Assert.Equal("Fragment Offset", (string?)decoded[1]["error"]!["field"]);
        Assert.Equal(6, (int)decoded[1]["error"]!["offset"]!);
        Assert.Equal("raw ip data", Names(decoded[2]));
    }

    [Fact]
    public async Task Frames_in_tcp_are_messages_wherever_segments_end()
    {
        byte[] stream = [.. "IKETCP"u8, .. Frame, .. Frame, 0, 14, 0, 0, 0, 9, .. new byte[8]];
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            var decoded = await Decode(
                101,
                Ipv4(6, Tcp(uint.MaxValue, Syn, [])), Ipv4(6, Tcp(0, Ack, stream[..cut])),
                Ipv4(6, Tcp((uint)cut, Ack, stream[cut..])));
            var messages = decoded.SelectMany(packet => packet["layers"]!.AsArray())
                .Where(layer => (string?)layer!["layer"] is "ike" or "esp" or "tcp_encap")
                .Select(layer => (string?)layer!["kind"] ?? (string?)layer["layer"]);
            Assert.Equal(["prefix", "ike", "ike", "ike", "ike", "esp", "esp"], messages);
            Assert.All(decoded, packet => Assert.Null(packet["error"]));
            var last = decoded[2]["layers"]!.AsArray()[^1]!;
            Assert.Equal(cut < stream.Length ? "esp" : "tcp", (string?)last["layer"]);
        }
    }

    [Fact]
    public async Task A_stream_seen_from_its_middle_is_in_step_where_frames_are_plausible()
    {
        var decoded = await Decode(
            101,
            Ipv4(6, Tcp(5000, Ack, [1, 2, 3])), Ipv4(6, Tcp(9000, Ack, Frame)),
            Ipv4(6, Tcp((uint)(9000 + Frame.Length), Ack, Frame[..30])),
            Ipv4(6, Tcp((uint)(9030 + Frame.Length), Ack, Frame[30..])));
        Assert.Equal(
            ["raw ip tcp data", "raw ip tcp tcp_encap ike", "raw ip tcp data",
                "raw ip tcp tcp_encap ike"],
            decoded.Select(Names));
        Assert.Equal("[3,4]", Layer(decoded[3], "tcp_encap")["from_packets"]!.ToJsonString());
    }

    [Fact]
    public async Task A_frame_length_that_cannot_be_is_a_fault_and_the_stream_is_left()
    {
        var decoded = await Decode(
            101,
            Ipv4(6, Tcp(0, Syn, [])), Ipv4(6, Tcp(1, Ack, [.. "IKETCP"u8, 0, 1, 9, 9])),
            Ipv4(6, Tcp(11, Ack, [0, 1, 9, 9])));
        Assert.Equal("tcp_encap", (string?)decoded[1]["error"]!["layer"]);
        Assert.Equal("Length", (string?)decoded[1]["error"]!["field"]);
        Assert.Equal(20 + 20 + 6, (int)decoded[1]["error"]!["offset"]!);
        Assert.Equal("raw ip tcp data", Names(decoded[2]));
    }

    [Fact]
    public async Task Proprietary_fragments_of_ikev1_are_followed_by_the_joined_message()
    {
        var whole = Version1(10, Payload(0, new byte[16]));
        static byte[] Fragment(byte number, bool last, byte[] data) => Version1(
            132, Payload(0, [0, 1, number, last ? (byte)1 : (byte)0, .. data]));
        var decoded = await Decode(
            101,
            Ipv4(17, Udp(500, Fragment(1, false, whole[..20]))),
            Ipv4(17, Udp(500, Fragment(2, true, whole[20..]))));
        Assert.Equal("raw ip udp ike", Names(decoded[0]));
        Assert.Equal("raw ip udp ike ike", Names(decoded[1]));
        JsonNode joined = decoded[1]["layers"]![4]!;
        Assert.Equal("[1,2]", joined["from_packets"]!.ToJsonString());
        Assert.Equal("NONCE", (string?)joined["payloads"]![0]!["name"]);
    }

    private static byte[] Version1(byte first, byte[] payloads)
    {
        var message = IkeMessage(first, payloads);
        message[17] = 0x10;
        return message;
    }
}
