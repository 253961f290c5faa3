using System.Text.Json.Nodes;
using Holdfast.Tests.Interop.Contract;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop;

/// <summary>TCP encapsulation (RFC 9329). tshark 4.0 does not know it, so the decoder is held to
/// what it says about the same messages in UDP, which tshark has confirmed.</summary>
public sealed class TcpEncapsulationTests(TemporaryFolder folder) : IClassFixture<TemporaryFolder>
{
    private const int RawIp = 101;
    private const int Udp = 17;
    private const int Tcp = 6;
    private const byte Syn = 2;
    private const byte AckPush = 0x18;
    private const uint First = 0xffff_fff0;

    private static readonly byte[] Ike =
    [
        1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 43, 0x20, 34, 8,
        0, 0, 0, 0, 0, 0, 0, 36, 0, 0, 0, 8, 0xde, 0xad, 0xbe, 0xef,
    ];

    private static readonly byte[] Esp = [0, 0, 1, 2, 0, 0, 0, 1, .. new byte[24]];

    // What goes into a frame behind its length: a marker and IKE, or ESP.
    private static readonly byte[][] Messages =
        [[0, 0, 0, 0, .. Ike], Esp, [0, 0, 0, 0, .. Ike], Esp];

    private static readonly byte[] Stream =
        [.. "IKETCP"u8, .. Messages.SelectMany(m => (byte[])[.. Frame.Word(m.Length + 2), .. m])];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(1000)]
    public void Messages_read_the_same_as_in_udp_however_the_stream_is_cut(int segment)
    {
        var expected = Decode("udp.pcap", Messages.Select(m =>
            Frame.Ipv4(Udp, Frame.Udp(4500, m))));
        var actual = Decode($"tcp-{segment}.pcap", Segments(segment));
        Assert.Equal(Inner(expected), Inner(actual));
    }

    [Fact]
    public void A_message_is_reported_on_the_packet_that_completes_it()
    {
        // The SYN is packet 1, and the prefix with the first half of the first message packet 2.
        var half = 6 + 20;
        var packets = Decode("half.pcap", [
            Frame.Ipv4(Tcp, Frame.Tcp(First - 1, Syn, [])),
            Frame.Ipv4(Tcp, Frame.Tcp(First, AckPush, Stream[..half])),
            Frame.Ipv4(Tcp, Frame.Tcp(First + (uint)half, AckPush, Stream[half..])),
        ]);
        Assert.Equal([], Layers(packets[1]).Where(l => l is "ike" or "esp"));
        Assert.Equal(["ike", "esp", "ike", "esp"],
            Layers(packets[2]).Where(l => l is "ike" or "esp"));
        Assert.Equal("[2,3]", packets[2]["from_packets"]!.ToJsonString());
        Assert.False(packets[1].ContainsKey("from_packets"));
    }

    private static IEnumerable<byte[]> Segments(int size)
    {
        yield return Frame.Ipv4(Tcp, Frame.Tcp(First - 1, Syn, []));
        var sequence = First;
        foreach (var part in Stream.Chunk(size))
        {
            yield return Frame.Ipv4(Tcp, Frame.Tcp(sequence, AckPush, part));
            sequence = unchecked(sequence + (uint)part.Length);
        }
    }

    private static IEnumerable<string> Layers(JsonObject packet) =>
        ((JsonArray)packet["layers"]!).Select(layer => (string)layer!["layer"]!);

    private static string[] Inner(IEnumerable<JsonObject> packets) =>
    [
        .. packets.SelectMany(p => (JsonArray)p["layers"]!)
            .Where(layer => (string?)layer!["layer"] is "ike" or "esp")
            .Select(layer => layer!.ToJsonString()),
    ];

    private JsonObject[] Decode(string name, IEnumerable<byte[]> frames)
    {
        var decoded = Decoder.Decode(PcapFile.Write(folder.File(name), RawIp, frames));
        Assert.All(decoded.Lines, line => Assert.Empty(JsonContract.Faults(line)));
        return [.. decoded.Lines.Select(line => (JsonObject)JsonNode.Parse(line)!)];
    }
}
