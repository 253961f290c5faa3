using Holdfast.Codec;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Campaigns;

/// <summary>Plays a world once with faults; the same faults and seed are always the same run.
/// </summary>
/// <param name="faults">What breaks.</param>
/// <param name="seed">For everything that is drawn.</param>
public delegate PlayedSeed PlaySeed(FaultPlan faults, ulong seed);

/// <summary>What came of one run, as far as a campaign keeps it.</summary>
/// <param name="Broken">The invariants that do not hold, the first of each.</param>
/// <param name="Measures">What it cost, each by its name.</param>
/// <param name="Digest">Of everything that happened.</param>
/// <param name="Events">How many events there were.</param>
public sealed record PlayedSeed(
    Items<BrokenClaim> Broken, Items<Measured> Measures, UInt128 Digest, long Events);

/// <summary>An invariant that does not hold.</summary>
/// <param name="Invariant">Its name: "I1a".</param>
/// <param name="At">When it was seen, from the beginning of the world.</param>
/// <param name="Says">What was seen.</param>
public sealed record BrokenClaim(string Invariant, TimeSpan At, string Says);

/// <summary>A number that a run cost.</summary>
/// <param name="Name">In kebab case; those that end in "-us" are microseconds.</param>
/// <param name="Value">The number.</param>
public sealed record Measured(string Name, long Value);
