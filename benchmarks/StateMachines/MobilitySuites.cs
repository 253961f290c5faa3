using BenchmarkDotNet.Attributes;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>One step of MOBIKE; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class MobilityStepSuite
{
    private static readonly Octets Cookie = Octets.FromHex("0011223344556677");
    private static readonly HostAddress Home = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Away = HostAddress.Parse("198.51.100.7");
    private static readonly HostAddress Gateway = HostAddress.Parse("203.0.113.1");

    private static readonly MobikeResponder.Input Update = new MobikeResponder.Input.Update(
        new(Gateway, Home), true, MobikeResponder.Nat.Allowed, Cookie);

    private static readonly MobikeResponder.Input Moved = new MobikeResponder.Input.Update(
        new(Gateway, Away), true, MobikeResponder.Nat.Allowed, Cookie);

    private MobikeResponder.Config _responder = null!;
    private MobikeResponder.State _settled = null!;

    /// <summary>Makes the states.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!MobikeResponder.Config.TryCreate(
            new() { Shared = [Gateway] }, out var responder, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _responder = responder;
        _settled = new MobikeResponder.State.Settled(new(Gateway, Home));
    }

    /// <summary>A gateway gets an update to another path.</summary>
    [Benchmark]
    public MobikeResponder.State OtherPath() =>
        MobikeResponder.Step(_responder, _settled, Instant.Zero, Moved).State;

    /// <summary>A gateway gets an update that changes nothing.</summary>
    [Benchmark]
    public MobikeResponder.State SamePath() =>
        MobikeResponder.Step(_responder, _settled, Instant.Zero, Update).State;
}
