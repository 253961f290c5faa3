using Holdfast.StateMachines;

namespace Holdfast.Tests.Properties.StateMachines;

/// <summary>A lamp on a staircase: lit by a press, dark after a while.</summary>
public static class Lamp
{
    public abstract record State
    {
        private State()
        {
        }

        public sealed record Dark : State;

        /// <summary>Ballast is null; a machine wrong on purpose puts something in.</summary>
        public sealed record Lit(Instant Since, int Presses, object? Ballast = null) : State;

        public sealed record Broken : State;
    }

    public enum Input
    {
        Tick,
        Press,
        Smash,
    }

    public sealed record Output(bool On);

    public static readonly Machine<TimeSpan, State, Input, Output> Machine = new("Lamp")
    {
        Initial = (_, _) => new State.Dark(),
        Step = Step,
        Deadline = Deadline,
        Rebase = (state, by) => state switch
        {
            State.Lit lit => lit with { Since = lit.Since + by },
            State.Dark or State.Broken => state,
        },
        Normalize = (litFor, state) => state switch
        {
            State.Lit lit => lit with { Since = Instant.Latest(lit.Since, Instant.Zero - litFor) },
            State.Dark or State.Broken => state,
        },
        IsTerminal = state => state is State.Broken,
        Tick = Input.Tick,
        Alphabet =
        [
            new("press", (_, _) => Input.Press),
            new("smash", (_, _) => Input.Smash),
        ],
    };

    public static Instant? Deadline(TimeSpan litFor, State state) => state switch
    {
        State.Lit lit => lit.Since + litFor,
        State.Dark or State.Broken => null,
    };

    public static Next<State, Output> Step(
        TimeSpan litFor, State state, Instant now, Input input) => state switch
        {
            State.Dark => input switch
            {
                Input.Tick => new(state, default, new("Lamp", "nothing is due")),
                Input.Press => new(new State.Lit(now, 1), [new(true)], new("Lamp", "pressed")),
                Input.Smash => new(new State.Broken(), default, new("Lamp", "smashed")),
            },
            State.Lit lit => input switch
            {
                Input.Tick => lit.Since + litFor <= now
                    ? new(new State.Dark(), [new(false)], new("Lamp", "the time is over"))
                    : new(state, default, new("Lamp", "nothing is due")),
                Input.Press => new(
                    lit with { Presses = Math.Min(lit.Presses + 1, 3) }, default,
                    new("Lamp", "pressed again")),
                Input.Smash => new(new State.Broken(), [new(false)], new("Lamp", "smashed")),
            },
            State.Broken => new(state, default, new("Lamp", "broken")),
        };
}
