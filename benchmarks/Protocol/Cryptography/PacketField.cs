using System.Runtime.InteropServices;

namespace Holdfast.Benchmarks.Protocol.Cryptography;

/// <summary>Where a packet lies, as peers/c/evp.h has it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PacketPlace
{
    internal byte* Octets;
    internal uint Header;
    internal uint Text;
}

/// <summary>
/// Packets of one length in native memory, on borders of 64 octets, so that C and C# work on the
/// very same octets: header, IV, text, ICV. They share one place to be opened to.
/// </summary>
internal sealed unsafe class PacketField : IDisposable
{
    internal const int Count = 32;
    internal const int HeaderLength = 8;
    internal const int IcvLength = 16;
    private const int Border = 64;

    private readonly byte* _memory;

    internal PacketField(CipherRow row)
    {
        IvLength = row.Suite.Encryption.IvLength;
        TextLength = row.TextLength;
        var size = (HeaderLength + IvLength + TextLength + IcvLength + Border - 1) & -Border;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)((Count + 1) * size), Border);
        Places = (PacketPlace*)NativeMemory.Alloc(Count, (nuint)sizeof(PacketPlace));
        var random = new Random(TextLength);
        random.NextBytes(new Span<byte>(_memory, (Count + 1) * size));
        for (var i = 0; i < Count; i++)
        {
            Places[i] = new()
            {
                Octets = _memory + (i * size),
                Header = HeaderLength,
                Text = (uint)TextLength,
            };
        }

        Opened = _memory + (Count * size);
    }

    internal int IvLength { get; }

    internal int TextLength { get; }

    internal PacketPlace* Places { get; }

    /// <summary>Room for a text and a block.</summary>
    internal byte* Opened { get; }

    internal Span<byte> Whole(int packet) =>
        new(Places[packet].Octets, HeaderLength + IvLength + TextLength + IcvLength);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        NativeMemory.Free(Places);
    }
}
