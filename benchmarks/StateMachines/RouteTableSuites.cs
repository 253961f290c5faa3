using BenchmarkDotNet.Attributes;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>Changes of a table of 1000 prefixes, each with an SA of its own.</summary>
[MemoryDiagnoser]
public class RouteTableSuite
{
    private const ulong Sa = 501;
    private static readonly NextHop Via = new(null, 3);
    private static readonly Items<Prefix> One = [Prefix.Parse("10.2.0.0/24")];

    private RouteTable _table = null!;

    /// <summary>Makes the table.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!ReverseRouteInjection.Config.TryCreate(new(), out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _table = RouteTable.Empty(config, 1000).Promote(Instant.Zero).Table;
        for (var n = 0U; n < 1000; n++)
        {
            var prefix = Prefix.Of(
                HostAddress.From([10, (byte)(n / 250), (byte)(n % 250), 0]), 24);
            _table.TryUp(
                Instant.Zero, 0, [prefix], new(n + 1, n, Via, IsReady: true), out var change);
            _table = change.Table;
        }
    }

    /// <summary>What happens to a route most often.</summary>
    [Benchmark]
    public RouteTable Rekeyed()
    {
        _table.TryRekey(
            Instant.Zero, 0, One, Sa, new(5000, 500, Via, IsReady: true), out var change);
        return change.Table;
    }

    /// <summary>The last SA of a prefix goes.</summary>
    [Benchmark]
    public RouteTable LastDown() => _table.Down(Instant.Zero, Sa).Table;

    /// <summary>When a tick is due, where nothing drains.</summary>
    [Benchmark]
    public Instant? Deadline() => _table.Deadline();
}
