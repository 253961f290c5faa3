using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.Tests.Examples.StateMachines.Rri;

/// <summary>Many prefixes: overlaps, SAs with several prefixes, a restart.</summary>
public sealed class RouteTables
{
    private static readonly NextHop Carol = new(HostAddress.Parse("192.0.2.7"), 0);
    private static readonly NextHop Dave = new(HostAddress.Parse("192.0.2.8"), 0);
    private static readonly Prefix Wide = Prefix.Parse("10.3.0.0/16");
    private static readonly Prefix Narrow = Prefix.Parse("10.3.9.0/24");
    private static readonly RouteTable Active =
        RouteTable.Empty(Checked(new()), 4).Promote(default).Table;

    [Fact]
    public void The_longest_prefix_decides_also_while_it_is_down()
    {
        var table = Up(Up(Active, 1, 7, Carol, Wide), 2, 8, Dave, Narrow);
        Assert.Equal(Carol, RouteTo(table, "10.3.1.1")?.Via);
        Assert.Equal(Dave, RouteTo(table, "10.3.9.1")?.Via);

        // Dave's traffic does not go to Carol, nor in the clear, because Dave is away.
        var down = table.Down(default, 2).Table;
        Assert.True(down.TryRoute(0, HostAddress.Parse("10.3.9.1"), out var route));
        Assert.Null(route);
        Assert.False(down.TryRoute(0, HostAddress.Parse("10.4.0.1"), out _));
        Assert.False(down.TryRoute(1, HostAddress.Parse("10.3.9.1"), out _));
    }

    [Fact]
    public void An_SA_is_let_go_after_the_routes_of_all_its_prefixes()
    {
        var table = Up(Active, 1, 7, Carol, Wide, Narrow);
        var down = table.Down(default, 1);
        Assert.Equal(
            ["Withdraw", "Withdraw", "Release"],
            down.Outputs.Select(output => output.GetType().Name));
    }

    [Fact]
    public void A_rekey_with_other_prefixes_adds_before_it_withdraws()
    {
        var table = Up(Active, 1, 7, Carol, Wide);
        Assert.True(table.TryRekey(
            default, 0, [Wide, Narrow], 1, new(2, 7, Carol, IsReady: true), out var wider));
        Assert.Equal(
            ["Guard", "Add", "Release"],
            wider.Outputs.Select(output => output.GetType().Name));
        Assert.True(wider.Table.TryRekey(
            default, 0, [Narrow], 2, new(3, 7, Carol, IsReady: true), out var narrower));
        Assert.Equal(
            [new Output.Withdraw(new(Wide, Carol, 9, 77, 0)), new Output.Release(2)],
            narrower.Outputs);
    }

    [Fact]
    public void No_longer_active_is_said_once_after_all_routes()
    {
        var table = Up(Active, 1, 7, Carol, Wide, Narrow);
        Assert.Equal(
            ["Withdraw", "Withdraw", "Yield"],
            table.Demote(default, isFenced: true).Outputs.Select(one => one.GetType().Name));

        var drain = table.Drain(default, TimeSpan.FromSeconds(2));
        Assert.Equal(
            ["Withdraw", "Withdraw"], drain.Outputs.Select(one => one.GetType().Name));
        var due = drain.Table.Deadline();
        Assert.Equal(Instant.FromMilliseconds(2_000), due);
        var yields = drain.Table.Tick(due!.Value);
        Assert.Equal([new Output.Yield()], yields.Outputs);
        Assert.Empty(yields.Table.Tick(due.Value + TimeSpan.FromSeconds(1)).Outputs);
        Assert.Equal(
            [new Output.Yield()], Active.Drain(default, TimeSpan.FromSeconds(2)).Outputs);
    }

