using Holdfast.Codec;
using Holdfast.Simulation.Scenarios.RriOrder;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// What a process that died has left in the kernel. Law: what leads to old SAs goes before them, by
/// the shipped comparison of what is there with what is to be.
/// </content>
internal sealed partial class MemberLife
{
    private readonly List<Route> _installed = [];

    /// <summary>What stays when its process dies, and the box does not. A standby has no SAs there.
    /// </summary>
    public LeftKernel Left() => new(
        [.. _installed],
        IsOpen
            ? [.. _paths.Values.Where(path => path is { Out: not null, IsReleased: false })
                .Select(path => new LeftSa(path.Sa.Inbound, path.Remote))]
            : []);

    private void PutInOrder(LeftKernel left)
    {
        var (routes, sas) = (left.Routes.ToList(), left.Sas.ToList());
        var areSasFirst = Flaw == TunnelFlaw.SasFlushedFirst;
        if (areSasFirst)
        {
            Flush(sas, routes);
        }

        // Who drops what has no route is there before any process is, and stays: no guard is put
        // here.
        foreach (var output in _state.Routes.Reconcile(routes.ToArray(), []).Outputs)
        {
            if (output is ReverseRouteInjection.Output.Withdraw(var route))
            {
                routes.Remove(route);
                _stage.Tell(
                    MomentKind.Route, _box.Name, $"finds a route to {route.Prefix}: it goes");
                LookAtLeft(routes, sas);
            }
        }

        if (!areSasFirst)
        {
            Flush(sas, routes);
        }
    }

    private void Flush(List<LeftSa> sas, List<Route> routes)
    {
        foreach (var sa in sas.ToArray())
        {
            sas.Remove(sa);
            LookAtLeft(routes, sas);
        }
    }

    private void LookAtLeft(List<Route> routes, List<LeftSa> sas)
    {
        foreach (var prefix in routes.Select(route => route.Prefix)
            .Concat(sas.Select(sa => sa.Remote)).Distinct())
        {
            _stage.Options.Kernel?.Invoke(new(
                _box.Name, prefix, routes.Exists(route => route.Prefix == prefix),
                sas.Exists(sa => sa.Remote == prefix), IsCalledFor: false));
        }
    }
}
