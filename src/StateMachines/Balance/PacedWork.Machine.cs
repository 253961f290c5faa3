using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Balance;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class PacedWork
{
    /// <summary>Nothing waits, and nothing runs.</summary>
    public static State Empty { get; } = new(default, default, 0, 0, null);

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(PacedWork))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            Recount = Recount,
            PhaseOf = state => state.Waiting > 0 ? "Waiting"
                : state.Running > 0 ? "Running"
                : "Idle",
            Alphabet = Letters(),
        };

    /// <summary>Nothing waits, and nothing runs.</summary>
    public static State Initial(Config config, Instant now) => Empty;

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) =>
        state.From is { } from ? state with { From = from + by } : state;

    /// <summary>With the origin as now: a flow that is through is none.</summary>
    public static State Normalize(Config config, State state) =>
        state.From <= Instant.Zero ? state with { From = null } : state;

    /// <summary>Turns are numbered from 0: those that were, then those to come in their order.
    /// </summary>
    private static State Recount(State state)
    {
        var (places, turns, next) = (state.Places, default(Turns), 0UL);
        foreach (var running in state.Places.Where(state.IsRunning))
        {
            places = places.With(running with { Turn = next++ });
        }

        foreach (var waiting in state.Turns)
        {
            var place = waiting with { Turn = next++ };
            places = places.With(place);
            turns = turns.With(place);
        }

        return state with { Places = places, Turns = turns, NextTurn = next };
    }

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("rekey of 1 owed", (_, _) => new Input.Wanted(1, Work.RekeyIkeSa, Urgency.Owed)),
        new("rekey of 2 owed", (_, _) => new Input.Wanted(2, Work.RekeyIkeSa, Urgency.Owed)),
        new("2 wanted", (_, _) => new Input.Wanted(2, Work.RekeyIkeSa, Urgency.Wanted)),
        new("1 done", (_, _) => new Input.Done(1)),
        new("2 done", (_, _) => new Input.Done(2)),
        new("1 failed", (_, _) => new Input.Failed(1)),
        new("2 withdrawn", (_, _) => new Input.Withdrawn(2)),
        new("demoted", (_, _) => new Input.Demoted()),
    ];
}
