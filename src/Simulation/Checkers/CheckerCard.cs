using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>What a checker claims, what it measures, and which canaries it has to catch.</summary>
/// <param name="Invariant">The invariant: "I1a".</param>
/// <param name="Checker">The type that checks it.</param>
/// <param name="Claim">The claim in words.</param>
/// <param name="Measure">What it counts while it looks.</param>
/// <param name="Canaries">Members broken on purpose, by name.</param>
public sealed record CheckerCard(
    string Invariant, string Checker, string Claim, string Measure, Items<string> Canaries);
