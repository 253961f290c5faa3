namespace Holdfast.Simulation.Trace;

/// <summary>
/// Something that happens in a world, by names alone: it means the same in every run, and where it
/// cannot happen it is known as missing.
/// </summary>
/// <param name="Kind">What kind of event.</param>
/// <param name="From">Who sent a message; null: it is none.</param>
/// <param name="To">Who takes it, or whose timer expires; null: nobody.</param>
/// <param name="What">The message, the timer, the fault.</param>
/// <param name="Which">Of several that are called the same in one state: which.</param>
public sealed record WorldEvent(
    EventKind Kind, string? From = null, string? To = null, string What = "", int Which = 0)
{
    /// <summary>The event in words.</summary>
    public override string ToString() => Kind switch
    {
        EventKind.Time => "time passes",
        EventKind.Tick => $"{To}: {What}",
        EventKind.Deliver => $"{From} → {To}  {What}",
        EventKind.Double => $"{From} → {To}  {What}, and stays under way",
        EventKind.Lose => $"{From} ⇸ {To}  {What} is lost",
        EventKind.Fault or EventKind.Mend => What,
    };
}

/// <summary>The kinds of events.</summary>
public enum EventKind
{
    /// <summary>Time passes.</summary>
    Time,

    /// <summary>A timer expires.</summary>
    Tick,

    /// <summary>A message arrives.</summary>
    Deliver,

    /// <summary>A message is lost.</summary>
    Lose,

    /// <summary>A message arrives, and will once more.</summary>
    Double,

    /// <summary>Something breaks.</summary>
    Fault,

    /// <summary>Something is mended.</summary>
    Mend,
}
