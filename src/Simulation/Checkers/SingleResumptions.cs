namespace Holdfast.Simulation.Checkers;

/// <summary>
/// A ticket resumes one IKE SA at most over all members, and none after its lifetime or after its
/// SA was deleted on purpose (RFC 5723 §9.3), whoever shows it where and when.
/// </summary>
public static class SingleResumptions
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Once", nameof(SingleResumptions),
        "no ticket resumes an IKE SA twice over all members, or after its end",
        "IKE SAs that one ticket resumed, or resumed late",
        ["ResumedUnheard", "StartsKnowing", "DeletedHereAlone", "OldTicketTaken"]);
}
