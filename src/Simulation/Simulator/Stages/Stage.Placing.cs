using Holdfast.StateMachines.Balance;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>A canary of where gateways are served.</content>
internal sealed partial class Stage
{
    /// <summary>
    /// A canary: gateways are dealt out by their place and by how many of their members run, so one
    /// that comes or goes moves those of the others as well. What ships has an order for each
    /// gateway, and nothing else to decide.
    /// </summary>
    public void PlaceByCount()
    {
        if (!Options.Mischief.HasFlag(Mischief.PlacedByCount))
        {
            return;
        }

        for (var place = 0; place < Plan.Gateways.Count; place++)
        {
            var running = Members.Values.Where(
                    seat => seat.Gateway == Plan.Gateways[place] && seat.Life is not null)
                .OrderBy(seat => seat.Number).ToArray();
            for (var at = 0; at < running.Length; at++)
            {
                running[at].Life!.Take(new Input.AtDrain(at == place % running.Length
                    ? new MemberDrain.Input.Remain()
                    : new MemberDrain.Input.Leave()));
            }
        }
    }
}
