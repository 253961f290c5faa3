using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>A step of the replication machine: the shipped one, or one that is wrong.</summary>
public delegate Next<SaReplication.State, SaReplication.Output> ReplicaStep(
    SaReplication.Config config, SaReplication.State state, Instant now,
    SaReplication.Input input);

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

    /// <summary>The machine's configuration in a start.</summary>
    public Started Of(Boot boot) =>
        new(SaReplication.Config.Create(Settings with { Start = boot.Record }));
}
