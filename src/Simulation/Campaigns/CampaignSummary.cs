using Holdfast.Codec;

namespace Holdfast.Simulation.Campaigns;

/// <summary>What a campaign has found so far: the fold of its seeds, in any order.</summary>
public sealed class CampaignSummary
{
    private readonly SortedDictionary<string, WorstCase> _worst =
        new(StringComparer.Ordinal);

    private readonly SortedDictionary<string, BrokenCount> _broken =
        new(StringComparer.Ordinal);

    /// <summary>Seeds that were played.</summary>
    public long Seeds { get; private set; }

    /// <summary>Seeds in which something does not hold.</summary>
    public long Failed { get; private set; }

    /// <summary>Faults that were drawn.</summary>
    public long Faults { get; private set; }

    /// <summary>Events in all runs.</summary>
    public long Events { get; private set; }

    /// <summary>The worst case of each measure, by its name.</summary>
    public IReadOnlyCollection<WorstCase> Worst => _worst.Values;

    /// <summary>How often each invariant was broken, by its name.</summary>
    public IReadOnlyCollection<BrokenCount> Broken => _broken.Values;

    /// <summary>With one seed more.</summary>
    public void Add(SeedRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Seeds++;
        Failed += record.IsGood ? 0 : 1;
        Faults += record.Faults;
        Events += record.Played.Events;
        foreach (var (name, value) in record.Played.Measures)
        {
            var known = _worst.GetValueOrDefault(name) ?? new(name, long.MinValue, 0, 0);

            // Of seeds that are equally bad the lowest is named, whatever came first.
            var isWorse = value > known.Value
                || (value == known.Value && record.Seed < known.Seed);
            _worst[name] = (isWorse ? known with { Value = value, Seed = record.Seed } : known)
                with
            {
                Sum = known.Sum + value,
            };
        }

        foreach (var broken in record.Played.Broken)
        {
            var known = _broken.GetValueOrDefault(broken.Invariant)
                ?? new(broken.Invariant, 0, ulong.MaxValue);
            _broken[broken.Invariant] = new(
                broken.Invariant, known.Count + 1, Math.Min(known.FirstSeed, record.Seed));
        }
    }
}

/// <summary>The worst case of a measure.</summary>
/// <param name="Name">The measure.</param>
/// <param name="Value">The highest value.</param>
/// <param name="Seed">The lowest seed that has it.</param>
/// <param name="Sum">All values together.</param>
public sealed record WorstCase(string Name, long Value, ulong Seed, Int128 Sum);

/// <summary>How often an invariant was broken.</summary>
/// <param name="Invariant">Its name.</param>
/// <param name="Count">In how many seeds.</param>
/// <param name="FirstSeed">The lowest of them.</param>
public sealed record BrokenCount(string Invariant, long Count, ulong FirstSeed);
