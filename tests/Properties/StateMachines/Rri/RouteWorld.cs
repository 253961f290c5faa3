using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Rri;

/// <summary>
/// A member's SAs, routes, guards and address, on which outputs are carried out one by one; each
/// instant between two of them is looked at.
/// </summary>
internal sealed class RouteWorld(Config config)
{
    public static readonly Prefix[] Prefixes =
    [
        Prefix.Parse("10.0.0.0/8"), Prefix.Parse("10.1.0.0/16"), Prefix.Parse("10.2.0.0/16"),
    ];

    private readonly HashSet<Route> _routes = [];
    private readonly HashSet<Prefix> _guards = [];
    private readonly HashSet<Prefix> _protected = [];
    private readonly Dictionary<ulong, Sa> _sas = [];
    private ulong _next = 1;
    private Instant _now;

    /// <summary>An SA as the world has it.</summary>
    public sealed record Sa(ulong Peer, NextHop Via, bool IsReady, Items<Prefix> Prefixes);

    public RouteTable Table { get; private set; } = RouteTable.Empty(config, 100);

    public IReadOnlySet<Route> Routes => _routes;

    public static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    /// <summary>Does something that may happen, and looks at each instant of it.</summary>
    /// <param name="choices">What happens.</param>
    /// <param name="isBackwards">Whether outputs are carried out in the wrong order.</param>
    public void Go(Choices choices, bool isBackwards = false)
    {
        _now += TimeSpan.FromTicks(choices.Below(4));
        var peer = (ulong)choices.Below(2) + 1;
        var sa = _sas.Count == 0 ? 0 : choices.Of([.. _sas.Keys]);
        switch (choices.Below(12))
        {
            case 0 or 1 or 2:
                Up(peer, Some(choices), choices.Chance(70));
                break;
            case 3 when sa != 0:
                _sas[sa] = _sas[sa] with { IsReady = true };
                Do(Table.Ready(_now, sa));
                break;
            case 4 when sa != 0:
                Do(Table.Down(_now, sa), isBackwards);
                break;
            case 5 when sa != 0:
                _sas[sa] = _sas[sa] with { IsReady = false };
                Do(Table.Lost(_now, sa), isSudden: true);
                break;
            case 6 when sa != 0:
                Rekey(sa, choices.Chance(70));
                break;
            case 7 when sa != 0:
                _sas[sa] = _sas[sa] with { Via = new(null, choices.Below(3) + 1) };
                Do(Table.Move(_now, sa, _sas[sa].Via), isSudden: true);
                break;
            case 8:
                PeerDead(peer);
                break;
            case 9 or 10:
                Do(Table.Promote(_now));
                break;
            case 11:
                Leave(choices);
                break;
        }

        Do(Table.Tick(_now));
        AtRest();
    }

    public void Up(ulong peer, Items<Prefix> prefixes, bool isReady)
    {
        var sa = _next++;
        _sas[sa] = new(peer, new(null, (int)peer), isReady, prefixes);
        Assert.True(Table.TryUp(
            _now, 0, prefixes, new(sa, peer, _sas[sa].Via, isReady), out var change));
        Do(change);
        _protected.UnionWith(prefixes);
    }

    public void PeerDead(ulong peer)
    {
        foreach (var (dead, one) in _sas.Where(one => one.Value.Peer == peer).ToList())
        {
            _sas[dead] = one with { IsReady = false };
        }

        Do(Table.PeerDead(_now, peer), isSudden: true);
    }

    public void Promote() => Do(Table.Promote(_now));

    /// <summary>I15: no instant without a route that the old and the new SA both need.</summary>
    private void Rekey(ulong old, bool isReady)
    {
        var before = _sas[old];
        var routed = _routes.Where(route => before.Prefixes.Contains(route.Prefix))
            .Select(route => route.Prefix).ToList();
        var sa = _next++;
        _sas[sa] = before with { IsReady = isReady };
        Assert.True(Table.TryRekey(
            _now, 0, before.Prefixes, old, new(sa, before.Peer, before.Via, isReady),
            out var change));
        Do(change, always: () => Assert.All(
            routed, prefix => Assert.Contains(_routes, route => route.Prefix == prefix)));
    }

