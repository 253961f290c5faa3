using System.Runtime.InteropServices;

namespace Holdfast.Benchmarks.Corpus;

/// <summary>
/// Packets in native memory, one after another on 64-octet borders: the same addresses for C and
/// for C#, and nothing that a garbage collector moves.
/// </summary>
internal sealed unsafe class PacketSet : IDisposable
{
    private readonly byte* _octets;

    internal PacketSet(IReadOnlyList<byte[]> frames)
    {
        Count = frames.Count;
        Packets = (byte**)NativeMemory.Alloc((nuint)Count, (nuint)sizeof(byte*));
        Lengths = (uint*)NativeMemory.Alloc((nuint)Count, sizeof(uint));
        _octets = (byte*)NativeMemory.AlignedAlloc((nuint)frames.Sum(f => Padded(f.Length)), 64);
        var next = _octets;
        for (var i = 0; i < Count; i++)
        {
            Packets[i] = next;
            Lengths[i] = (uint)frames[i].Length;
            frames[i].CopyTo(new Span<byte>(next, frames[i].Length));
            next += Padded(frames[i].Length);
        }
    }

    internal int Count { get; }

    internal byte** Packets { get; }

    internal uint* Lengths { get; }

    internal ReadOnlySpan<byte> this[int index] => new(Packets[index], (int)Lengths[index]);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_octets);
        NativeMemory.Free(Lengths);
        NativeMemory.Free(Packets);
    }

    private static int Padded(int length) => (length + 63) & ~63;
}
