using System.Globalization;

namespace Holdfast.Simulation.Campaigns;

/// <summary>Seeds from one to another, both among them.</summary>
/// <param name="First">The first seed.</param>
/// <param name="Last">The last seed, no less than the first.</param>
public readonly record struct SeedRange(ulong First, ulong Last)
{
    /// <summary>The most seeds of a campaign.</summary>
    public const ulong CountMax = 1_000_000_000;

    /// <summary>How many there are.</summary>
    public ulong Count => Last - First + 1;

    /// <summary>Whether a seed is one of them.</summary>
    public bool Contains(ulong seed) => First <= seed && seed <= Last;

    /// <summary>Reads "1..1000", or one seed.</summary>
    public static bool TryParse(string text, out SeedRange range)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split("..");
        range = default;
        if (parts.Length > 2 || !TrySeed(parts[0], out var first)
            || !TrySeed(parts[^1], out var last) || last < first || last - first >= CountMax)
        {
            return false;
        }

        range = new(first, last);
        return true;
    }

    /// <summary>
    /// The part of a shard; null: it has no seed. The parts of all shards are the whole, and differ
    /// by one seed at most.
    /// </summary>
    public SeedRange? Of(Shard shard)
    {
        var begin = Share(shard.Index, shard.Count);
        var end = Share(shard.Index + 1, shard.Count);
        return begin == end ? null : new(First + begin, First + end - 1);
    }

    /// <summary>First and last.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{First}..{Last}");

    private ulong Share(int shards, int count) =>
        (ulong)((UInt128)Count * (ulong)shards / (ulong)count);

    private static bool TrySeed(string text, out ulong seed) => ulong.TryParse(
        text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
}

/// <summary>One of the parts into which a campaign is cut.</summary>
/// <param name="Index">Which, from 0.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct Shard(int Index, int Count)
{
    private const int CountMax = 100_000;

    /// <summary>The whole.</summary>
    public static Shard Whole => new(0, 1);

    /// <summary>Reads "0/8": the first of eight.</summary>
    public static bool TryParse(string text, out Shard shard)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        shard = default;
        if (parts.Length != 2 || !TryNumber(parts[0], out var index)
            || !TryNumber(parts[1], out var count) || count is < 1 or > CountMax
            || index >= count)
        {
            return false;
        }

        shard = new(index, count);
        return true;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(
        text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
