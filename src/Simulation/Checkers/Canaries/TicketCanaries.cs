using Holdfast.StateMachines;
using static Holdfast.StateMachines.Resumption.ResumptionGateway;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>Gateways that take a ticket twice over the cluster, or after its end.</summary>
public static class TicketCanaries
{
    /// <summary>A resumption takes effect before the other members know of it.</summary>
    public static Next<State, Output> ResumedUnheard(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        foreach (var output in next.Outputs)
        {
            if (output is Output.Share(var id, _))
            {
                var taken = Step(config, next.State, now, new Input.Agreed(id));
                foreach (var more in taken.Outputs)
                {
                    next = next with { Outputs = next.Outputs.Add(more) };
                }

                return next with { State = taken.State };
            }
        }

        return next;
    }

    /// <summary>A member that starts takes what it knows, which is nothing, for all there is.
    /// </summary>
    public static Next<State, Output> StartsKnowing(
        Config config, State state, Instant now, Input input) => Step(
        config,
        state.Since is null ? state with { Since = now - config.Lifetime } : state, now, input);

    /// <summary>What was deleted at another member is good here.</summary>
    public static Next<State, Output> DeletedHereAlone(
        Config config, State state, Instant now, Input input) => Step(
        config, state, now, input is Input.SaDeletedElsewhere ? new Input.Agreed(0) : input);

    /// <summary>A ticket is as good after its lifetime as it was in the beginning.</summary>
    public static Next<State, Output> OldTicketTaken(
        Config config, State state, Instant now, Input input) => Step(
        config, state, now, input switch
        {
            Input.ShownValue(var facts, var left) =>
                new Input.ShownValue(facts, Some(config, left)),
            Input.Proven(var facts, var left, var peer) =>
                new Input.Proven(facts, Some(config, left), peer),
            _ => input,
        });

    private static TimeSpan Some(Config config, TimeSpan left) =>
        left > TimeSpan.Zero ? left : config.Lifetime;
}
