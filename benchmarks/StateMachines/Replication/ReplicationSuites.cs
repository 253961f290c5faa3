using BenchmarkDotNet.Attributes;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Benchmarks.StateMachines.Replication;

/// <summary>What each packet of an SA costs: its number, its octets, its floor.</summary>
[MemoryDiagnoser]
public class LeaseSuite
{
    private SequenceLease _lease = SequenceLease.New(extended: true).Renew(ulong.MaxValue);
    private OctetLease _octets = OctetLease.New(ulong.MaxValue).Renew(ulong.MaxValue);
    private InboundFloor _floor = InboundFloor.New(0).Raise(ulong.MaxValue);

    /// <summary>Takes the next number.</summary>
    [Benchmark]
    public bool TakeNumber() => _lease.TryTake(out _, out _lease);

    /// <summary>Uses octets.</summary>
    [Benchmark]
    public bool UseOctets() => _octets.TryUse(1, out _octets);

    /// <summary>Judges and accepts a number.</summary>
    [Benchmark]
    public FloorVerdict JudgeNumber()
    {
        var number = _floor.Top + 1;
        var verdict = _floor.Judge(number);
        _floor = _floor.Accept(number);
        return verdict;
    }
}

/// <summary>What a step of replication costs.</summary>
[MemoryDiagnoser]
public class ReplicationStepSuite
{
    private readonly SaReplication.Config _config = SaReplication.Config.Create(new());
    private readonly SaReplication.Input _tick = new SaReplication.Input.Tick();
    private SaReplication.Input _heartbeat = new SaReplication.Input.Tick();
    private SaReplication.State _standby = null!;

    /// <summary>A standby that has heard of a reign.</summary>
    [GlobalSetup]
    public void Start()
    {
        Term reign = new(new(3, 2), new(9));
        _heartbeat = new SaReplication.Input.Received(
            2, new SyncMessage.Heartbeat(reign, new(1), 0, 0, 0, false, 1, 0));
        _standby = SaReplication.Step(
            _config, SaReplication.Initial(_config, Instant.Zero), Instant.Zero, _heartbeat).State;
    }

    /// <summary>A tick when nothing is due.</summary>
    [Benchmark]
    public Next<SaReplication.State, SaReplication.Output> IdleTick() =>
        SaReplication.Step(_config, _standby, Instant.Zero, _tick);

    /// <summary>A heartbeat, acknowledged.</summary>
    [Benchmark]
    public Next<SaReplication.State, SaReplication.Output> Heartbeat() =>
        SaReplication.Step(_config, _standby, Instant.Zero, _heartbeat);
}
