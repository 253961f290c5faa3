using System.Buffers.Binary;

namespace Holdfast.Benchmarks.Corpus;

/// <summary>The kinds of packet that have a row of their own in the tables.</summary>
internal enum PacketKind
{
    Refused = 0,
    Esp = 1,
    Ike = 2,
    Hsrp = 3,
}

/// <summary>Frames that are timed together.</summary>
/// <param name="Name">The row's name in the tables.</param>
/// <param name="Frames">Exactly <see cref="PacketRows.Count"/> frames, repeated where fewer exist.</param>
internal sealed record PacketRow(string Name, IReadOnlyList<byte[]> Frames);

/// <summary>The corpus: real packets of the laboratory, 128 to a row, the mix three times that.</summary>
internal static class PacketRows
{
    internal const int Count = 128;
    internal const string HsrpCapture = "misc/scapy-hsrp-all-opcodes-states.pcap";
    private const int SaInit = 34;
    private const int Auth = 35;

    internal static PacketRow Esp { get; } = new("ESP", Pick(Lab(), PacketKind.Esp));

    internal static PacketRow Ike { get; } = new("IKE", Pick(Lab(), PacketKind.Ike));

    internal static PacketRow Hsrp { get; } = new(
        "HSRP",
        Pick(CaptureFile.Read(Path.Combine(Repository.Captures, HsrpCapture)), PacketKind.Hsrp));

    internal static PacketRow Mix { get; } = new("mix", Shuffle(
        [.. Esp.Frames, .. Ike.Frames, .. Hsrp.Frames]));

    internal static IReadOnlyList<PacketRow> All => [Esp, Ike, Hsrp, Mix];

    /// <summary>The frames of all IKEv2 captures that have ESP in UDP, in the order of their names.</summary>
    private static IEnumerable<byte[]> Lab() =>
        Directory.GetFiles(Repository.Captures, "v2-*.pcap")
            .Order(StringComparer.Ordinal)
            .SelectMany(CaptureFile.Read);

    /// <summary>Evenly spread over all that are of the kind.</summary>
    private static List<byte[]> Pick(IEnumerable<byte[]> frames, PacketKind kind)
    {
        var fitting = frames.Where(frame => KindOf(frame) == kind).ToList();
        if (fitting.Count == 0)
            throw new InvalidDataException($"The captures hold no {kind} packet.");
        return fitting.Count < Count
            ? [.. Enumerable.Range(0, Count).Select(i => fitting[i % fitting.Count])]
            : [.. Enumerable.Range(0, Count).Select(i => fitting[i * fitting.Count / Count])];
    }

    /// <summary>A choice, not a parser: the frames of the laboratory are known to be well-formed.</summary>
    private static PacketKind KindOf(ReadOnlySpan<byte> frame)
    {
        const int udp = 14 + 20;
        if (frame.Length < udp + 8 + 20 || frame[12] != 8 || frame[13] != 0 || frame[14] != 0x45
            || (BinaryPrimitives.ReadUInt16BigEndian(frame[20..]) & 0x3fff) != 0 || frame[23] != 17)
        {
            return PacketKind.Refused;
        }

        var body = frame[(udp + 8)..];
        return BinaryPrimitives.ReadUInt16BigEndian(frame[(udp + 2)..]) switch
        {
            500 => IkeKind(body),
            4500 when BinaryPrimitives.ReadUInt32BigEndian(body) == 0 => IkeKind(body[4..]),
            4500 => PacketKind.Esp,
            1985 when body[1] <= 2 => PacketKind.Hsrp,
            _ => PacketKind.Refused,
        };
    }

    private static PacketKind IkeKind(ReadOnlySpan<byte> message) =>
        message[17] == 0x20 && message[18] is SaInit or Auth ? PacketKind.Ike : PacketKind.Refused;

    private static List<byte[]> Shuffle(List<byte[]> frames)
    {
        var random = new Random(1);
        return [.. frames.OrderBy(_ => random.Next())];
    }
}
