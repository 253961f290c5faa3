using System.Buffers.Binary;

namespace Holdfast.Tests.Interop.Made;

/// <summary>Writes and reads the plain pcap format, independently of the code under test.</summary>
internal static class PcapFile
{
    private const uint Microseconds = 0xa1b2c3d4;
    private const uint Nanoseconds = 0xa1b23c4d;
    private const uint FirstSecond = 1_700_000_000;

    /// <summary>Writes frames one millisecond apart (one nanosecond more when fine).</summary>
    public static string Write(
        string path,
        int linkType,
        IEnumerable<byte[]> frames,
        bool bigEndian = false,
        bool nanoseconds = false)
    {
        using var stream = File.Create(path);
        void Word(uint value)
        {
            Span<byte> octets = stackalloc byte[4];
            if (bigEndian) BinaryPrimitives.WriteUInt32BigEndian(octets, value);
            else BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
            stream.Write(octets);
        }

        Word(nanoseconds ? Nanoseconds : Microseconds);
        Word(bigEndian ? 0x00020004u : 0x00040002u);
        Word(0);
        Word(0);
        Word(262144);
        Word((uint)linkType);
        var index = 0u;
        foreach (var frame in frames)
        {
            Word(FirstSecond + index / 1000);
            Word(index % 1000 * (nanoseconds ? 1_000_001u : 1000u));
            Word((uint)frame.Length);
            Word((uint)frame.Length);
            stream.Write(frame);
            index++;
        }

        return path;
    }

    /// <summary>The link type and the frames of a little-endian file.</summary>
    public static (int LinkType, IReadOnlyList<byte[]> Frames) Read(string path)
    {
        var octets = File.ReadAllBytes(path).AsSpan();
        var linkType = (int)BinaryPrimitives.ReadUInt32LittleEndian(octets[20..]);
        var frames = new List<byte[]>();
        for (var at = 24; at < octets.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(octets[(at + 8)..]);
            frames.Add(octets.Slice(at + 16, length).ToArray());
            at += 16 + length;
        }

        return (linkType, frames);
    }
}
