using Holdfast.StateMachines;
using static Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>Sides of RFC 6311 that are wrong on purpose.</summary>
public static class IdSyncCanaries
{
    /// <summary>I8: it asks again with the same ID, as requests are sent again otherwise.
    /// </summary>
    public static Next<State, Output> SameMarkAgain(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return state is State.Drawing { Sent: > 0, Marks.Sent: { } before }
            && next is { State: State.Waiting waiting, Outputs: [Output.Ask ask] }
            ? next with
            {
                State = waiting with { M1 = before, Marks = waiting.Marks with { Sent = before } },
                Outputs = [ask with { M1 = before }],
            }
            : next;
    }

    /// <summary>I7: the peer answers one that names no higher ID than one before it.</summary>
    public static Next<State, Output> EqualMarkObeyed(
        Config config, State state, Instant now, Input input) =>
        state is State.Idle { Marks.Seen: { } seen } idle && input is Input.Asked asked
            ? Step(
                config,
                idle with { Marks = idle.Marks with { Seen = seen - 1 } },
                now,
                asked with { Numbers = asked.Numbers with { Receive = 0 } })
            : Step(config, state, now, input);
}
