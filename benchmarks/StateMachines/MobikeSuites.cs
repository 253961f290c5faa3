using BenchmarkDotNet.Attributes;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>One step of both sides of MOBIKE; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class MobikeStepSuite
{
    private static readonly Octets Cookie = Octets.FromHex("0011223344556677");
    private static readonly HostAddress Home = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Away = HostAddress.Parse("198.51.100.7");
    private static readonly HostAddress Gateway = HostAddress.Parse("203.0.113.1");
    private static readonly Instant Late = Instant.FromMilliseconds(3_600_000);

    private static readonly MobikeResponder.Input Update = new MobikeResponder.Input.Update(
        new(Gateway, Away), true, MobikeResponder.Nat.Allowed, Cookie);

    private static readonly MobikeInitiator.Input Locals =
        new MobikeInitiator.Input.Locals([Away]);

    private static readonly MobikeInitiator.Input Tick = new MobikeInitiator.Input.Tick();

    private static readonly MobikeInitiator.Input Answered =
        new MobikeInitiator.Input.Answered(MobikeInitiator.Verdict.Accepted, Cookie);

    private MobikeResponder.Config _responder = null!;
    private MobikeInitiator.Config _initiator = null!;
    private MobikeResponder.State _settled = null!;
    private MobikeInitiator.State _home = null!;
    private MobikeInitiator.State _doubting = null!;
    private MobikeInitiator.State _asked = null!;

    /// <summary>Makes the states: two addresses here, two there.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!MobikeResponder.Config.TryCreate(
                new() { Shared = [Gateway] }, out var responder, out var error)
            || !MobikeInitiator.Config.TryCreate(new(), out var initiator, out error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _responder = responder;
        _initiator = initiator;
        _settled = new MobikeResponder.State.Settled(new(Gateway, Home));
        _home = Take(
            new MobikeInitiator.State.Off(), Instant.Zero,
            new MobikeInitiator.Input.Agreed(
                new(Home, Gateway), [Home, Away], [HostAddress.Parse("203.0.113.2")]));
        _doubting = Take(_home, Instant.Zero, new MobikeInitiator.Input.Silent());
        _asked = Take(
            Take(_doubting, Late, Tick), Late, new MobikeInitiator.Input.Sent(Cookie));
    }

    /// <summary>The gateway follows the client to another address.</summary>
    [Benchmark]
    public MobikeResponder.State Follows() =>
        MobikeResponder.Step(_responder, _settled, Instant.Zero, Update).State;

    /// <summary>The client's address goes: it asks the gateway over the other one.</summary>
    [Benchmark]
    public MobikeInitiator.State AddressGone() => Take(_home, Late, Locals);

    /// <summary>The path was silent long enough: another one is tried.</summary>
    [Benchmark]
    public MobikeInitiator.State AnotherPath() => Take(_doubting, Late, Tick);

    /// <summary>The gateway uses the path.</summary>
    [Benchmark]
    public MobikeInitiator.State Accepted() => Take(_asked, Late, Answered);

    private MobikeInitiator.State Take(
        MobikeInitiator.State state, Instant now, MobikeInitiator.Input input) =>
        MobikeInitiator.Step(_initiator, state, now, input).State;
}
