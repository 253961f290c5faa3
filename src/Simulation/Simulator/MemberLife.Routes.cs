using Holdfast.Protocol;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator;

/// <content>Injected routes.</content>
internal sealed partial class MemberLife
{
    private readonly Dictionary<Prefix, int> _routes = [];
    private readonly Dictionary<Spi, Action> _releases = [];
    private bool _isRouteDue;

    /// <summary>Prefixes to which routes stand here.</summary>
    public IReadOnlyCollection<Prefix> Routes => _routes.Keys;

    private void CarryRoute(ReverseRouteInjection.Output change)
    {
        switch (change)
        {
            case ReverseRouteInjection.Output.Add(var route):
                _routes[route.Prefix] = _routes.GetValueOrDefault(route.Prefix) + 1;
                _stage.TellRoute(_box.Name, route.Prefix, isThere: true);
                break;
            case ReverseRouteInjection.Output.Withdraw(var route):
                if ((_stage.Options.Mischief
                    & (Mischief.RouteKept | Mischief.DeafToFences)) == Mischief.None)
                {
                    Withdraw(route.Prefix);
                    _stage.TellRoute(_box.Name, route.Prefix, isThere: false);
                }

                break;
            case ReverseRouteInjection.Output.Release(var sa):
                if (_releases.Remove(new Spi((uint)sa), out var then))
                {
                    then();
                }

                break;
            case ReverseRouteInjection.Output.Replace or ReverseRouteInjection.Output.Guard
                or ReverseRouteInjection.Output.Unguard or ReverseRouteInjection.Output.Conflict
                or ReverseRouteInjection.Output.ConflictEnded or ReverseRouteInjection.Output.Yield
                or ReverseRouteInjection.Output.Refused:
                break;
        }

        CountUsable();
    }

    private void Withdraw(Prefix prefix)
    {
        if (_routes.TryGetValue(prefix, out var count) && count > 1)
        {
            _routes[prefix] = count - 1;
        }
        else
        {
            _routes.Remove(prefix);
        }
    }

    /// <summary>Routes, or what they follow, have changed.</summary>
    private void CountUsable() => _isRouteDue = true;

    /// <summary>Whether an SA for a prefix is there and not ready: the one that it replaces carries
    /// traffic as long.</summary>
    private bool IsAwaited(Prefix prefix) => _paths.Values.Any(
        path => path is { IsReady: false, IsEnding: false } && path.Remote == prefix);

    /// <summary>I14: after each event routes stand where SAs are usable, and nowhere else.
    /// </summary>
    private void CheckRoutes()
    {
        if (!_isRouteDue)
        {
            return;
        }

        _isRouteDue = false;
        var calls = new HashSet<Prefix>();
        if (IsOpen && _state.Drain is not MemberDrain.State.Yielding)
        {
            foreach (var path in _paths.Values)
            {
                if (path is { Out: not null, IsReady: true }
                    && (!path.IsEnding || IsAwaited(path.Remote)))
                {
                    calls.Add(path.Remote);
                }
            }
        }

        _stage.Watch.Routes(_box, calls, _routes.Keys);
    }
}
