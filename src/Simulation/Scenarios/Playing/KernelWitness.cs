using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Beside the routes and SAs of members, between any two things that they do: nothing is led to an
/// SA that is gone, no rekey is without a route, and nobody sends to where nobody receives.
/// </summary>
internal sealed class KernelWitness : RunWitness
{
    private readonly Dictionary<(string Who, Prefix Prefix), SteadyRoutes> _routed = [];

    public override RunOptions Beside(RunOptions options) => options with
    {
        Kernel = Look,
        Missed = (_, _) => Break(ShortHoles.Card.Invariant),
    };

    private void Look(KernelLook look)
    {
        // The host of the world never leaves by another way: what no route leads anywhere is
        // dropped.
        if (NothingInClear.Leaks(
            forwards: true, look.IsRouted, isGuarded: true, hasSa: look.HasSa))
        {
            Break(NothingInClear.Card.Invariant);
        }

        var place = (look.Who, look.Prefix);
        var seen = _routed.GetValueOrDefault(place);
        seen = !look.IsCalledFor ? default
            : look.IsRouted ? seen.Begun(isRouted: true)
            : seen.Seen(isRouted: false);
        _routed[place] = seen;
        if (seen.Without > 0)
        {
            Break(SteadyRoutes.Card.Invariant);
        }
    }
}