    private void Leave(Choices choices)
    {
        if (choices.Chance(40))
        {
            Do(Table.Drain(_now, TimeSpan.FromTicks(choices.Below(6))));
            return;
        }

        foreach (var (sa, one) in _sas.ToList())
        {
            _sas[sa] = one with { IsReady = false };
        }

        var change = Table.Demote(_now, choices.Chance(50));
        Do(change, isSudden: true);
        Assert.Equal(new Output.Yield(), change.Outputs[^1]);
    }

    private void Do(
        RouteTable.Change change, bool isBackwards = false, bool isSudden = false,
        Action? always = null)
    {
        Table = change.Table;
        always?.Invoke();
        foreach (var output in isBackwards ? change.Outputs.Reverse() : change.Outputs)
        {
            CarryOut(output, isSudden);
            always?.Invoke();

            // No leak: at no instant is a protected prefix left to other routes.
            Assert.All(_protected, prefix => Assert.Contains(prefix, _guards));
        }
    }

    private void CarryOut(Output output, bool isSudden)
    {
        switch (output)
        {
            case Output.Guard guard:
                Assert.True(_guards.Add(guard.Prefix));
                break;
            case Output.Unguard unguard:
                Assert.True(_guards.Remove(unguard.Prefix));
                break;
            case Output.Add add:
                Assert.Contains(add.Route.Prefix, _guards);
                Assert.True(Serves(add.Route), $"added before it works: {add.Route}");
                Assert.True(_routes.Add(add.Route));
                break;
            case Output.Replace replace:
                Assert.True(Serves(replace.New), $"moved to what does not work: {replace.New}");
                Assert.True(_routes.Remove(replace.Old));
                Assert.True(_routes.Add(replace.New));
                break;
            case Output.Withdraw withdraw:
                Assert.True(_routes.Remove(withdraw.Route));
                break;
            case Output.Release(var sa):
                _sas.Remove(sa);
                Assert.True(isSudden || _routes.All(Serves), $"SA {sa} goes before its route");
                break;
            case Output.Yield:
                Assert.Empty(_routes);
                break;
            case Output.Conflict or Output.ConflictEnded or Output.Refused:
                break;
        }
    }

    /// <summary>I14, in both directions, between any two events.</summary>
    private void AtRest()
    {
        Assert.Equal(Table.Routes, _routes.OrderBy(route => route.Prefix));
        Assert.True(_routes.Count == 0 || Table.Role == Role.Active);
        Assert.All(_routes, route => Assert.True(Serves(route), $"nothing serves {route}"));
        foreach (var prefix in Prefixes)
        {
            var facts = Table.StateOf(0, prefix) is { } state ? FactsOf(state) : null;
            var isServed = facts is { Role: Role.Active } && facts.Claims.Any(
                claim => claim.IsReady && claim.Peer == facts.Holder);
            Assert.Equal(isServed, _routes.Any(route => route.Prefix == prefix));
        }

        foreach (var table in (RouteTable[])
            [Table, Table.Rebase(_now - Instant.Zero), Table.Normalize()])
        {
            Assert.Equal(FirstEndOf(table), table.Deadline());
        }
    }

    /// <summary>When the first of the prefixes that drain is done, by their own machines.</summary>
    private static Instant? FirstEndOf(RouteTable table) => Prefixes
        .Select(prefix => table.StateOf(0, prefix))
        .OfType<State.Draining>()
        .Min(draining => (Instant?)draining.Until);

    private bool Serves(Route route) => _sas.Values.Any(
        sa => sa.IsReady && sa.Via == route.Via && sa.Prefixes.Contains(route.Prefix));

    private static Items<Prefix> Some(Choices choices)
    {
        var which = choices.Below(7) + 1;
        return [.. Prefixes.Where((_, at) => (which & (1 << at)) != 0)];
    }
}
