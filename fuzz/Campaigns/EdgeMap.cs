using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SharpFuzz.Common;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// How often each edge was gone through in one execution, and what all executions before have seen:
/// AFL's map of 2^16 counters, and its buckets (1, 2, 3, 4-7, 8-15, 16-31, 32-127, more).
/// </summary>
internal sealed unsafe class EdgeMap
{
    /// <summary>Counters in a map.</summary>
    public const int Size = 1 << 16;

    private const int Stride = 4 * 32;

    private static readonly byte[] Buckets = MakeBuckets();

    // What is instrumented counts from its first branch on, so there is a map from the beginning.
    private static readonly byte* Counts = (byte*)NativeMemory.AlignedAlloc(Size, 64);

    private readonly byte* _counts = Counts;
    private readonly byte[] _seen = new byte[Size];

    /// <summary>Nothing was seen yet.</summary>
    public EdgeMap() => Clear();

    /// <summary>Edges that were ever gone through.</summary>
    public int Edges { get; private set; }

    /// <summary>Lends memory to what is instrumented: to be done before any of it runs.</summary>
    public static void Lend() => Trace.SharedMem = Counts;

    /// <summary>An execution begins.</summary>
    public void Begin() => Trace.PrevLocation = 0;

    /// <summary>Forgets what was counted between executions.</summary>
    public void Clear() => new Span<byte>(_counts, Size).Clear();

    /// <summary>Adds an execution to what was seen, and forgets it.</summary>
    /// <returns>Whether it went through an edge, or in a bucket, as none before.</returns>
    public bool TakeIn()
    {
        // Few of them were counted: several are looked at at a time.
        var isNew = false;
        for (var at = 0; at < Size; at += Stride)
        {
            var counts = Vector256.LoadAligned(_counts + at)
                | Vector256.LoadAligned(_counts + at + Vector256<byte>.Count)
                | Vector256.LoadAligned(_counts + at + (2 * Vector256<byte>.Count))
                | Vector256.LoadAligned(_counts + at + (3 * Vector256<byte>.Count));
            if (counts != Vector256<byte>.Zero)
            {
                isNew |= TakeInStride(at);
            }
        }

        return isNew;
    }

    private bool TakeInStride(int from)
    {
        var isNew = false;
        for (var at = from; at < from + Stride; at += Vector256<byte>.Count)
        {
            var counts = Vector256.LoadAligned(_counts + at);
            if (counts != Vector256<byte>.Zero)
            {
                isNew |= TakeIn(at, counts);
                Vector256<byte>.Zero.StoreAligned(_counts + at);
            }
        }

        return isNew;
    }

    private bool TakeIn(int at, Vector256<byte> counts)
    {
        var isNew = false;
        var there = ~Vector256.Equals(counts, Vector256<byte>.Zero).ExtractMostSignificantBits();
        while (there != 0)
        {
            var edge = at + BitOperations.TrailingZeroCount(there);
            there &= there - 1;
            var bucket = Buckets[_counts[edge]];
            var seen = _seen[edge];
            if ((bucket & ~seen) != 0)
            {
                Edges += seen == 0 ? 1 : 0;
                _seen[edge] = (byte)(seen | bucket);
                isNew = true;
            }
        }

        return isNew;
    }

    private static byte[] MakeBuckets()
    {
        var buckets = new byte[256];
        for (var count = 1; count < 256; count++)
        {
            buckets[count] = count switch
            {
                <= 3 => (byte)(1 << (count - 1)),
                <= 7 => 8,
                <= 15 => 16,
                <= 31 => 32,
                <= 127 => 64,
                _ => 128,
            };
        }

        return buckets;
    }
}
