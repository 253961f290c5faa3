using BenchmarkDotNet.Attributes;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>Where a peer belongs, and a step of paced work with 100,000 SAs waiting.</summary>
[MemoryDiagnoser]
public class BalanceStepSuite
{
    private static readonly Items<Rendezvous.Member> Members =
        [new(1), new(2), new(3), new(4)];

    private static readonly PacedWork.Input Tick = new PacedWork.Input.Tick();
    private static readonly Instant Now = Instant.FromMilliseconds(1);

    private static readonly PacedWork.Input Wanted = new PacedWork.Input.Wanted(
        100_000, PacedWork.Work.RekeyIkeSa, PacedWork.Urgency.Owed);

    private static readonly PacedWork.Input Done = new PacedWork.Input.Done(3);

    private PacedWork.Config _config = null!;
    private PacedWork.State _waiting = null!;
    private Instant _due;

    /// <summary>Makes the states.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!PacedWork.Config.TryCreate(new(), out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
        _waiting = PacedWork.Empty;
        for (var sa = 0UL; sa < 100_000; sa++)
        {
            _waiting = PacedWork.Step(
                _config, _waiting, Instant.Zero,
                new PacedWork.Input.Wanted(
                    sa, PacedWork.Work.RekeyIkeSa, PacedWork.Urgency.Owed)).State;
        }

        _due = PacedWork.Deadline(_config, _waiting)!.Value;
    }

    /// <summary>The owner of a peer among four members.</summary>
    [Benchmark]
    public ulong? Owner() => Rendezvous.Owner(7, Members);

    /// <summary>Nothing may begin yet.</summary>
    [Benchmark]
    public PacedWork.State Wait() => PacedWork.Step(_config, _waiting, Now, Tick).State;

    /// <summary>One of 100,000 is begun.</summary>
    [Benchmark]
    public PacedWork.State Begin() => PacedWork.Step(_config, _waiting, _due, Tick).State;

    /// <summary>One more asks, and waits.</summary>
    [Benchmark]
    public PacedWork.State Ask() => PacedWork.Step(_config, _waiting, Now, Wanted).State;

    /// <summary>One of those that run has ended.</summary>
    [Benchmark]
    public PacedWork.State End() => PacedWork.Step(_config, _waiting, Now, Done).State;
}
