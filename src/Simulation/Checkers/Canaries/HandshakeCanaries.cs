using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Ike.IkeResponder;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>First exchanges that are wrong.</summary>
public static class HandshakeCanaries
{
    /// <summary>Believed: IKE_AUTH is answered before anybody else knows what it makes.</summary>
    public static Next<State, Output> AnsweredBeforeFact(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return next.Outputs is [Output.Establish(var made)]
            ? next with
            {
                Outputs = [new Output.Send(made.Response!.Octets), .. next.Outputs],
            }
            : next;
    }

    /// <summary>Ending: what is half-open has no end.</summary>
    public static Next<State, Output> HalfOpenKept(
        Config config, State state, Instant now, Input input) => input is Input.Tick
            ? new(state, default, default)
            : Step(config, state, now, input);

    /// <summary>Agreed: whoever began ends all others that stand, even what the other side has
    /// begun meanwhile, and so does who is told that there is no other.</summary>
    public static Items<IkeSaId> BeginnerEndsAll(
        Established made, Items<(IkeSaId Id, IkeRole Role)> standing, Items<IkeSaId> before)
    {
        ArgumentNullException.ThrowIfNull(made);
        return made.IsInitialContact || made.Role == IkeRole.Initiator
            ? [.. standing.Select(one => one.Id)]
            : [];
    }
}
