using System.Runtime.CompilerServices;
using Holdfast.Codec;

namespace Holdfast.Protocol.AntiReplay;

/// <summary>
/// The anti-replay window of an inbound SA, RFC 4303 §3.4.3 and appendix A: which of the last
/// numbers were accepted. Look first (<see cref="Check(SequenceNumber, out ulong)"/>), verify the
/// ICV, then mark (<see cref="Accept"/>): a forged packet moves nothing. Allocates nothing for a
/// packet; not for two threads at a time.
/// </summary>
/// <remarks>
/// The bits stand in a ring of blocks of 64 with at least one block more than the window needs, so
/// that moving right clears whole blocks and shifts nothing (RFC 6479); the window is exact all the
/// same. Number 0 is never sent, so a new window has seen it.
/// </remarks>
public sealed class ReplayWindow
{
    /// <summary>The smallest size, RFC 4303 §3.4.3.</summary>
    public const int SizeMin = 32;

    /// <summary>The largest size.</summary>
    public const int SizeMax = 65_536;

    private const int BlockBits = 64;
    private const int BlockShift = 6;

    private readonly ulong[] _blocks;
    private readonly ulong _mask;
    private readonly ulong _size;
    private ulong _right;

    /// <summary>A window that has seen everything up to a floor and nothing above.</summary>
    /// <param name="size">Numbers in the window, from 32 to 65,536.</param>
    /// <param name="extended">Whether numbers have 64 bits, RFC 4303 §2.2.1.</param>
    /// <param name="floor">
    /// The highest number that counts as seen: 0 for a new SA, the acknowledged floor after a
    /// takeover.
    /// </param>
    public ReplayWindow(int size, bool extended, ulong floor = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, SizeMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, SizeMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(floor, LastOf(extended));
        var needed = ((size + BlockBits - 1) / BlockBits) + 1;
        _blocks = new ulong[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed)];
        _mask = (ulong)_blocks.Length - 1;
        _size = (ulong)size;
        IsExtended = extended;
        _right = floor;
        Array.Fill(_blocks, ulong.MaxValue);
        Block(floor) = ulong.MaxValue >> (BlockBits - 1 - (int)(floor % BlockBits));
    }

    /// <summary>Numbers in the window.</summary>
    public int Size => (int)_size;

    /// <summary>Whether numbers have 64 bits.</summary>
    public bool IsExtended { get; }

    /// <summary>The highest number accepted, the right edge.</summary>
    public ulong Right => _right;

    /// <summary>The window that a snapshot describes.</summary>
    public static ReplayWindow Restore(ReplayWindowState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var window = new ReplayWindow(state.Size, state.IsExtended, state.Right);
        Array.Clear(window._blocks);
        var left = unchecked(state.Right - (ulong)state.Size + 1);
        for (var i = 0; i < state.Size; i++)
        {
            if (state.IsSeen(i))
            {
                var number = unchecked(left + (ulong)i);
                window.Block(number) |= Bit(number);
            }
        }

        return window;
    }

    /// <summary>
    /// The window as a value: two windows that answer alike have equal snapshots, whatever way
    /// they came.
    /// </summary>
    public ReplayWindowState Snapshot()
    {
        var seen = new byte[(Size + 7) / 8];
        var left = unchecked(_right - _size + 1);
        for (var i = 0; i < Size; i++)
        {
            var number = unchecked(left + (ulong)i);
            if ((Block(number) & Bit(number)) != 0)
            {
                seen[i / 8] |= (byte)(1 << (i % 8));
            }
        }

        return new(Size, IsExtended, _right, new Octets(seen));
    }

    /// <summary>What the window says of a number on the wire; the window stays as it is.</summary>
    /// <param name="received">The number as received, the low half where it is extended.</param>
    /// <param name="number">
    /// The whole number: what the ICV covers and what <see cref="Accept"/> takes once the ICV is
    /// good.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReplayVerdict Check(SequenceNumber received, out ulong number)
    {
        number = Extend(received);
        return Check(number);
    }

    /// <summary>What the window says of a whole number; the window stays as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReplayVerdict Check(ulong number)
    {
        if (number > _right)
        {
            // A number that can only be reached over the end or the start of the number space.
            return number - _right <= uint.MaxValue ? ReplayVerdict.New : ReplayVerdict.TooOld;
        }

        if (_right - number >= _size)
        {
            return ReplayVerdict.TooOld;
        }

        return (Block(number) & Bit(number)) != 0 ? ReplayVerdict.Duplicate : ReplayVerdict.New;
    }

    /// <summary>
    /// Marks the number of an authentic packet as seen and moves the right edge where it is higher.
    /// Anything but New: the window stays as it is.
    /// </summary>
    public ReplayVerdict Accept(ulong number)
    {
        if (number > _right)
        {
            if (number - _right > uint.MaxValue)
            {
                return ReplayVerdict.TooOld;
            }

            MoveTo(number);
        }
        else if (_right - number >= _size)
        {
            return ReplayVerdict.TooOld;
        }

        ref var block = ref Block(number);
        var bit = Bit(number);
        if ((block & bit) != 0)
        {
            return ReplayVerdict.Duplicate;
        }

        block |= bit;
        return ReplayVerdict.New;
    }

    /// <summary>Marks a number of which the window has just said that it is new.</summary>
    internal void AcceptNew(ulong number)
    {
        if (number > _right)
        {
            MoveTo(number);
        }

        Block(number) |= Bit(number);
    }

    /// <summary>
    /// The whole number of one on the wire, RFC 4303 appendix A2.2: of all numbers with these low
    /// 32 bits the one that lies in the 2^32 from the left edge on. Where the left edge lies before
    /// the first number, or the end of the number space behind it, the result wraps, and
    /// <see cref="Check(ulong)"/> refuses it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Extend(SequenceNumber received)
    {
        if (!IsExtended)
        {
            return received.Value;
        }

        var left = unchecked(_right - _size + 1);
        return unchecked(left + (received.Value - (uint)left));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MoveTo(ulong number)
    {
        // 63 of 64 numbers that are one higher stay in their block.
        var from = _right >> BlockShift;
        _right = number;
        if (number >> BlockShift != from)
        {
            ClearBlocks(from, number >> BlockShift);
        }
    }

    private void ClearBlocks(ulong from, ulong to)
    {
        var count = Math.Min(to - from, _mask + 1);
        for (var i = 1UL; i <= count; i++)
        {
            _blocks[(from + i) & _mask] = 0;
        }
    }

    private ref ulong Block(ulong number) => ref _blocks[(number >> BlockShift) & _mask];

    private static ulong Bit(ulong number) => 1UL << (int)(number & (BlockBits - 1));

    private static ulong LastOf(bool extended) => extended ? ulong.MaxValue : uint.MaxValue;
}