    /// <summary>In whatever order they came and went.</summary>
    [Fact]
    public void What_is_due_at_one_instant_is_let_go_in_the_order_of_prefixes()
    {
        Prefix[] sorted =
            [Prefix.Parse("10.2.0.0/16"), Wide, Narrow, Prefix.Parse("10.9.0.0/16")];
        var empty = RouteTable.Empty(Checked(new() { DrainFor = TimeSpan.FromSeconds(2) }), 4)
            .Promote(default).Table;
        foreach (var given in (Prefix[][])
            [sorted, [.. sorted.Reverse()], [.. sorted[2..], .. sorted[..2]]])
        {
            var table = given.Aggregate(
                empty, (table, prefix) => Up(table, SaOf(prefix), 7, Carol, prefix));
            table = given.Aggregate(
                table, (table, prefix) => table.Down(default, SaOf(prefix)).Table);
            var due = table.Tick(table.Deadline()!.Value);
            Assert.Equal(
                sorted.Select(prefix => new Output.Release(SaOf(prefix))),
                due.Outputs.OfType<Output.Release>());
            Assert.Null(due.Table.Deadline());
        }

        ulong SaOf(Prefix prefix) => (ulong)Array.IndexOf(sorted, prefix) + 1;
    }

    [Fact]
    public void More_prefixes_than_there_is_room_for_change_nothing()
    {
        var table = Up(Active, 1, 7, Carol, Wide, Narrow);
        Prefix[] three =
        [
            Prefix.Parse("10.4.0.0/16"), Prefix.Parse("10.5.0.0/16"), Prefix.Parse("10.6.0.0/16"),
        ];
        Assert.False(table.TryUp(
            default, 0, [.. three], new(2, 8, Dave, IsReady: true), out var change));
        Assert.Equal(table, change.Table);
        Assert.Empty(change.Outputs);
        Assert.False(
            Up(table, 2, 8, Dave, three[..2]).TryProtect(default, 0, three[2], out _));
    }

    [Fact]
    public void A_prefix_that_nobody_needs_is_forgotten()
    {
        var table = Up(Active, 1, 7, Carol, Wide);
        table = table.Unprotect(default, 0, Wide).Table;
        Assert.Equal(1, table.Count);
        Assert.Equal(Active, table.Down(default, 1).Table);
    }

    [Fact]
    public void After_a_restart_the_systems_routes_become_the_wanted_ones()
    {
        var table = Up(Up(Active, 1, 7, Carol, Wide), 2, 8, Dave, Narrow);
        var stale = new Route(Prefix.Parse("10.9.0.0/16"), Carol, 9, 77, 0);
        var foreign = new Route(Prefix.Parse("10.8.0.0/16"), Carol, 9, 1, 0);
        var wrong = new Route(Narrow, Carol, 9, 77, 0);

        var repair = table.Reconcile([stale, foreign, wrong], [new(0, Narrow)]);
        Assert.Equal(
            [
                new Output.Guard(Wide, 0, GuardBy.Route),
                new Output.Withdraw(stale),
                new Output.Replace(wrong, wrong with { Via = Dave }),
                new Output.Add(new(Wide, Carol, 9, 77, 0)),
            ],
            repair.Outputs);
        Assert.Empty(repair.InTheWay);
        Assert.Empty(table.Reconcile(table.Routes, table.Guards).Outputs);
    }

    [Fact]
    public void A_foreign_route_is_told_and_never_overwritten()
    {
        var table = Up(Active, 1, 7, Carol, Wide);
        var foreign = new Route(Wide, Dave, 9, 1, 0);
        var repair = table.Reconcile([foreign], table.Guards);
        Assert.Empty(repair.Outputs);
        Assert.Equal([new RouteTable.Foreign(foreign)], repair.InTheWay);
    }

    private static Route? RouteTo(RouteTable table, string address)
    {
        Assert.True(table.TryRoute(0, HostAddress.Parse(address), out var route));
        return route;
    }

    private static RouteTable Up(
        RouteTable table, ulong sa, ulong peer, NextHop via, params Prefix[] prefixes)
    {
        Assert.True(table.TryUp(
            default, 0, [.. prefixes], new(sa, peer, via, IsReady: true), out var change));
        return change.Table;
    }

    private static Config Checked(Settings settings) => Config.TryCreate(
        settings with { Distance = 9, Tag = 77 }, out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
