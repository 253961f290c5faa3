using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.Tests.Examples.StateMachines.Rri;

/// <summary>A table is what it routes, whatever came first.</summary>
public sealed class RouteOrder
{
    private static readonly NextHop Carol = new(HostAddress.Parse("192.0.2.7"), 0);
    private static readonly Prefix[] OneAddress =
    [
        Prefix.Parse("10.0.0.0/8"), Prefix.Parse("10.0.0.0/16"), Prefix.Parse("10.0.0.0/24"),
    ];

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public void Prefixes_that_begin_at_one_address_make_one_table_in_every_order(
        int first, int second, int third)
    {
        var table = With(0, 1, 2);
        Assert.Equal(table, With(first, second, third));
        Assert.Equal(table.GetHashCode(), With(first, second, third).GetHashCode());
    }

    /// <summary>Whoever carries changes out sees the shorter prefix first, whatever came first.
    /// </summary>
    [Fact]
    public void Prefixes_of_one_SA_change_in_their_order()
    {
        var table = RouteTable.Empty(Checked(), 4).Promote(default).Table;
        Assert.True(table.TryUp(
            default, 0, [OneAddress[2], OneAddress[0], OneAddress[1], OneAddress[0]],
            new(1, 7, Carol, IsReady: true), out var up));
        Assert.Equal(OneAddress, Prefixes(up));
    }

    private static IEnumerable<Prefix> Prefixes(RouteTable.Change change) =>
        change.Outputs.OfType<Output.Add>().Select(added => added.Route.Prefix);

    private static RouteTable With(params int[] order)
    {
        var table = RouteTable.Empty(Checked(), 4).Promote(default).Table;
        foreach (var at in order)
        {
            Assert.True(table.TryUp(
                default, 0, [OneAddress[at]], new((ulong)at, 7, Carol, IsReady: true),
                out var change));
            table = change.Table;
        }

        return table;
    }

    private static Config Checked() => Config.TryCreate(new(), out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
