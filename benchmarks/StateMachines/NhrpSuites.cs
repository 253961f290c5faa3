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

/// <summary>One step of a hub with 250 spokes; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class NhrpServerStepSuite
{
    private static readonly HostAddress One = Spoke(1);
    private static readonly HostAddress Two = Spoke(2);
    private static readonly HostAddress Three = Spoke(3);

    private static readonly NhrpServer.Input Again = Registers(1);
    private static readonly NhrpServer.Input Asks = new NhrpServer.Input.Asks(7, One, Two);
    private static readonly NhrpServer.Input AsksAnew = new NhrpServer.Input.Asks(7, Three, Two);
    private static readonly NhrpServer.Input Passes = new NhrpServer.Input.Passes(One, Two);

    private NhrpServer.Config _config = null!;
    private NhrpServer.State _state = null!;

    /// <summary>Makes the states: the first spoke was told of the second one.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!NhrpServer.Config.TryCreate(new(), out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
        _state = NhrpServer.Initial(config, Instant.Zero);
        for (byte spoke = 1; spoke <= 250; spoke++)
        {
            _state = Step(Registers(spoke));
        }

        _state = Step(Asks);
    }

    /// <summary>A spoke registers again, as all do every few minutes.</summary>
    [Benchmark]
    public NhrpServer.State Register() => Step(Again);

    /// <summary>A spoke asks for one that it was told of.</summary>
    [Benchmark]
    public NhrpServer.State Forward() => Step(Asks);

    /// <summary>A spoke asks for one that it was not told of.</summary>
    [Benchmark]
    public NhrpServer.State Tell() => Step(AsksAnew);

    /// <summary>A packet from spoke to spoke: a redirect.</summary>
    [Benchmark]
    public NhrpServer.State Redirect() => Step(Passes);

    private static HostAddress Spoke(byte number) => HostAddress.From([10, 0, 0, number]);

    private static NhrpServer.Input Registers(byte spoke) => new NhrpServer.Input.Registers(
        1, Spoke(spoke), HostAddress.From([192, 0, 2, spoke]), TimeSpan.FromMinutes(10));

    private NhrpServer.State Step(NhrpServer.Input input) =>
        NhrpServer.Step(_config, _state, Instant.Zero, input).State;
}
