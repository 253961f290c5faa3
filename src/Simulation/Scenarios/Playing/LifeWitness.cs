using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Scenarios.Forgeries;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines.Dpd;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Beside the DPD of members: an answer to nothing that is open, a question before the last one,
/// and what is not protected prove neither life nor death.
/// </summary>
internal sealed class LifeWitness : RunWitness
{
    public override RunOptions Beside(RunOptions options)
    {
        var step = options.Machines.Dpd;
        return options with
        {
            Machines = options.Machines with
            {
                Dpd = (config, state, now, input) =>
                {
                    var next = step(config, state, now, input);
                    if (IsUnproven(state, input)
                        && ProvenLife.Of(state) != ProvenLife.Of(next.State))
                    {
                        Break(ProvenLife.Card.Invariant);
                    }

                    return next;
                },
            },
        };
    }

    private static bool IsUnproven(State state, Input input) => input switch
    {
        Input.RUThereAck(var number) => state is not State.Probing probing
            || number - probing.First > probing.Last - probing.First,
        Input.RUThere(var number) => DpdSideMachine.NumbersOf(state).Awaited is { } awaited
            && (int)(number - awaited) < 0,
        Input.Refused => true,
        Input.Offered or Input.Announced or Input.Heard or Input.Outbound or Input.Promoted
            or Input.Demoted or Input.Tick => false,
    };
}
