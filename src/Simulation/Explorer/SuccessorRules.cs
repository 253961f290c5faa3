using Holdfast.Codec;

namespace Holdfast.Simulation.Explorer;

/// <summary>What a model is to the search: slots of small integers, and what leads on.</summary>
internal abstract class SuccessorRules
{
    /// <summary>Number of slots.</summary>
    public abstract int Slots { get; }

    /// <summary>How many values a slot has taken so far: 0 to one less.</summary>
    public abstract int Values(int slot);

    /// <summary>The state in which everything begins.</summary>
    public abstract void Start(Span<int> slots);

    /// <summary>
    /// All that can happen in the state that is loaded. Without leave to learn it changes nothing
    /// here, so that several threads may ask at once; false: something must be learned first.
    /// </summary>
    public abstract bool Expand(Expansion into, bool learns);

    /// <summary>A bit for each invariant that does not hold.</summary>
    public abstract ulong Broken(ReadOnlySpan<int> slots);

    /// <summary>The invariants: name, and the claim in words.</summary>
    public abstract Items<(string Name, string Says)> Invariants { get; }

    /// <summary>The goals.</summary>
    public abstract Items<Goal> Goals { get; }

    /// <summary>Whether a goal holds.</summary>
    public abstract bool IsReached(int goal, ReadOnlySpan<int> slots);

    /// <summary>Whether nothing is broken that keeps goals from being asked for.</summary>
    public abstract bool IsCalm(ReadOnlySpan<int> slots);

    /// <summary>The classes of events that may not be put off for ever, a bit each.</summary>
    public abstract ulong FairnessOf(int happening);

    /// <summary>What people call the columns of a trace.</summary>
    public abstract Items<string> Columns { get; }

    /// <summary>What each column shows of a state.</summary>
    public abstract Items<string> Show(ReadOnlySpan<int> slots);

    /// <summary>What an event is, in words.</summary>
    public abstract Telling Tell(ReadOnlySpan<int> slots, int happening);

    /// <summary>The budgets.</summary>
    public abstract Items<(string Name, int Max)> Budgets { get; }

    /// <summary>How many local states, inputs and steps are remembered.</summary>
    public abstract Remembered Remembered { get; }
}

/// <summary>A goal without its claim.</summary>
internal readonly record struct Goal(string Name, string Says, bool Stays, int? Within);

/// <summary>An event in words.</summary>
/// <param name="Actor">The column to which it happens; null: to the world.</param>
/// <param name="What">What happens.</param>
/// <param name="Follows">What follows from it at once.</param>
/// <param name="Takes">How many units of time.</param>
internal readonly record struct Telling(
    int? Actor, string What, Items<string> Follows, int Takes);

/// <summary>What was computed once and looked up from then on.</summary>
/// <param name="States">Local states of members.</param>
/// <param name="Inputs">Inputs.</param>
/// <param name="Steps">Pairs of the two, each with its next state and outputs.</param>
public readonly record struct Remembered(int States, int Inputs, int Steps);

/// <summary>The kinds of events.</summary>
internal enum EventKind
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

/// <summary>An event as a number: kind, whom it happens to, which of several.</summary>
internal static class Happening
{
    /// <summary>The number.</summary>
    public static int Of(EventKind kind, int whom = 0, int which = 0) =>
        ((int)kind << 26) | (whom << 16) | which;

    /// <summary>The kind.</summary>
    public static EventKind KindOf(int happening) => (EventKind)(happening >> 26);

    /// <summary>Whom it happens to: a member, a way, or nobody.</summary>
    public static int WhomOf(int happening) => (happening >> 16) & 0x3FF;

    /// <summary>Which of several.</summary>
    public static int WhichOf(int happening) => happening & 0xFFFF;

    /// <summary>Whether it happens without a fault or a mend.</summary>
    public static bool IsOrdinary(int happening) =>
        KindOf(happening) is EventKind.Time or EventKind.Tick or EventKind.Deliver;
}
