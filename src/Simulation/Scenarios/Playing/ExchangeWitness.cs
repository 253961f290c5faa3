using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>Beside the exchanges of members: no wish is dropped for which the peer had no time.
/// </summary>
internal sealed class ExchangeWitness : RunWitness
{
    public override RunOptions Beside(RunOptions options)
    {
        var step = options.Exchanges;
        return options with
        {
            Exchanges = (config, state, now, input) =>
            {
                var next = step(config, state, now, input);
                foreach (var output in next.Outputs)
                {
                    if (output is IkeExchanges.Output.Ended(_, IsDone: false, { } why)
                        && why.Data.Tag == NotifyType.TemporaryFailure)
                    {
                        Break(RetriedExchanges.Card.Invariant);
                    }
                }

                return next;
            },
        };
    }
}
