using BenchmarkDotNet.Attributes;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>One step of Dead Peer Detection; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class DpdStepSuite
{
    private static readonly DeadPeerDetection.Input Heard = new DeadPeerDetection.Input.Heard();
    private static readonly DeadPeerDetection.Input Tick = new DeadPeerDetection.Input.Tick();
    private static readonly Instant Now = Instant.FromMilliseconds(40_000);

    private DeadPeerDetection.Config _config = null!;
    private DeadPeerDetection.State _fresh = null!;
    private DeadPeerDetection.State _probing = null!;

    /// <summary>Makes the states.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!DeadPeerDetection.Config.TryCreate(new(), out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
        _fresh = new DeadPeerDetection.State.Fresh(Instant.Zero, Sent: true, new(7, 50, null));
        _probing = DeadPeerDetection.Step(_config, _fresh, Instant.FromMilliseconds(30_000), Tick)
            .State;
    }

    /// <summary>Traffic in the state in which most peers are.</summary>
    [Benchmark]
    public DeadPeerDetection.State Traffic() =>
        DeadPeerDetection.Step(_config, _fresh, Now, Heard).State;

    /// <summary>A query that is sent again.</summary>
    [Benchmark]
    public DeadPeerDetection.State Retry() =>
        DeadPeerDetection.Step(_config, _probing, Now, Tick).State;
}

/// <summary>One step of a standby group, and of two that are bound; the bar is 100 ns.
/// </summary>
[MemoryDiagnoser]
public class HsrpStepSuite
{
    private static readonly HsrpGroup.Input.Tick Tick = new();

    private static readonly HsrpPair.Input TickOfBoth =
        new HsrpPair.Input.Tick(HsrpPair.Side.Front, Tick);

    private static readonly Instant Now = Instant.FromMilliseconds(3_000);

    private HsrpGroup.Config _config = null!;
    private HsrpGroup.State _active = null!;
    private HsrpGroup.State _standby = null!;
    private HsrpGroup.Input _hello = null!;
    private HsrpPair.Config _both = null!;
    private HsrpPair.State _open = null!;
    private HsrpPair.State _following = null!;
    private HsrpPair.Input _heard = null!;

    /// <summary>Makes the states.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var shared = HostAddress.Parse("10.0.0.254");
        HsrpGroup.Settings front =
            new() { Address = HostAddress.Parse("10.0.0.1"), VirtualAddress = shared };
        HsrpGroup.Settings back = new()
        {
            Address = HostAddress.Parse("10.1.0.1"),
            VirtualAddress = HostAddress.Parse("10.1.0.254"),
        };
        if (!HsrpGroup.Config.TryCreate(front, out var config, out var error)
            || !HsrpPair.Config.TryCreate(new(front, back), out var both, out error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
        var initial = HsrpGroup.Initial(_config, Instant.Zero);
        _active = initial with
        {
            Phase = HsrpGroup.Phase.Active,
            Timers = new(null, null, Now),
        };
        _standby = initial with
        {
            Phase = HsrpGroup.Phase.Standby,
            Timers = new(Now + TimeSpan.FromSeconds(9), null, Now),
        };
        _hello = new HsrpGroup.Input.Hello(new(
            new(HostAddress.Parse("10.0.0.2"), 200), HsrpGroup.Phase.Active,
            TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), shared));

        // One Hello was heard before: what it told is known.
        _standby = HsrpGroup.Step(_config, _standby, Now, _hello).State;
        _both = both;
        _open = new(_active, _active with { Permission = HsrpGroup.Permission.Claim });
        _following = new(
            _standby, _standby with { Permission = HsrpGroup.Permission.Standby });
        _heard = new HsrpPair.Input.At(HsrpPair.Side.Front, _hello);
    }

    /// <summary>The active router's Hello timer: a Hello is put out.</summary>
    [Benchmark]
    public HsrpGroup.State HelloTimer() =>
        HsrpGroup.Step(_config, _active, Now, Tick).State;

    /// <summary>The standby router hears the active one.</summary>
    [Benchmark]
    public HsrpGroup.State HelloHeard() =>
        HsrpGroup.Step(_config, _standby, Now, _hello).State;

    /// <summary>A Hello timer of the member that is active on both sides.</summary>
    [Benchmark]
    public HsrpPair.State HelloTimerOfBoth() =>
        HsrpPair.Step(_both, _open, Now, TickOfBoth).State;

    /// <summary>The member that follows hears the active one.</summary>
    [Benchmark]
    public HsrpPair.State HelloHeardByBoth() =>
        HsrpPair.Step(_both, _following, Now, _heard).State;
}

/// <summary>One step of a liveness check; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class LivenessStepSuite
{
    private static readonly LivenessCheck.Input Heard = new LivenessCheck.Input.Heard();
    private static readonly LivenessCheck.Input Tick = new LivenessCheck.Input.Tick();
    private static readonly Instant Now = Instant.FromMilliseconds(40_000);

    private LivenessCheck.Config _config = null!;
    private LivenessCheck.State _alive = null!;
    private LivenessCheck.State _checking = null!;

    /// <summary>Makes the states.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!LivenessCheck.Config.TryCreate(new(), out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
        _alive = LivenessCheck.Initial(_config, Instant.Zero);
        _checking = LivenessCheck.Step(
            _config, new LivenessCheck.State.Sealing(default), Instant.Zero,
            new LivenessCheck.Input.Sealed(4, new Octets([1, 2, 3]))).State;
    }

    /// <summary>Traffic in the state in which most peers are.</summary>
    [Benchmark]
    public LivenessCheck.State Traffic() =>
        LivenessCheck.Step(_config, _alive, Now, Heard).State;

    /// <summary>A request that is sent again.</summary>
    [Benchmark]
    public LivenessCheck.State Retry() =>
        LivenessCheck.Step(_config, _checking, Now, Tick).State;
}
