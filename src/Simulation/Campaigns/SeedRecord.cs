using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Campaigns;

/// <summary>What a campaign keeps of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Kinds">The kinds of faults that it turned on.</param>
/// <param name="Faults">How many faults it drew.</param>
/// <param name="Played">What came of the run.</param>
/// <param name="Shrunk">What breaks the first invariant still; null: nothing is broken.</param>
public sealed record SeedRecord(
    ulong Seed, Items<string> Kinds, int Faults, PlayedSeed Played, Shrunk? Shrunk)
{
    private const int TriesMax = 400;

    /// <summary>Whether all holds.</summary>
    public bool IsGood => Played.Broken.Count == 0;

    /// <summary>Plays a seed: draws what breaks, runs it, and makes what it finds small.</summary>
    public static SeedRecord Of(WorldPlan world, ulong seed, PlaySeed play)
    {
        ArgumentNullException.ThrowIfNull(play);
        var (kinds, faults) = Swarm.Draw(world, seed);
        var played = play(faults, seed);
        return new(
            seed, kinds, faults.Faults.Count, played,
            played.Broken is [var first, ..] ? Shrink(first.Invariant) : null);

        Shrunk Shrink(string invariant) => Shrinking.Run(
            faults,
            smaller => play(smaller, seed).Broken.Any(one => one.Invariant == invariant),
            TriesMax);
    }
}
