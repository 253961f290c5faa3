using Holdfast.Codec;

namespace Holdfast.Simulation.Worlds;

/// <summary>Who hears what passes on segments, keeps it, and can send on them what it likes. It has
/// no key of anybody's.</summary>
public sealed record AttackerPlan
{
    /// <summary>The segments on which it hears and sends.</summary>
    public Items<string> Segments { get; init; }

    /// <summary>How many packets it keeps, the newest ones; 1 to 1 000 000.</summary>
    public int Keeps { get; init; } = 10_000;
}
