using System.Numerics;
using System.Runtime.CompilerServices;

namespace Holdfast.StateMachines.Replication;

/// <summary>
/// A part of a <see cref="Table{TRow}"/>: a row, or a fork of up to four parts whose keys differ
/// first in one digit of two bits. Where forks are follows from the keys alone, so the same rows
/// make the same tree, in whatever order they came.
/// </summary>
/// <remarks>
/// A change costs what it allocates, and four parts in 64 octets are the least for each bit of
/// depth. Nothing here is of the row's type: code that all rows share would have to look it up.
/// </remarks>
internal abstract class RowTree
{
    private const int DigitBits = 2;
    private const int Digits = 1 << DigitBits;

    private RowTree(int count, ulong sum)
    {
        Count = count;
        Sum = sum;
    }

    /// <summary>How many rows.</summary>
    public int Count { get; }

    /// <summary>The sum of all rows' digests.</summary>
    public ulong Sum { get; }

    /// <summary>The row with a key; null: there is none.</summary>
    public static IRow? Find(RowTree? at, UInt128 key)
    {
        while (at is Fork fork)
        {
            at = fork.Parts[Digit(key, fork.Shift)];
        }

        return at is Leaf leaf && leaf.Key == key ? leaf.Row : null;
    }

    /// <summary>The tree with a row, in the place of the one with its key.</summary>
    public static RowTree With(RowTree? root, IRow row)
    {
        var added = new Leaf(row);
        if (root is null)
        {
            return added;
        }

        var near = Near(root, added.Key);
        var shift = FirstDifference(near.Key, added.Key);
        var isNew = shift >= 0;
        var (more, sum) = (isNew ? 1 : 0, unchecked(added.Sum - (isNew ? 0 : near.Sum)));
        RowTree? result = root;
        ref var hole = ref result;
        while (hole is Fork fork && fork.Shift >= shift)
        {
            var copy = new Fork(fork, more, sum);
            hole = copy;
            hole = ref copy.Parts[Digit(added.Key, copy.Shift)];
        }

        hole = hole is null || !isNew ? added : new Fork(shift, hole, near.Key, added);
        return result;
    }

    /// <summary>The tree without the row with a key; null: none is left.</summary>
    public static RowTree? Without(RowTree? root, UInt128 key)
    {
        if (root is null || Near(root, key) is var gone && gone.Key != key)
        {
            return root;
        }

        RowTree? result = root;
        ref var hole = ref result;
        while (hole is Fork fork)
        {
            var digit = Digit(key, fork.Shift);
            if (fork.Parts[digit] == gone && fork.Other(digit) is { } other)
            {
                // A fork has two parts at least.
                hole = other;
                return result;
            }

            var copy = new Fork(fork, -1, unchecked(0 - gone.Sum));
            hole = copy;
            hole = ref copy.Parts[digit];
        }

        hole = null;
        return result;
    }

    /// <summary>The first row of a tree.</summary>
    public static IRow? First(RowTree? at)
    {
        while (at is Fork fork)
        {
            at = fork.From(0);
        }

        return (at as Leaf)?.Row;
    }

    /// <summary>The first row whose key is this or a higher one; null: there is none.</summary>
    public static IRow? FirstFrom(RowTree? root, UInt128 key)
    {
        if (root is null)
        {
            return null;
        }

        var near = Near(root, key);
        var shift = FirstDifference(near.Key, key);
        var (at, behind) = (root, default(RowTree));
        while (at is Fork fork && fork.Shift >= shift)
        {
            var digit = Digit(key, fork.Shift);
            behind = fork.From(digit + 1) ?? behind;
            at = fork.Parts[digit];
        }

        // All that is here lies on the side of the key on which the nearest row lies.
        return First(at is not null && key <= near.Key ? at : behind);
    }

