using Holdfast.Protocol.Capture;
using Holdfast.Tests.Examples.Capture;
using static Holdfast.Tests.Examples.Cli.MadePackets;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>A malformed packet keeps what is good of it, and its fault is located.</summary>
public sealed class BrokenPackets
{
    private static readonly byte[] Nonce = Payload(43, [.. "sixteen octets of"u8[..16]]);

    [Fact]
    public async Task Payloads_before_a_broken_one_are_kept()
    {
        byte[] vendor = [0, 0, 0, 3];
        var decoded = await Decode(101, Ipv4(17, Udp(500, IkeMessage(40, [.. Nonce, .. vendor]))));
        Assert.Equal("raw ip udp ike", Names(decoded[0]));
        var ike = Layer(decoded[0], "ike");
        Assert.Equal("Nonce", (string?)Assert.Single(ike["payloads"]!.AsArray())!["name"]);
        var error = decoded[0]["error"]!;
        Assert.Equal("LengthOutOfRange", (string?)error["fault"]);
        Assert.Equal("ike", (string?)error["layer"]);
        Assert.Equal("Payload Length", (string?)error["field"]);
        Assert.Equal(28 + 28 + 20 + 2, (int)error["offset"]!);
        Assert.False(error.AsObject().ContainsKey("in"));
    }

    [Fact]
    public async Task A_broken_body_is_a_fault_of_its_payload()
    {
        byte[] payloads = [.. Nonce, .. Payload(34, [9]), .. Payload(0, [1])];
        var decoded = await Decode(101, Ipv4(17, Udp(500, IkeMessage(40, payloads))));
        Assert.Equal(2, Layer(decoded[0], "ike")["payloads"]!.AsArray().Count);
        Assert.Equal(28 + 28 + 20 + 5 + 4, (int)decoded[0]["error"]!["offset"]!);
    }

    [Fact]
    public async Task A_notification_that_does_not_fit_its_type_is_no_fault()
    {
        var decoded = await Decode(
            101, Ipv4(17, Udp(500, IkeMessage(41, Payload(0, [0, 0, 0, 17, 1, 2, 3])))));
        Assert.Null(decoded[0]["error"]);
        var notify = Layer(decoded[0], "ike")["payloads"]![0]!.AsObject();
        Assert.Equal("010203", (string?)notify["data"]);
        Assert.False(notify.ContainsKey("body"));
    }

    [Fact]
    public async Task An_unknown_payload_is_octets_unless_it_is_critical()
    {
        byte[] critical = [0, 0x80, 0, 5, 9];
        var decoded = await Decode(
            101,
            Ipv4(17, Udp(500, IkeMessage(200, Payload(0, [9])))),
            Ipv4(17, Udp(500, IkeMessage(200, critical))));
        Assert.Null(decoded[0]["error"]);
        Assert.Equal("09", (string?)Layer(decoded[0], "ike")["payloads"]![0]!["data"]);
        Assert.Equal("UnknownCritical", (string?)decoded[1]["error"]!["fault"]);
    }

    [Fact]
    public async Task A_version_of_the_future_is_a_header_and_a_fault()
    {
        var message = IkeMessage(40, Payload(0, [1]));
        message[17] = 0x30;
        var decoded = await Decode(101, Ipv4(17, Udp(500, message)));
        var ike = Layer(decoded[0], "ike");
        Assert.Equal("3.0", (string?)ike["version"]);
        Assert.Empty(ike["payloads"]!.AsArray());
        Assert.Equal("MjVer", (string?)decoded[0]["error"]!["field"]);
    }

    [Fact]
    public async Task A_cut_packet_is_read_as_far_as_it_goes()
    {
        var packet = Ipv4(17, Udp(500, IkeMessage(40, [.. Nonce, .. Payload(0, new byte[100])])));
        for (var kept = 0; kept < packet.Length; kept++)
        {
            var seen = new Seen(
                Convert.ToHexString(packet[..kept]), (uint)packet.Length, 101,
                new CaptureTime(0, 0), false, 0);
            var decoded = Assert.Single(await Decode(101, [seen]));
            var expected = kept switch
            {
                0 => "raw",
                < 20 => "raw",
                < 28 => "raw ip",
                < 56 => "raw ip udp",
                _ => "raw ip udp ike",
            };
            Assert.Equal(expected, Names(decoded));
            Assert.Equal(kept, (int)decoded["captured"]!);
            if (kept >= 1)
            {
                Assert.Equal("Truncated", (string?)decoded["error"]!["fault"]);
            }

            if (kept >= 76)
            {
                Assert.Single(Layer(decoded, "ike")["payloads"]!.AsArray());
            }
        }
    }

    [Fact]
    public async Task A_udp_length_beyond_the_packet_is_a_fault_of_udp()
    {
        var udp = Udp(500, Nonce);
        udp[5] += 1;
        var decoded = await Decode(101, Ipv4(17, udp));
        Assert.Equal("raw ip udp", Names(decoded[0]));
        Assert.Equal("udp", (string?)decoded[0]["error"]!["layer"]);
        Assert.Equal(24, (int)decoded[0]["error"]!["offset"]!);
    }

    [Fact]
    public async Task Tlvs_of_hsrp_before_a_broken_one_are_kept()
    {
        byte[] interfaces = [2, 4, 0, 1, 0, 2];
        byte[] hello = [0, 0, 16, 3, 10, 100, 1, 0, .. new byte[8], 10, 0, 0, 9];
        var decoded = await Decode(
            101,
            Ipv4(17, Udp(1985, [.. interfaces, 1, 40, 2])),
            Ipv4(17, Udp(1985, [.. hello, .. interfaces, 4, 3, 1, 2, 3])),
            Ipv4(17, Udp(1985, [7])));
        Assert.Equal(2, (int)Layer(decoded[0], "hsrp")["tlvs"]![0]!["passive_groups"]!);
        Assert.Equal(28 + 7, (int)decoded[0]["error"]!["offset"]!);
        Assert.Single(Layer(decoded[1], "hsrp")["tlvs"]!.AsArray());
        Assert.Equal("10.0.0.9", (string?)Layer(decoded[1], "hsrp")["virtual_ip"]);
        Assert.Equal("raw ip udp", Names(decoded[2]));
        Assert.Equal("hsrp", (string?)decoded[2]["error"]!["layer"]);
    }

    [Theory, InlineData("-v"), InlineData("-x"), InlineData("")]
    public async Task People_see_a_broken_packet_too(string form)
    {
        byte[] vendor = [0, 0, 0, 3];
        var packet = Ipv4(17, Udp(500, IkeMessage(40, [.. Nonce, .. vendor])));
        var seen = new Seen(
            Convert.ToHexString(packet), (uint)packet.Length, 101, new CaptureTime(0, 0), false, 0);
        var file = await Written.File(new CaptureStyle(CaptureFormat.Pcapng), 101, [seen]);
        string[] arguments = form == "" ? ["decode", "-"] : ["decode", form, "-"];
        var run = await ToolRun.With(file, arguments);
        Assert.Equal(0, run.Code);
        Assert.Contains("IKEv2 IKE_SA_INIT request 0: Nonce  [broken: ike: ", run.Output);
    }
}
