using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;
using static Holdfast.StateMachines.Bfd.BfdSession;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>Sessions of BFD that are wrong.</summary>
public static class BfdCanaries
{
    private static readonly TimeSpan Longer = TimeSpan.FromSeconds(1);

    /// <summary>What was heard counts for a unit longer than it should.</summary>
    public static Next<State, Output> HeardForLonger(
        Config config, State state, Instant now, Input input)
    {
        var next = BfdSession.Step(config, state, now, input);
        return input is Input.Heard
            ? next with { State = next.State with { HeardAt = next.State.HeardAt + Longer } }
            : next;
    }

    /// <summary>Who is up stays so, though the neighbour says that it is down.</summary>
    public static Next<State, Output> DownUnheeded(
        Config config, State state, Instant now, Input input) => BfdSession.Step(
            config, state, now,
            state.Phase == Phase.Up && input is Input.Heard(var message)
                ? Says(message, Phase.Up)
                : input);

    /// <summary>Whoever hears anything is up, whether or not he is heard himself.</summary>
    public static Next<State, Output> UpUnproven(
        Config config, State state, Instant now, Input input) => BfdSession.Step(
            config, state, now,
            input is Input.Heard(var message)
                ? Says(message, state.Phase == Phase.Down ? Phase.Init : Phase.Up)
                : input);

    /// <summary>Who is down does not hear that the neighbour hears him.</summary>
    public static Next<State, Output> InitUnheeded(
        Config config, State state, Instant now, Input input) => BfdSession.Step(
            config, state, now,
            state.Phase == Phase.Down
                && input is Input.Heard(var message) && message.From.Phase == Phase.Init
                ? Says(message, Phase.Up)
                : input);

    private static Input Says(Message message, Phase phase) => new Input.Heard(
        message with { From = message.From with { Phase = phase } });
}
