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
    private readonly HashSet<Prefix> _dueRoutes = [];
    private bool _areRoutesDue;

    /// <summary>Prefixes to which routes stand here.</summary>
    public IReadOnlyCollection<Prefix> Routes => _routes.Keys;

    private void CarryRoute(ReverseRouteInjection.Output change)
    {
        switch (change)
        {
            case ReverseRouteInjection.Output.Add(var route):
                _routes[route.Prefix] = _routes.GetValueOrDefault(route.Prefix) + 1;
                _installed.Add(route);
                CountUsable(route.Prefix);
                _stage.TellRoute(_box.Name, route.Prefix, isThere: true);
                break;
            case ReverseRouteInjection.Output.Withdraw(var route):
                CountUsable(route.Prefix);
                if ((_stage.Options.Mischief
                    & (Mischief.RouteKept | Mischief.DeafToFences)) == Mischief.None)
                {
                    Withdraw(route.Prefix);
                    _installed.Remove(route);
                    _stage.TellRoute(_box.Name, route.Prefix, isThere: false);
                }

                break;
            case ReverseRouteInjection.Output.Release(var sa):
                if (_paths.TryGetValue(new((uint)sa), out var released))
                {
                    released.IsReleased = true;
                }

                if (_releases.Remove(new Spi((uint)sa), out var then))
                {
                    then();
                }

                break;
            case ReverseRouteInjection.Output.Replace(var old, var route):
                _installed.Remove(old);
                _installed.Add(route);
                Replace(route.Prefix);
                break;
            case ReverseRouteInjection.Output.Guard
                or ReverseRouteInjection.Output.Unguard or ReverseRouteInjection.Output.Conflict
                or ReverseRouteInjection.Output.ConflictEnded or ReverseRouteInjection.Output.Yield
                or ReverseRouteInjection.Output.Refused:
                break;
        }
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
    private void CountUsable() => _areRoutesDue = true;

    /// <summary>What the route to a prefix follows has changed.</summary>
    private void CountUsable(Prefix prefix) => _dueRoutes.Add(prefix);

    /// <summary>Whether an SA for a prefix is there and not ready: the one that it replaces carries
    /// traffic as long.</summary>
    private bool IsAwaited(Prefix prefix) =>
        PathsTo(prefix).Any(path => path is { IsReady: false, IsEnding: false });

    private IEnumerable<DataPath> PathsTo(Prefix prefix) =>
        _byNetwork.GetValueOrDefault(NetworkOf(prefix.Address), [])
            .Where(path => path.Remote == prefix);

    private bool CallsForRoute(DataPath path) => path is { Out: not null, IsReady: true }
        && (!path.IsEnding || IsAwaited(path.Remote));

    /// <summary>I14: after each event routes stand where SAs are usable, and nowhere else.
    /// </summary>
    private void CheckRoutes()
    {
        var isOpen = IsOpen && _state.Drain is not MemberDrain.State.Yielding;
        if (_areRoutesDue)
        {
            var calls = new HashSet<Prefix>();
            if (isOpen)
            {
                calls.UnionWith(_paths.Values.Where(CallsForRoute).Select(path => path.Remote));
            }

            _stage.Watch.Routes(_box, calls, _routes.Keys);
        }
        else
        {
            foreach (var prefix in _dueRoutes)
            {
                _stage.Watch.Route(
                    _box, prefix, isOpen && PathsTo(prefix).Any(CallsForRoute),
                    _routes.ContainsKey(prefix));
            }
        }

        _areRoutesDue = false;
        _dueRoutes.Clear();
    }
}
