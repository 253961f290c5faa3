using Holdfast.StateMachines;
using static Holdfast.StateMachines.Qcd.TokenTaker;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>I21: takers that let somebody guess.</summary>
public static class GuessCanaries
{
    /// <summary>A token that was wrong uses up nothing.</summary>
    public static Next<State, Output> GuessesNotCounted(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return state is State.Up before && next.State is State.Up after
            ? next with { State = after with { Budget = before.Budget } }
            : next;
    }

    /// <summary>Only the address of the peer has a limit.</summary>
    public static Next<State, Output> StrangersUnlimited(
        Config config, State state, Instant now, Input input) => Step(
        config,
        input is Input.Shown { Source: Source.Other } && state is State.Up up
            ? up with { Budget = up.Budget with { Others = null } }
            : state,
        now, input);
}
