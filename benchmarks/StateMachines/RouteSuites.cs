using BenchmarkDotNet.Attributes;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>One step of reverse route injection; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class RriStepSuite
{
    private static readonly ReverseRouteInjection.Input Rekey =
        new ReverseRouteInjection.Input.Rekey(1, new(2, 7, new(null, 3), IsReady: true));

    private static readonly ReverseRouteInjection.Input Down =
        new ReverseRouteInjection.Input.SaDown(1);

    private static readonly ReverseRouteInjection.Input Up =
        new ReverseRouteInjection.Input.SaUp(new(1, 7, new(null, 3), IsReady: true));

    private static readonly ReverseRouteInjection.Input Dead =
        new ReverseRouteInjection.Input.PeerDead(7);

    private ReverseRouteInjection.Config _config = null!;
    private ReverseRouteInjection.State _absent = null!;
    private ReverseRouteInjection.State _installed = null!;

    /// <summary>Makes the state.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!ReverseRouteInjection.Config.TryCreate(
            new() { Prefix = Prefix.Parse("10.3.0.0/16") }, out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
        _absent = ReverseRouteInjection.Initial(ReverseRouteInjection.Role.Active);
        _installed = ReverseRouteInjection.Step(_config, _absent, Instant.Zero, Up).State;
    }

    /// <summary>What happens to a route most often.</summary>
    [Benchmark]
    public ReverseRouteInjection.State Rekeyed() =>
        ReverseRouteInjection.Step(_config, _installed, Instant.Zero, Rekey).State;

    /// <summary>The last SA goes: a withdrawal and a release.</summary>
    [Benchmark]
    public ReverseRouteInjection.State LastDown() =>
        ReverseRouteInjection.Step(_config, _installed, Instant.Zero, Down).State;

    /// <summary>The first SA comes: a guard and a route.</summary>
    [Benchmark]
    public ReverseRouteInjection.State FirstUp() =>
        ReverseRouteInjection.Step(_config, _absent, Instant.Zero, Up).State;

    /// <summary>The peer is dead: a withdrawal and a release.</summary>
    [Benchmark]
    public ReverseRouteInjection.State PeerDead() =>
        ReverseRouteInjection.Step(_config, _installed, Instant.Zero, Dead).State;
}

/// <summary>One step of the choice of links; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class LinkStepSuite
{
    private static readonly LinkSelection.Input Failed = new LinkSelection.Input.Carrier(0, false);

    private LinkSelection.Config _config = null!;
    private LinkSelection.State _both = null!;

    /// <summary>Makes the state.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!LinkSelection.Config.TryCreate(
            new() { HoldDown = TimeSpan.Zero }, out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
        _both = LinkSelection.Initial(_config, Instant.Zero);
        foreach (var link in (int[])[0, 1])
        {
            _both = LinkSelection.Step(
                _config, _both, Instant.Zero, new LinkSelection.Input.Carrier(link, true)).State;
        }
    }

    /// <summary>The preferred link fails: traffic moves.</summary>
    [Benchmark]
    public LinkSelection.State LinkFailed() =>
        LinkSelection.Step(_config, _both, Instant.Zero, Failed).State;
}

/// <summary>One packet of another member; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class AsymmetricStepSuite
{
    private static readonly AsymmetricTraffic.Input Packet =
        new AsymmetricTraffic.Input.Protected(
            new AsymmetricTraffic.Ownership.Of(2, IsKnownHere: false), null, 0);

    private static readonly AsymmetricTraffic.State Calm = new AsymmetricTraffic.State.Calm();

    private AsymmetricTraffic.Config _config = null!;

    /// <summary>Makes the configuration.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!AsymmetricTraffic.Config.TryCreate(new(), out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
    }

    /// <summary>ESP of another member's SA is handed on.</summary>
    [Benchmark]
    public AsymmetricTraffic.State Forwarded() =>
        AsymmetricTraffic.Step(_config, Calm, Instant.Zero, Packet).State;
}
