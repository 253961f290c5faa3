using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I30: of all rekeys at the same time exactly one pair of CHILD SAs survives, and both sides agree
/// which (RFC 7296 §2.8.1).
/// </summary>
public static class OneChildPair
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I30", nameof(OneChildPair),
        "in the end one pair of CHILD SAs is left, and all agree which",
        "units of time until it is",
        ["NobodyYields", "LowestNonceStays", "OpenForgotten", "ReplacedForgotten"])
    {
        IsTime = true,
    };

    /// <summary>Whether it holds.</summary>
    /// <param name="peers">The CHILD SAs that the peer has.</param>
    /// <param name="known">Those that a member knows.</param>
    /// <param name="others">How many may be there that no rekey has made.</param>
    public static bool Holds(Items<ulong> peers, Items<ulong> known, int others = 0) =>
        peers.Count >= 1 && peers.Count <= 1 + others && peers == known;
}
