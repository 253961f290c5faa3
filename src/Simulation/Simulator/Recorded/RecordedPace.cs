namespace Holdfast.Simulation.Simulator.Recorded;

/// <summary>When the packets of a recording are sent; the first one with the traffic of the world.
/// </summary>
public abstract record RecordedPace
{
    private RecordedPace()
    {
    }

    /// <summary>With the times between them that they had.</summary>
    public sealed record AsRecorded : RecordedPace;

    /// <summary>One after each interval.</summary>
    public sealed record Every(TimeSpan Interval) : RecordedPace;

    /// <summary>Evenly up to where the world heals: through all that breaks in it.</summary>
    public sealed record Spread : RecordedPace;
}
