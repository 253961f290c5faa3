using Holdfast.Codec;

namespace Holdfast.Simulation.Reports;

/// <summary>How often each value was met; what is larger than the last one counts as it.</summary>
internal sealed class Tally
{
    /// <summary>The largest value that is told apart.</summary>
    public const int Last = 1_023;

    private readonly long[] _counts = new long[Last + 1];

    /// <summary>Meets a value; one below zero counts as zero.</summary>
    public void Add(int value, long count = 1) => _counts[Math.Clamp(value, 0, Last)] += count;

    /// <summary>How often each value was met, from 0 to the largest that was.</summary>
    public Items<long> Counts()
    {
        var length = _counts.Length;
        while (length > 0 && _counts[length - 1] == 0)
        {
            length--;
        }

        return [.. _counts.Take(length)];
    }
}
