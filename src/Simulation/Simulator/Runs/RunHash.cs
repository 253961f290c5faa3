using System.Buffers.Binary;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// The digest of a run, and its trace: every event is 8 octets of time, 2 octets of who, 1 of what,
/// then what passed, and both see the same octets. Two lanes of multiply and rotate; not for
/// secrets.
/// </summary>
internal sealed class RunHash(Action<ReadOnlyMemory<byte>>? trace)
{
    private const int HeaderLength = 16;
    private const ulong First = 0xBF58_476D_1CE4_E5B9;
    private const ulong Second = 0x94D0_49BB_1331_11EB;
    private ulong _one = First;
    private ulong _other = Second;

    /// <summary>The digest so far.</summary>
    public RunDigest Digest => new(new UInt128(Finish(_one), Finish(_other ^ _one)));

    /// <summary>An event with its octets.</summary>
    public void Add(Instant at, ushort who, byte what, ReadOnlySpan<byte> octets)
    {
        Word((ulong)at.Ticks);
        Word(((ulong)octets.Length << 24) | ((ulong)who << 8) | what);
        var rest = octets;
        while (rest.Length >= sizeof(ulong))
        {
            Word(BinaryPrimitives.ReadUInt64LittleEndian(rest));
            rest = rest[sizeof(ulong)..];
        }

        if (!rest.IsEmpty)
        {
            Span<byte> last = stackalloc byte[sizeof(ulong)];
            last.Clear();
            rest.CopyTo(last);
            Word(BinaryPrimitives.ReadUInt64LittleEndian(last));
        }

        if (trace is not null)
        {
            Tell(at, who, what, octets);
        }
    }

    /// <summary>An event in words.</summary>
    public void Add(Instant at, ushort who, byte what, string says)
    {
        Span<byte> octets = stackalloc byte[256];
        var length = 0;
        foreach (var letter in says)
        {
            if (length + 2 > octets.Length)
            {
                break;
            }

            BinaryPrimitives.WriteUInt16LittleEndian(octets[length..], letter);
            length += 2;
        }

        Add(at, who, what, octets[..length]);
    }

    private void Tell(Instant at, ushort who, byte what, ReadOnlySpan<byte> octets)
    {
        var told = new byte[HeaderLength + octets.Length];
        BinaryPrimitives.WriteInt64BigEndian(told, at.Ticks);
        BinaryPrimitives.WriteUInt16BigEndian(told.AsSpan(8), who);
        told[10] = what;
        BinaryPrimitives.WriteInt32BigEndian(told.AsSpan(12), octets.Length);
        octets.CopyTo(told.AsSpan(HeaderLength));
        trace!(told);
    }

    private void Word(ulong word)
    {
        _one = unchecked(ulong.RotateLeft(_one ^ word, 29) * First);
        _other = unchecked((ulong.RotateLeft(_other, 31) + word) * Second);
    }

    private static ulong Finish(ulong lane)
    {
        lane = unchecked((lane ^ (lane >> 30)) * First);
        lane = unchecked((lane ^ (lane >> 27)) * Second);
        return lane ^ (lane >> 31);
    }
}
