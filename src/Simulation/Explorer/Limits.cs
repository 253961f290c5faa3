namespace Holdfast.Simulation.Explorer;

/// <summary>Where an exploration ends though there is more.</summary>
public sealed record Limits
{
    /// <summary>No limit.</summary>
    public static Limits None { get; } = new();

    /// <summary>Events from the beginning at most; null: any number.</summary>
    public int? Depth { get; init; }

    /// <summary>States at most; null: any number.</summary>
    public long? States { get; init; }

    /// <summary>Octets of memory at most; null: any number.</summary>
    public long? Memory { get; init; }

    /// <summary>Time at most; null: any.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>How many threads work; the result does not depend on it.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>What an exploration is lent by whoever runs it: it has no clock of its own.</summary>
public sealed record Lent
{
    /// <summary>The time since any beginning.</summary>
    public Func<TimeSpan> Clock { get; init; } = static () => TimeSpan.Zero;

    /// <summary>The octets of memory in use; 0: nobody knows. Any of the threads asks.</summary>
    public Func<long> Memory { get; init; } = static () => 0;

    /// <summary>Is told how far it has come.</summary>
    public Action<Progress> Told { get; init; } = static _ => { };

    /// <summary>Ends the exploration.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>How far an exploration has come.</summary>
/// <param name="Doing">"exploring" or the goal that is looked at.</param>
/// <param name="States">States found.</param>
/// <param name="Transitions">Transitions taken.</param>
/// <param name="Depth">Events from the beginning.</param>
/// <param name="Frontier">States that are still to be expanded, as far as they are known.</param>
/// <param name="Elapsed">Time so far.</param>
public readonly record struct Progress(
    string Doing, long States, long Transitions, int Depth, long Frontier, TimeSpan Elapsed);

/// <summary>Why an exploration ended.</summary>
public enum Ending
{
    /// <summary>There is nothing more to explore.</summary>
    Complete,

    /// <summary>An invariant does not hold.</summary>
    Violation,

    /// <summary>So deep it was to go.</summary>
    Depth,

    /// <summary>So many states it was to find.</summary>
    States,

    /// <summary>So much memory it was to take.</summary>
    Memory,

    /// <summary>So long it was to take.</summary>
    Time,

    /// <summary>Somebody ended it.</summary>
    Cancelled,
}
