using System.Buffers.Binary;
using Holdfast.Benchmarks.Baselines;
using Holdfast.Benchmarks.Compare;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Streaming;

/// <summary>The C block reader in C#: one buffer of 1 MiB, records parsed in place.</summary>
internal sealed class ManagedBlocks<TParser>(string path)
    where TParser : struct, IPacketParser
{
    private const int Block = 1 << 20;
    private const int SnapLengthMax = 262144;
    private const uint Microseconds = 0xa1b2c3d4;
    private const uint Nanoseconds = 0xa1b23c4d;

    private readonly byte[] _buffer = new byte[Block];

    internal Runner Runner => new($"{TParser.Name}, file blocks", rounds =>
    {
        var sum = 0UL;
        for (var i = 0; i < rounds; i++)
            sum += Read();
        return sum;
    });

    private ulong Read()
    {
        using var file = File.OpenHandle(path);
        var swapped = IsSwapped(
            _buffer.AsSpan(0, RandomAccess.Read(file, _buffer.AsSpan(0, CaptureFile.FileHeader), 0)));
        long position = CaptureFile.FileHeader;
        var held = 0;
        var sum = 0UL;
        int got;
        while ((got = RandomAccess.Read(file, _buffer.AsSpan(held), position)) > 0)
        {
            position += got;
            held += got;
            var used = Records(_buffer.AsSpan(0, held), swapped, ref sum);
            _buffer.AsSpan(used, held - used).CopyTo(_buffer);
            held -= used;
        }

        return held == 0 ? sum : throw new InvalidDataException("The capture is cut short.");
    }

    /// <summary>Octets of the whole records at the start of the block.</summary>
    private static int Records(ReadOnlySpan<byte> block, bool swapped, ref ulong sum)
    {
        var rest = block;
        while (rest.Length >= CaptureFile.RecordHeader)
        {
            var captured = Number(rest[8..], swapped);
            if (captured > SnapLengthMax)
                throw new InvalidDataException("A record is larger than a packet can be.");
            if (captured > rest.Length - CaptureFile.RecordHeader)
                break;
            sum += 1 + TParser.Parse<FieldSum>(
                rest.Slice(CaptureFile.RecordHeader, (int)captured)).Value;
            rest = rest[(CaptureFile.RecordHeader + (int)captured)..];
        }

        return block.Length - rest.Length;
    }

    private static bool IsSwapped(ReadOnlySpan<byte> header)
    {
        if (header.Length < CaptureFile.FileHeader)
            throw new InvalidDataException("The capture is cut short.");
        var magic = Number(header, swapped: false);
        var swapped = BinaryPrimitives.ReverseEndianness(magic) is Microseconds or Nanoseconds;
        if (!swapped && magic is not (Microseconds or Nanoseconds))
            throw new InvalidDataException("The file is no pcap.");
        var version = Number(header[4..], swapped);
        var major = (ushort)(swapped ? version >> 16 : version);
        if (major != 2 || (Number(header[20..], swapped) & 0x0fffffff) != 1)
            throw new InvalidDataException("The file is no Ethernet pcap of version 2.");
        return swapped;
    }

    private static uint Number(ReadOnlySpan<byte> at, bool swapped) => swapped
        ? BinaryPrimitives.ReadUInt32BigEndian(at)
        : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
