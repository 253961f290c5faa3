using Holdfast.Codec;

namespace Holdfast.StateMachines.Graphs;

/// <summary>What a machine alone can reach: its states, and the steps between them.</summary>
/// <param name="Machine">The name of the machine.</param>
/// <param name="States">The states, the initial one first; now is always the origin.</param>
/// <param name="Phases">The phase of each state.</param>
/// <param name="Steps">The steps, in the order in which they were found.</param>
/// <param name="IsComplete">False when a limit ended the exploration.</param>
public sealed record LocalGraph<TState, TOutput>(
    string Machine,
    Items<TState> States,
    Items<string> Phases,
    Items<LocalStep<TOutput>> Steps,
    bool IsComplete)
    where TOutput : notnull
{
    /// <summary>The phases, in the order in which they were found.</summary>
    public IEnumerable<string> DistinctPhases => Phases.Distinct();
}

/// <summary>A step between two states of a <see cref="LocalGraph{TState,TOutput}"/>.</summary>
/// <param name="From">Index of the state before.</param>
/// <param name="Letter">The name of the input; null when only time passed.</param>
/// <param name="To">Index of the state after.</param>
/// <param name="Outputs">What the step put out.</param>
/// <param name="Reason">Why.</param>
public readonly record struct LocalStep<TOutput>(
    int From, string? Letter, int To, Outputs<TOutput> Outputs, Reason Reason)
    where TOutput : notnull
{
    /// <summary>The names of the outputs, without their contents.</summary>
    public string OutputNames => string.Join(
        " ", Outputs.AsEnumerable().Select(output => output.GetType().Name));
}