    /// <summary>The rows in the order of their keys, from the n-th on.</summary>
    public static IEnumerable<IRow> From(RowTree? root, int skip)
    {
        var waiting = new Stack<RowTree>();
        if (root is not null)
        {
            waiting.Push(root);
        }

        while (waiting.TryPop(out var at))
        {
            if (at.Count <= skip)
            {
                skip -= at.Count;
            }
            else if (at is Fork fork)
            {
                for (var digit = Digits - 1; digit >= 0; digit--)
                {
                    if (fork.Parts[digit] is { } part)
                    {
                        waiting.Push(part);
                    }
                }
            }
            else
            {
                yield return ((Leaf)at).Row;
            }
        }
    }

    /// <summary>Whether the rows are the same; what both share is not looked at.</summary>
    public static bool AreEqual(RowTree? one, RowTree? other)
    {
        if (ReferenceEquals(one, other))
        {
            return true;
        }

        if (one is null || other is null || one.Sum != other.Sum || one.Count != other.Count)
        {
            return false;
        }

        if (one is not Fork fork || other is not Fork second)
        {
            return one is Leaf leaf && other is Leaf with && leaf.Row.Equals(with.Row);
        }

        var areEqual = fork.Shift == second.Shift;
        for (var digit = 0; areEqual && digit < Digits; digit++)
        {
            areEqual = AreEqual(fork.Parts[digit], second.Parts[digit]);
        }

        return areEqual;
    }

    /// <summary>A row whose key agrees with a key in more digits than all others, or in as many.
    /// </summary>
    private static Leaf Near(RowTree at, UInt128 key)
    {
        while (at is Fork fork)
        {
            at = fork.Parts[Digit(key, fork.Shift)] ?? fork.From(0)!;
        }

        return (Leaf)at;
    }

    private static int Digit(UInt128 key, int shift) =>
        (int)((shift < 64 ? (ulong)key : (ulong)(key >> 64)) >> (shift & 63)) & (Digits - 1);

    /// <summary>How many bits stand behind the first digit that differs; -1: none does.</summary>
    private static int FirstDifference(UInt128 one, UInt128 other)
    {
        var high = (ulong)(one >> 64) ^ (ulong)(other >> 64);
        var low = (ulong)one ^ (ulong)other;
        return high != 0 ? (64 + BitOperations.Log2(high)) & ~(DigitBits - 1)
            : low != 0 ? BitOperations.Log2(low) & ~(DigitBits - 1)
            : -1;
    }

    private sealed class Leaf(IRow row) : RowTree(1, row.Digest.Value)
    {
        public readonly IRow Row = row;
        public readonly UInt128 Key = row.Key;
    }

    private sealed class Fork : RowTree
    {
        /// <summary>By their digits; written while the fork is made, and never again.</summary>
        public FourParts Parts;

        /// <summary>How many bits of the keys stand behind the digit.</summary>
        public readonly byte Shift;

        public Fork(int shift, RowTree one, UInt128 keyOfOne, Leaf other)
            : base(one.Count + 1, unchecked(one.Sum + other.Sum))
        {
            Shift = (byte)shift;
            Parts[Digit(keyOfOne, shift)] = one;
            Parts[Digit(other.Key, shift)] = other;
        }

        /// <summary>The same parts, of which one is about to be changed.</summary>
        public Fork(Fork from, int more, ulong sum)
            : base(from.Count + more, unchecked(from.Sum + sum))
        {
            Shift = from.Shift;
            Parts = from.Parts;
        }

        /// <summary>The first part from a digit on; null: there is none.</summary>
        public RowTree? From(int digit)
        {
            RowTree? part = null;
            for (; part is null && digit < Digits; digit++)
            {
                part = Parts[digit];
            }

            return part;
        }

        /// <summary>The only part beside that of a digit; null: there are more.</summary>
        public RowTree? Other(int digit)
        {
            RowTree? other = null;
            for (var at = 0; at < Digits; at++)
            {
                if (at != digit && Parts[at] is { } part)
                {
                    if (other is not null)
                    {
                        return null;
                    }

                    other = part;
                }
            }

            return other;
        }
    }

    [InlineArray(Digits)]
    private struct FourParts
    {
        private RowTree? _first;
    }
}
