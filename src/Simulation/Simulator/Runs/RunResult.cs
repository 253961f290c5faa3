using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Simulator.Recorded;

namespace Holdfast.Simulation.Simulator;

/// <summary>What came of a run; equal by value, so two runs can be compared.</summary>
public sealed record RunResult
{
    /// <summary>What must not happen and did; the first of each invariant.</summary>
    public Items<Violation> Violations { get; init; }

    /// <summary>What it cost.</summary>
    public required Measures Measures { get; init; }

    /// <summary>A digest of everything that was sent, heard and decided, in order: the same seed
    /// has the same, on every machine.</summary>
    public required RunDigest Digest { get; init; }

    /// <summary>Roles, SAs, routes, traffic and faults, in order.</summary>
    public Items<Moment> Timeline { get; init; }

    /// <summary>What became of the recording that was played; null: none was.</summary>
    public RecordedCounts? Recorded { get; init; }

    /// <summary>How many events there were.</summary>
    public required long Events { get; init; }

    /// <summary>Packets that were refused by their numbers, though nobody had accepted them.
    /// </summary>
    internal long Missed { get; init; }

    /// <summary>How much time passed in the world.</summary>
    public required TimeSpan SimulatedTime { get; init; }
}

/// <summary>128 bits of digest.</summary>
/// <param name="Value">The digest.</param>
public readonly record struct RunDigest(UInt128 Value)
{
    /// <summary>32 digits of hex.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
