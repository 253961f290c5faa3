using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I35: what happens to one member moves nobody whom another one serves: a failure moves the peers
/// of the member that fails, and a return those that it serves again.
/// </summary>
public static class Isolation
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I35", nameof(Isolation),
        "the failure or the return of a member moves nobody whom another one serves",
        "peers that were moved for nothing", ["OwnerByCount"]);

    /// <summary>
    /// Whether each peer is where it was, or where it was is gone, or where it is has come.
    /// </summary>
    /// <inheritdoc cref="Moved"/>
    public static bool IsKept(
        Items<ulong?> before, Items<ulong?> after, Items<ulong> was, Items<ulong> are) =>
        Moved(before, after, was, are) == 0;

    /// <summary>
    /// How many peers were moved though where they were is there, and where they are was.
    /// </summary>
    /// <param name="before">The member of each peer before.</param>
    /// <param name="after">The member of each peer afterwards.</param>
    /// <param name="was">The members that were there.</param>
    /// <param name="are">The members that are there.</param>
    public static int Moved(
        Items<ulong?> before, Items<ulong?> after, Items<ulong> was, Items<ulong> are)
    {
        var moved = 0;
        for (var peer = 0; peer < before.Count; peer++)
        {
            var isMoved = before[peer] != after[peer];
            var mayMove = before[peer] is not { } from || !are.Span.Contains(from)
                || (after[peer] is { } to && !was.Span.Contains(to));
            moved += isMoved && !mayMove ? 1 : 0;
        }

        return moved;
    }
}
