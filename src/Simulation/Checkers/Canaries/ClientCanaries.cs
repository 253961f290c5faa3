using Holdfast.StateMachines;
using static Holdfast.StateMachines.Redirection.RedirectedClient;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>Clients that are wrong on purpose.</summary>
public static class ClientCanaries
{
    /// <summary>I22: a redirect that was followed is forgotten with the next gateway.</summary>
    public static Next<State, Output> RedirectsNotCounted(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return next.State is State.Greeting greeting
            ? next with
            {
                State = greeting with { Trail = greeting.Trail with { Followed = [] } },
            }
            : next;
    }
}
