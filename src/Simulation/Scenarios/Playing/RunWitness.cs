using Holdfast.Codec;
using Holdfast.Simulation.Simulator;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Stands beside machines of a run, shipped or wrong, and asks of each step what the explorer asks
/// of it. One is for one run.
/// </summary>
internal abstract class RunWitness
{
    private readonly SortedSet<string> _broken = new(StringComparer.Ordinal);

    /// <summary>The claims that did not hold.</summary>
    public Items<string> Broken => [.. _broken];

    /// <summary>The same run, and it looks on.</summary>
    public abstract RunOptions Beside(RunOptions options);

    /// <summary>A claim does not hold.</summary>
    protected void Break(string claim) => _broken.Add(claim);
}
