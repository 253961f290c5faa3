using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>A step of the replication machine: the shipped one, or one that is wrong.</summary>
public delegate Next<SaReplication.State, SaReplication.Output> ReplicaStep(
    SaReplication.Config config, SaReplication.State state, Instant now,
    SaReplication.Input input);

/// <summary>The next number of a lease; false: none is left.</summary>
public delegate bool TakeNumber(SequenceLease lease, out ulong number, out SequenceLease rest);

/// <summary>What a node is configured with.</summary>
/// <param name="Settings">The settings of its machine; the start comes from its store.</param>
/// <param name="Step">The step of its machine.</param>
/// <param name="Initial">What it is in the beginning.</param>
public sealed record NodeConfig(
    SaReplication.Settings Settings, ReplicaStep Step, NodeState Initial)
{
    /// <summary>How many packets it sends in a reign.</summary>
    public uint PacketsMax { get; init; }

    /// <summary>How many requests it makes in a reign.</summary>
    public uint RequestsMax { get; init; }

    /// <summary>The highest sequence number that was sent before the world begins.</summary>
    public ulong NumbersFrom { get; init; }

    /// <summary>Octets in the life of the CHILD SA, one for each packet; null: nobody counts.
    /// </summary>
    public ulong? Life { get; init; }

    /// <summary>How it takes a number out of its lease.</summary>
    public TakeNumber TakesNumbers { get; init; } =
        static (SequenceLease lease, out ulong number, out SequenceLease rest) =>
            lease.TryTake(out number, out rest);

    /// <summary>The IV of a packet by member, reign and counter; null: nobody looks.</summary>
    public Func<byte, uint, uint, ulong>? Iv { get; init; }

    /// <summary>What it believes of SPIs that somebody asks for, by what it knows; null: nobody
    /// asks.</summary>
    public Func<SpiKnowledge, SpiKnowledge>? Believes { get; init; }

    /// <summary>Whether it keeps to a lower floor before it is a fact.</summary>
    public bool LowersItself { get; init; } = true;

    /// <summary>Whether it tells of something that this version knows nothing of, as a newer one
    /// would.</summary>
    public bool TellsUnknown { get; init; }

    /// <summary>Whether what no step reads any more is left out of its states.</summary>
    public bool OmitsUnread { get; init; }

    /// <summary>The machine's configuration in a start.</summary>
    public Started Of(Boot boot) =>
        new(SaReplication.Config.Create(Settings with { Start = boot.Record }));
}
