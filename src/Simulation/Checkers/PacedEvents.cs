using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// When things of a kind happened, as far back as somebody wants to know: by it a rate is judged,
/// without the arithmetic of whoever keeps to it.
/// </summary>
/// <param name="Ages">Units of time since each, the newest first.</param>
/// <param name="Horizon">From this age on one is forgotten.</param>
public sealed record PacedEvents(Items<int> Ages, int Horizon)
{
    /// <summary>Nothing has happened.</summary>
    public static PacedEvents None(int horizon) => new([], horizon);

    /// <summary>One more, now.</summary>
    public PacedEvents Now() => this with { Ages = [0, .. Ages] };

    /// <summary>Some units of time later.</summary>
    public PacedEvents Later(int units) => this with
    {
        Ages = [.. Ages.Select(age => age + units).Where(age => age < Horizon)],
    };

    /// <summary>How many were less than so many units ago.</summary>
    public int Within(int units) => Ages.Count(age => age < units);

    /// <summary>
    /// Whether there was a time with more of them than a burst, and one more for every so many
    /// units.
    /// </summary>
    public bool IsAbove(int burst, int every)
    {
        for (var first = 0; first < Ages.Count; first++)
        {
            if (first + 1 > burst + (Ages[first] / every))
            {
                return true;
            }
        }

        return false;
    }
}
