namespace Holdfast.Simulation.Checkers;

/// <summary>A number that is read off a state of the world.</summary>
/// <typeparam name="TState">The state of a member.</typeparam>
public delegate int Reading<TState>(in Look<TState> look)
    where TState : notnull;

/// <summary>What is counted in every state that can be reached: no claim, but how bad it gets.
/// </summary>
/// <param name="Name">For results: "packets accepted twice".</param>
/// <param name="Says">What the number is, in words.</param>
/// <param name="Read">The number, from 0.</param>
/// <typeparam name="TState">The state of a member.</typeparam>
public sealed record Gauge<TState>(string Name, string Says, Reading<TState> Read)
    where TState : notnull;
