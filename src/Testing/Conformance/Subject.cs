namespace Holdfast.Testing.Conformance;

/// <summary>
/// An implementation under test, of whatever kind: what it is told, and when, goes in; what it says
/// comes out. Time is counted from the beginning of its life, and passes only here.
/// </summary>
/// <param name="Tell">Tells it something now; its answer is what it says at once, in this order.
/// </param>
/// <param name="Deadline">When it wants to be told the time next; null: never.</param>
/// <typeparam name="TTold">What it is told.</typeparam>
/// <typeparam name="TSaid">What it says.</typeparam>
public sealed record Subject<TTold, TSaid>(
    Func<TimeSpan, TTold, IReadOnlyList<TSaid>> Tell, Func<TimeSpan?> Deadline);

/// <summary>A step of an implementation that is a pure function.</summary>
/// <param name="state">Where it is.</param>
/// <param name="now">The time since its beginning.</param>
/// <param name="told">What it is told.</param>
/// <typeparam name="TState">Whatever its state is.</typeparam>
/// <typeparam name="TTold">What it is told.</typeparam>
/// <typeparam name="TSaid">What it says.</typeparam>
public delegate (TState State, IReadOnlyList<TSaid> Said) ForeignStep<TState, TTold, TSaid>(
    TState state, TimeSpan now, TTold told);

/// <summary>Makes subjects of implementations.</summary>
public static class Subject
{
    /// <summary>Of functions in the shape of a step.</summary>
    /// <param name="initial">The state in which it begins.</param>
    /// <param name="step">State, now and what it is told to the next state and what it says.
    /// </param>
    /// <param name="deadline">When it wants to be told the time; null: never.</param>
    public static Subject<TTold, TSaid> Of<TState, TTold, TSaid>(
        TState initial, ForeignStep<TState, TTold, TSaid> step,
        Func<TState, TimeSpan?> deadline)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(deadline);
        var state = initial;
        return new(
            (now, told) =>
            {
                (state, var said) = step(state, now, told);
                return said;
            },
            () => deadline(state));
    }
}
