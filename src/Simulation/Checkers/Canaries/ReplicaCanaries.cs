using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>
/// Members that are wrong on purpose about what is replicated, and what they make of it.
/// </summary>
public static class ReplicaCanaries
{
    /// <summary>I2: the IV says who sends, but not in which reign.</summary>
    public static ulong IvWithoutReign(byte member, uint reign, uint counter) =>
        PartitionedIvs.Sent(member, 0, counter);

    /// <summary>I5: behind the last number comes the first one.</summary>
    public static bool NumberComesRound(
        SequenceLease lease, out ulong number, out SequenceLease rest)
    {
        if (!lease.IsSpent)
        {
            return lease.TryTake(out number, out rest);
        }

        (number, rest) = (1, SequenceLease.TakenOver(1, extended: false));
        return true;
    }

    /// <summary>I33: whoever takes over counts the octets from nought.</summary>
    public static Next<State, Output> LifeCountedAnew(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return next with
        {
            Outputs =
            [
                .. next.Outputs.Select(output => output is Output.Reign reign
                    ? reign with
                    {
                        Takeover = reign.Takeover with
                        {
                            Children =
                            [
                                .. reign.Takeover.Children.Select(child => child with
                                {
                                    Action = ChildTakeover.Resume,
                                    Octets = child.Octets with { Used = 0 },
                                }),
                            ],
                        },
                    }
                    : output),
            ],
        };
    }

    /// <summary>I36: whoever takes over keeps what it understands.</summary>
    public static Next<State, Output> UnknownsForgotten(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return next.Outputs.Any(output => output is Output.Reign)
            ? next with
            {
                State = next.State with
                {
                    Replica = next.State.Replica with
                    {
                        Sas = next.State.Replica.Sas with { Kept = default },
                    },
                },
            }
            : next;
    }

    /// <summary>I20: what is not certain counts as dead.</summary>
    public static SpiKnowledge UncertainIsDead(SpiKnowledge known) =>
        known == SpiKnowledge.Uncertain ? SpiKnowledge.Dead : known;

    /// <summary>I26: a fact that comes again or late sets its numbers back.</summary>
    public static Next<State, Output> LateFactSetsBack(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        if (input is not Input.Received { Message: SyncMessage.Fact { Entry: var entry } }
            || entry.Position.Index >= next.State.Replica.Index)
        {
            return next;
        }

        var sas = next.State.Replica.Sas;
        foreach (var leased in entry.Changes.OfType<Change.Leased>())
        {
            sas = sas.Children.Find(leased.Inbound.Value) is { } child
                ? sas with
                {
                    Children = sas.Children.With(child with { SentThrough = leased.Through }),
                }
                : sas;
        }

        return next with
        {
            State = next.State with { Replica = next.State.Replica with { Sas = sas } },
        };
    }

    /// <summary>I25: nobody asks for what it lacks, and nobody compares.</summary>
    public static Next<State, Output> NothingIsRepaired(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return next with
        {
            Outputs =
            [
                .. next.Outputs.Where(output => output is not Output.Send
                {
                    Message: SyncMessage.RepairAfter or SyncMessage.RepairAll
                        or SyncMessage.RepairPart or SyncMessage.DigestReport,
                }),
            ],
        };
    }
}
