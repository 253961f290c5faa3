using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines.Bfd;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>Beside the sessions of members: none is up that has heard nothing for the Detection
/// Time, RFC 5880 §6.8.4.</summary>
internal sealed class BfdWitness : RunWitness
{
    private readonly Dictionary<uint, (Instant At, TimeSpan For)> _heard = [];

    public override RunOptions Beside(RunOptions options)
    {
        var step = options.Bfd;
        return options with
        {
            Bfd = (config, state, now, input) =>
            {
                if (state.Phase == BfdSession.Phase.Up
                    && _heard.TryGetValue(config.Discriminator, out var last)
                    && now - last.At > last.For)
                {
                    Break(HeardNeighbours.Card.Invariant);
                }

                if (input is BfdSession.Input.Heard(var message))
                {
                    var theirs = message.From.DesiredMinTx;
                    var slower = theirs > config.RequiredMinRx ? theirs : config.RequiredMinRx;
                    _heard[config.Discriminator] =
                        (now, message.From.DetectMultiplier * slower);
                }

                return step(config, state, now, input);
            },
        };
    }
}
