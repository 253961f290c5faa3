using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I24: the CHILD SAs that a member knows are among those that the peer has, and those of an
/// exchange that is open and replicated (RFC 6027 §3.3).
/// </summary>
public static class OpenChildren
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I24", nameof(OpenChildren),
        "a member knows no CHILD SA that the peer lacks, but in an exchange that is open",
        "CHILD SAs that the peer lacks",
        ["ChildToldEarly", "ToldBeforeAnswer", "DeletedChildKept"]);

    /// <summary>How many a member knows that the peer lacks.</summary>
    /// <param name="known">The CHILD SAs that a member knows.</param>
    /// <param name="peers">Those that the peer has.</param>
    /// <param name="open">Those of exchanges that the member knows to be open.</param>
    public static int Lacking(Items<ulong> known, Items<ulong> peers, Items<ulong> open) =>
        known.Count(child => !peers.Contains(child) && !open.Contains(child));
}
