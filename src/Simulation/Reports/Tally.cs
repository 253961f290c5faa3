using Holdfast.Codec;
using Holdfast.Simulation.Explorer;

namespace Holdfast.Simulation.Reports;

/// <summary>How often each value was met, and by how many permutations; what is larger than the
/// last one counts as it.</summary>
internal sealed class Tally
{
    /// <summary>The largest value that is told apart.</summary>
    public const int Last = 1_023;

    private readonly long[] _counts = new long[Last + 1];
    private readonly UInt128[] _permutations = new UInt128[Last + 1];

    /// <summary>Meets a value in a state; one below zero counts as zero.</summary>
    /// <param name="value">The value.</param>
    /// <param name="permutations">How many permutations lead to that state.</param>
    public void Add(int value, UInt128 permutations)
    {
        var at = Math.Clamp(value, 0, Last);
        _counts[at]++;
        _permutations[at] = Saturated.Sum(_permutations[at], permutations);
    }

    /// <summary>Meets what another one has met.</summary>
    public void Add(Tally other)
    {
        for (var at = 0; at <= Last; at++)
        {
            _counts[at] += other._counts[at];
            _permutations[at] = Saturated.Sum(_permutations[at], other._permutations[at]);
        }
    }

    /// <summary>How often each value was met, from 0 to the largest that was.</summary>
    public Items<long> Counts() => [.. _counts.Take(Length)];

    /// <summary>By how many permutations each value was met, as far as the counts go.</summary>
    public Items<UInt128> Permutations() => [.. _permutations.Take(Length)];

    private int Length => Array.FindLastIndex(_counts, count => count > 0) + 1;
}
