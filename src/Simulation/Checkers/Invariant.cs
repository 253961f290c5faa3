namespace Holdfast.Simulation.Checkers;

/// <summary>A claim about a state of the world.</summary>
/// <typeparam name="TState">The state of a member.</typeparam>
public delegate bool Claim<TState>(in Look<TState> look)
    where TState : notnull;

/// <summary>What holds in every state that can be reached.</summary>
/// <param name="Name">For results: "I9".</param>
/// <param name="Says">The claim in words.</param>
/// <param name="Holds">The claim.</param>
/// <typeparam name="TState">The state of a member.</typeparam>
public sealed record Invariant<TState>(string Name, string Says, Claim<TState> Holds)
    where TState : notnull
{
    /// <summary>What is counted in every state where it is asked; null: it says yes or no.
    /// </summary>
    public Gauge<TState>? Counted { get; init; }
}

/// <summary>
/// What comes to pass from every state that can be reached, in every order, once nothing breaks any
/// more: timers fire, and messages on a whole way arrive.
/// </summary>
/// <param name="Name">For results: "I10".</param>
/// <param name="Says">The claim in words.</param>
/// <param name="Holds">The claim.</param>
/// <typeparam name="TState">The state of a member.</typeparam>
public sealed record Eventually<TState>(string Name, string Says, Claim<TState> Holds)
    where TState : notnull
{
    /// <summary>Whether it holds for ever from then on, rather than again and again.</summary>
    public bool Stays { get; init; }

    /// <summary>Units of time after which it must hold; null: some time.</summary>
    public int? Within { get; init; }
}
