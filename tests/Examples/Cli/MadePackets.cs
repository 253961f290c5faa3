using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Holdfast.Protocol.Capture;
using Holdfast.Tests.Examples.Capture;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>Packets made for a test, and what <c>decode --json</c> says about them.</summary>
internal static class MadePackets
{
    /// <summary>Addresses 10.0.0.1 and 10.0.0.2.</summary>
    private static readonly byte[] V4 = [10, 0, 0, 1, 10, 0, 0, 2];

    /// <summary>Addresses fd00::1 and fd00::2.</summary>
    private static readonly byte[] V6 =
        [0xfd, .. new byte[14], 1, 0xfd, .. new byte[14], 2];

    /// <summary>Decodes packets of one link type.</summary>
    public static async Task<JsonObject[]> Decode(ushort link, params byte[][] packets)
    {
        var seen = packets.Select(p => new Seen(
            Convert.ToHexString(p), (uint)p.Length, link, new CaptureTime(1, 0), false, 0));
        return await Decode(link, seen);
    }

    /// <summary>Decodes packets of which the capture kept only the beginning.</summary>
    public static async Task<JsonObject[]> Decode(ushort link, IEnumerable<Seen> packets)
    {
        var file = await Written.File(new CaptureStyle(CaptureFormat.Pcap), link, packets);
        var run = await ToolRun.With(file, "decode", "--json", "-");
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.Code);
        return [.. run.Lines.Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>The names of a packet's layers.</summary>
    public static string Names(JsonObject packet) =>
        string.Join(' ', packet["layers"]!.AsArray().Select(layer => (string?)layer!["layer"]));

    /// <summary>A layer by its name.</summary>
    public static JsonObject Layer(JsonObject packet, string name) => packet["layers"]!.AsArray()
        .Single(layer => (string?)layer!["layer"] == name)!.AsObject();

    /// <summary>An IPv4 packet, perhaps a fragment.</summary>
    public static byte[] Ipv4(byte protocol, byte[] payload, int offset = 0, bool more = false) =>
    [
        0x45, 0, .. Half(20 + payload.Length), 0, 7,
        .. Half((more ? 0x2000 : 0) | (offset / 8)), 64, protocol, 0, 0, .. V4, .. payload,
    ];

    /// <summary>An IPv6 packet.</summary>
    public static byte[] Ipv6(byte next, byte[] payload) =>
        [0x60, 0, 0, 0, .. Half(payload.Length), next, 64, .. V6, .. payload];

    /// <summary>A UDP datagram between two ports of one number.</summary>
    public static byte[] Udp(int port, byte[] payload) =>
        [.. Half(port), .. Half(port), .. Half(8 + payload.Length), 0, 0, .. payload];

    /// <summary>A TCP segment to port 4500.</summary>
    public static byte[] Tcp(uint sequence, byte flags, byte[] payload) =>
    [
        0x20, 0, .. Half(4500), .. Word(sequence), 0, 0, 0, 0, 0x50, flags, 1, 0, 0, 0, 0, 0,
        .. payload,
    ];

    /// <summary>An IKEv2 message of payloads that are there already.</summary>
    public static byte[] IkeMessage(byte first, byte[] payloads) =>
    [
        1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, first, 0x20, 34, 8, 0, 0, 0, 0,
        .. Word((uint)(28 + payloads.Length)), .. payloads,
    ];

    /// <summary>A payload with its generic header.</summary>
    public static byte[] Payload(byte next, byte[] body) =>
        [next, 0, .. Half(4 + body.Length), .. body];

    /// <summary>16 bits in network order.</summary>
    public static byte[] Half(int value) => [(byte)(value >> 8), (byte)value];

    /// <summary>32 bits in network order.</summary>
    public static byte[] Word(uint value)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return octets;
    }
}
