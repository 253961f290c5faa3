namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I7: each synchronisation of message IDs names a higher ID than any before it, whichever member
/// sends it, and none is obeyed twice (RFC 6311 §5.1).
/// </summary>
/// <param name="Highest">The highest ID that one named; null: there was none.</param>
/// <param name="NotAbove">How many named no higher one than another before them.</param>
public sealed record GrowingSyncs(uint? Highest, int NotAbove)
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I7", nameof(GrowingSyncs),
        "each synchronisation names a higher message ID, and none is obeyed twice",
        "synchronisations that name no higher one", ["MarksNotTold", "EqualMarkObeyed"]);

    /// <summary>There was none.</summary>
    public static GrowingSyncs None { get; } = new(null, 0);

    /// <summary>After one with this M1.</summary>
    public GrowingSyncs Seen(uint m1) => m1 <= Highest
        ? this with { NotAbove = NotAbove + 1 }
        : this with { Highest = m1 };
}
