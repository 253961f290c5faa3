using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// Shared: while SAs are rekeyed there is no instant in which both sides have no pair of CHILD SAs
/// in common, with the same keys (RFC 7296 §2.8): what replaces is there before what is replaced
/// goes.
/// </summary>
public static class SharedPairs
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Shared", nameof(SharedPairs),
        "both sides have a pair of CHILD SAs in common in every instant of a rekey",
        "instants without a pair in common", ["OldEndsFirst"]);

    /// <summary>Whether it holds.</summary>
    /// <param name="ours">Inbound SPI, outbound SPI and keys of our pairs.</param>
    /// <param name="theirs">Those of the peer.</param>
    public static bool Hold(
        Items<(ulong Ours, ulong Theirs, ulong Keys)> ours,
        Items<(ulong Ours, ulong Theirs, ulong Keys)> theirs)
    {
        foreach (var (inbound, outbound, keys) in ours.Span)
        {
            if (theirs.Contains((outbound, inbound, keys)))
            {
                return true;
            }
        }

        return false;
    }
}
