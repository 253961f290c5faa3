namespace Holdfast.StateMachines;

/// <summary>What a step decides.</summary>
/// <param name="State">The state from now on.</param>
/// <param name="Outputs">What the caller has to do, in this order.</param>
/// <param name="Reason">Why, as data: for traces, reports and tests.</param>
/// <typeparam name="TState">The state of the machine.</typeparam>
/// <typeparam name="TOutput">The output of the machine.</typeparam>
public readonly record struct Next<TState, TOutput>(
    TState State, Outputs<TOutput> Outputs, Reason Reason);
