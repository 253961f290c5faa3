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
    /// How many of them, in any time, there were beyond one for every so many units of it: the
    /// burst that a rate would have had to allow.
    /// </summary>
    public int Burst(int every)
    {
        var burst = 0;
        for (var first = 0; first < Ages.Count; first++)
        {
            burst = Math.Max(burst, first + 1 - (Ages[first] / every));
        }

        return burst;
    }
}
