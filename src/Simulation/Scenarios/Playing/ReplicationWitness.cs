using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Beside the replication of two members: a synced standby lacks nothing and nobody goes on alone
/// beside it, two at one place of the log know the same, and what an older epoch says changes
/// nothing.
/// </summary>
internal sealed class ReplicationWitness : RunWitness
{
    private readonly Dictionary<byte, State> _states = [];

    public override RunOptions Beside(RunOptions options)
    {
        var step = options.Machines.Replication;
        return options with
        {
            Machines = options.Machines with
            {
                Replication = (config, state, now, input) =>
                {
                    var next = step(config, state, now, input);
                    Look(config, state, now, input, next.State);
                    return next;
                },
            },
        };
    }

    private void Look(Config config, State before, Instant now, Input input, State after)
    {
        // I27: what has become too old by then goes, whatever is heard.
        if (input is Input.Received { Message: SyncMessage.Fact fact }
            && fact.Reign.Epoch < before.Seen.Epoch && before.Replica != after.Replica
            && SaReplication.Step(config, before, now, new Input.Tick()).State.Replica
                != after.Replica)
        {
            Break(OlderEpochs.Card.Invariant);
        }

        _states[config.Settings.Member] = after;
        foreach (var (number, other) in _states)
        {
            if (number == config.Settings.Member)
            {
                continue;
            }

            if (SyncedStandby.Lacks(after, other) is not null
                || SyncedStandby.Lacks(other, after) is not null)
            {
                Break(SyncedStandby.Card.Invariant);
            }

            if (!FoldedAlike.Are(after, other))
            {
                Break(FoldedAlike.Card.Invariant);
            }
        }
    }
}
