using System.Buffers.Binary;

namespace Holdfast.Benchmarks.Corpus;

/// <summary>A little-endian Ethernet pcap held in memory: what the corpus is loaded from.</summary>
internal static class CaptureFile
{
    internal const int FileHeader = 24;
    internal const int RecordHeader = 16;
    private const uint Microseconds = 0xa1b2c3d4;
    private const int Ethernet = 1;

    /// <summary>The frames of a capture, in order.</summary>
    internal static List<byte[]> Read(string path)
    {
        ReadOnlySpan<byte> octets = File.ReadAllBytes(path);
        if (octets.Length < FileHeader
            || BinaryPrimitives.ReadUInt32LittleEndian(octets) != Microseconds
            || BinaryPrimitives.ReadInt32LittleEndian(octets[20..]) != Ethernet)
        {
            throw new InvalidDataException($"{path} is no little-endian Ethernet pcap.");
        }

        var frames = new List<byte[]>();
        for (var rest = octets[FileHeader..]; !rest.IsEmpty;)
        {
            var captured = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
            frames.Add(rest.Slice(RecordHeader, captured).ToArray());
            rest = rest[(RecordHeader + captured)..];
        }

        return frames;
    }

    /// <summary>
    /// Writes the frames, again and again until there are <paramref name="packets"/> records.
    /// </summary>
    internal static void Write(string path, IReadOnlyList<byte[]> frames, int packets)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        Span<byte> header = stackalloc byte[FileHeader];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Microseconds);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 262144);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], Ethernet);
        file.Write(header);

        var record = header[..RecordHeader];
        for (var i = 0; i < packets; i++)
        {
            var frame = frames[i % frames.Count];
            BinaryPrimitives.WriteInt32LittleEndian(record, i / 1_000_000);
            BinaryPrimitives.WriteInt32LittleEndian(record[4..], i % 1_000_000);
            BinaryPrimitives.WriteInt32LittleEndian(record[8..], frame.Length);
            BinaryPrimitives.WriteInt32LittleEndian(record[12..], frame.Length);
            file.Write(record);
            file.Write(frame);
        }
    }
}
