using Holdfast.Codec;

namespace Holdfast.Protocol.AntiReplay;

/// <summary>A replay window as a value, equal by content: kept, sent and compared.</summary>
public sealed record ReplayWindowState
{
    /// <summary>A state whose parts fit each other.</summary>
    /// <param name="size">Numbers in the window.</param>
    /// <param name="isExtended">Whether numbers have 64 bits.</param>
    /// <param name="right">The right edge.</param>
    /// <param name="seen">
    /// A bit for each number of the window, from the left edge (<paramref name="right"/> − size
    /// + 1) on, the lowest bit of an octet first; numbers below 0 count as seen.
    /// </param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public ReplayWindowState(int size, bool isExtended, ulong right, Octets seen)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, ReplayWindow.SizeMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, ReplayWindow.SizeMax);
        if (seen.Length != (size + 7) / 8 || (!isExtended && right > uint.MaxValue))
        {
            throw new ArgumentException("A window of another size or kind", nameof(seen));
        }

        Size = size;
        IsExtended = isExtended;
        Right = right;
        Seen = seen;
    }

    /// <summary>Numbers in the window.</summary>
    public int Size { get; }

    /// <summary>Whether numbers have 64 bits.</summary>
    public bool IsExtended { get; }

    /// <summary>The right edge, the highest number accepted.</summary>
    public ulong Right { get; }

    /// <summary>The bits of the window from the left edge on.</summary>
    public Octets Seen { get; }

    /// <summary>Whether a place of the window was seen.</summary>
    /// <param name="place">Numbers from the left edge.</param>
    public bool IsSeen(int place) => (Seen.Span[place / 8] & (1 << (place % 8))) != 0;
}
