namespace Holdfast.Simulation.Checkers;

/// <summary>
/// A neighbour that is dead, or a way that is cut in one direction, is noticed at both ends: by
/// silence at one (RFC 5880 §6.8.4), by what that one says at the other (§6.2).
/// </summary>
public static class NoticedBreaks
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "Noticed", nameof(NoticedBreaks),
        "what is broken for the Detection Time and a message is up at neither end",
        "units for which an end is up over what is broken", ["DownUnheeded", "UpUnproven"]);

    /// <summary>For how many units a break has not been noticed.</summary>
    /// <param name="isUp">Whether an end says Up.</param>
    /// <param name="isBroken">Whether a neighbour or a direction is gone.</param>
    /// <param name="units">Units of time in which nothing else broke or was mended.</param>
    public static int Unnoticed(bool isUp, bool isBroken, int units) =>
        isUp && isBroken ? units : 0;
}
