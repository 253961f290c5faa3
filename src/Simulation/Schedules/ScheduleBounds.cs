namespace Holdfast.Simulation.Schedules;

/// <summary>Which schedules of faults there are: at most so many faults, while a run goes on.
/// </summary>
public sealed record ScheduleBounds
{
    /// <summary>Faults in a schedule at most; a mend before the end is one, too.</summary>
    public int Faults { get; init; } = 3;

    /// <summary>Units of time in which they may happen: at every event boundary of them.</summary>
    public int Units { get; init; } = 4;

    /// <summary>Units of time that everything runs undisturbed before.</summary>
    public int Settle { get; init; } = 20;
}
