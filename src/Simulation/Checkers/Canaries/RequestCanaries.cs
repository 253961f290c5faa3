using Holdfast.StateMachines;
using static Holdfast.StateMachines.Ike.MessageIds;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>
/// I6b: members that replicate message IDs, and not what was sent under them: what an existing
/// system does with its counters, which go up when a request is sent and when one is received.
/// </summary>
public static class RequestCanaries
{
    /// <summary>Whoever takes over knows that a request was sent, and not what it said.</summary>
    public static Next<State, Output> RequestForgotten(
        Config config, State state, Instant now, Input input) => Step(
        config, state, now,
        input is Input.Promoted(var facts)
            ? new Input.Promoted(facts with { Requests = [] })
            : input);

    /// <summary>Whoever takes over knows that a request was taken, and not what was answered.
    /// </summary>
    public static Next<State, Output> AnswerForgotten(
        Config config, State state, Instant now, Input input) => Step(
        config, state, now,
        input is Input.Promoted(var facts)
            ? new Input.Promoted(facts with { Responses = [] })
            : input);
}
