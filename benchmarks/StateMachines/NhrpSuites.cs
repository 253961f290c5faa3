using BenchmarkDotNet.Attributes;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>One step of a shortcut; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class NhrpStepSuite
{
    private static readonly HostAddress Nbma = HostAddress.Parse("192.0.2.2");
    private static readonly NhrpShortcut.Input Traffic = new NhrpShortcut.Input.Traffic();
    private static readonly NhrpShortcut.Input SaDown = new NhrpShortcut.Input.SaDown(Nbma);

    private NhrpShortcut.Config _config = null!;
    private NhrpShortcut.State _live = null!;

    /// <summary>Makes the states.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!NhrpShortcut.Config.TryCreate(new(), out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
        _live = new NhrpShortcut.State.Live(
            5, new(HostAddress.Parse("10.0.0.2"), 32, Nbma),
            Instant.FromMilliseconds(600_000), IsUsed: false);
    }

    /// <summary>Traffic over a live shortcut.</summary>
    [Benchmark]
    public NhrpShortcut.State Used() =>
        NhrpShortcut.Step(_config, _live, Instant.Zero, Traffic).State;

    /// <summary>Its SA goes down: withdrawn, and the other end is told.</summary>
    [Benchmark]
    public NhrpShortcut.State Withdrawn() =>
        NhrpShortcut.Step(_config, _live, Instant.Zero, SaDown).State;
}
