using Holdfast.Codec;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Config = Holdfast.StateMachines.Replication.SaReplication.Config;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Next = Holdfast.StateMachines.Next<Holdfast.StateMachines.Replication.SaReplication.State, Holdfast.StateMachines.Replication.SaReplication.Output>;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;
using Standing = Holdfast.StateMachines.Replication.SaReplication.Standing;
using State = Holdfast.StateMachines.Replication.SaReplication.State;

namespace Holdfast.Tests.Properties.StateMachines.Replication;
/// <summary>A step around the shipped one that is wrong in one way.</summary>
internal delegate Next WrongStep(Config config, State state, Input input);

/// <summary>
/// Members that are wrong on purpose, each around the shipped step: it changes what goes in, what
/// comes out, or what is remembered.
/// </summary>
internal static class ReplicationMutants
{
    public static Next LeaseNotAwaited(Config config, State state, Input input)
    {
        var next = Shipped(config, state, input);
        return input is Input.Propose { Changes: [Change.Leased leased] }
            && state.Role is Role.Active
            ? next with
            {
                Outputs = next.Outputs.Add(
                    new Output.SendThrough(
                        leased.Inbound, leased.Through, leased.OctetsThrough)),
            }
            : next;
    }

    public static Next FloorNotAwaited(Config config, State state, Input input)
    {
        var next = Shipped(config, state, input);
        return input is Input.Propose { Changes: [Change.FloorRaised raised] }
            && state.Role is Role.Active
            ? next with
            {
                Outputs = next.Outputs.Add(
                    new Output.AcceptThrough(raised.Inbound, raised.Floor)),
            }
            : next;
    }

    public static Next SentBeforeReplicated(Config config, State state, Input input)
    {
        var next = Shipped(config, state, input);
        return input is Input.Propose { Changes: [Change.RequestSent sent] }
            && state.Role is Role.Active
            ? next with
            {
                Outputs = next.Outputs.Add(
                    new Output.Transmit(sent.Ike, sent.Message.Id, sent.Message.Octets)),
            }
            : next;
    }

    /// <summary>As it was designed first: synced while it has heard the active member.</summary>
    public static Next SyncedByWhatIsHeard(Config config, State state, Input input)
    {
        var next = Shipped(config, state, input);
        return input is Input.Received { Message: SyncMessage.Heartbeat { IsInSync: true } }
            && next.State.Role is Role.Standby { Standing: Standing.Synced } standby
            ? Being(next, standby with { Standing = new Standing.Synced(Instant.Zero) })
            : next;
    }

    public static Next OlderEpochBelieved(Config config, State state, Input input) => Shipped(
        config, state,
        input is Input.Received { Message: SyncMessage.Fact fact } received
            && fact.Reign.Epoch < state.Seen.Epoch
            ? received with
            {
                Message = fact with
                {
                    Reign = state.Seen,
                    Prior = state.Replica.Last.Term,
                    Entry = fact.Entry with
                    {
                        Position = new(state.Seen, state.Replica.Index + 1),
                    },
                },
            }
            : input);

    public static Next CounterGoesBack(Config config, State state, Input input)
    {
        var next = Shipped(config, state, input);
        return Known(state, input) is { Changes: [Change.Leased leased] }
            && next.State.Replica.Sas.Children.First is { } child
            ? Knowing(next, child with { SentThrough = leased.Through - 1 })
            : next;
    }

    public static Next AppliedTwice(Config config, State state, Input input)
    {
        var next = Shipped(config, state, input);
        var replica = next.State.Replica;
        return Known(state, input) is { } entry
            ? next with
            {
                State = next.State with
                {
                    Replica = replica.Append(
                        entry with { Position = entry.Position with { Index = replica.Index + 1 } },
                        1_000),
                },
            }
            : next;
    }

    public static Next DeleteLost(Config config, State state, Input input) => Shipped(
        config, state,
        input is Input.Received { Message: SyncMessage.Fact fact } received
            ? received with
            {
                Message = fact with
                {
                    Entry = fact.Entry with
                    {
                        Changes =
                        [
                            .. fact.Entry.Changes.Where(change => change is not Change.ChildDown),
                        ],
                    },
                },
            }
            : input);

    /// <summary>Of a record the first change is folded: the new key, and the counter of before.
    /// </summary>
    public static Next HalfOfARecord(Config config, State state, Input input) => Shipped(
        config, state,
        input is Input.Received { Message: SyncMessage.Fact fact } received
            && fact.Entry.Changes.Count > 1
            ? received with
            {
                Message = fact with
                {
                    Entry = fact.Entry with { Changes = [fact.Entry.Changes[0]] },
                },
            }
            : input);

    /// <summary>The end of a snapshot completes it, whatever is missing.</summary>
    public static Next WholeWhenCut(Config config, State state, Input input)
    {
        if (state.Role is not Role.Standby { Standing: Standing.Joining joining } standby
            || joining.Transfer is not { } transfer
            || input is not Input.Received
            {
                Message: SyncMessage.SnapshotBegin or
                SyncMessage.SnapshotPart
            } received)
        {
            return Shipped(config, state, input);
        }

        var next = Shipped(config, state, input);
        return next.State.Role is Role.Standby { Standing: Standing.Joining { Transfer: { } now } }
            ? Shipped(
                config,
                next.State with
                {
                    Role = standby with
                    {
                        Standing = joining with
                        {
                            Transfer = now with { Next = transfer.Begin.Parts },
                        },
                    },
                },
                received with
                {
                    Message = new SyncMessage.SnapshotEnd(
                        transfer.Begin.Reign, now.Begin.Index, now.Sas.Digest),
                })
            : next;
    }

    public static Next MessageIdsAnew(Config config, State state, Input input)
    {
        var next = Shipped(config, state, input);
        var sas = next.State.Replica.Sas;
        return next.Outputs.Any(output => output is Output.Reign) && sas.Ikes.First is { } ike
            ? next with
            {
                State = next.State with
                {
                    Replica = next.State.Replica with
                    {
                        Sas = sas with
                        {
                            Ikes = sas.Ikes.With(ike with { NextRequest = 0, Requests = [] }),
                        },
                    },
                },
            }
            : next;
    }

    public static Next ChildPushedEarly(Config config, State state, Input input) => Shipped(
        config, state,
        input is Input.Propose { Changes: [Change.RequestSent sent] } propose
            ? propose with
            {
                Changes =
                [
                    sent,
                    new Change.ChildUp(ReplicationSearch.ChildOf(
                        ReplicationWorld.Second, ulong.MaxValue)),
                ],
            }
            : input);

    /// <summary>The reign that follows the one in the snapshot, whatever was used before.</summary>
    public static Next EpochRestoredFromSnapshot(Config config, State state, Input input) =>
        ReplicationCanaries.EpochRestoredFromSnapshot(config, state, Instant.Zero, input);

    /// <summary>Whoever loses goes on beside the winner.</summary>
    public static Next BothWinnersGoOn(Config config, State state, Input input)
    {
        var next = Shipped(config, state, input);
        return state.Role is Role.Active && next.Outputs.Any(
            output => output is Output.Stop { Why: SaReplication.StopReason.HigherEpoch })
            ? new(state, default, next.Reason)
            : next;
    }

    /// <summary>A message of another start puts the one that is known out.</summary>
    public static Next LateStartBelieved(Config config, State state, Input input)
    {
        var next = Shipped(config, state, input);
        return input is Input.Received { Message: SyncMessage.Acknowledgement ack }
            && state.Role is Role.Active && next.State.Role is Role.Active active
            && active.Views[0].Boot != ack.Boot
            ? Being(next, active with
            {
                Views =
                [
                    active.Views[0] with
                    {
                        Boot = ack.Boot, Place = SaReplication.Place.Out, Spell = 0, Match = 0,
                    },
                ],
            })
            : next;
    }

    public static Next VoteTakenForPower(Config config, State state, Input input) => Shipped(
        config, state,
        input is Input.FenceConfirmed fence ? fence with { IsOff = true } : input);

    public static Next SameEpochToldForEver(Config config, State state, Input input)
    {
        var next = Shipped(config, state, input);
        return input is Input.Received { From: var from, Message: SyncMessage.Fence fence }
            && fence.Seen.Epoch == state.Seen.Epoch && fence.Seen != state.Seen
            ? next with
            {
                Outputs = next.Outputs.Add(
                    new Output.Send(from, new SyncMessage.Fence(state.Seen))),
            }
            : next;
    }

    /// <summary>A takeover with another plan for each CHILD SA, from what was known before.
    /// </summary>
    public static WrongStep Planned(Func<ChildPlan, ChildSa, ChildPlan> plan) =>
        (config, state, input) =>
        {
            // What it knew, not what it says of it since; and it owes no more than it says.
            var next = Shipped(config, state, input);
            next = next.State.Role is Role.Active active
                ? Being(next, active with { Uses = default })
                : next;
            var children = state.Replica.Sas.Children;
            return next with
            {
                Outputs =
                [
                    .. next.Outputs.AsEnumerable().Select(output =>
                        output is Output.Reign { Takeover: var takeover }
                            ? new Output.Reign(takeover with
                            {
                                Children =
                                [
                                    .. takeover.Children.Select(child => plan(
                                        child, children.Find(child.Inbound.Value)!)),
                                ],
                            })
                            : output),
                ],
            };
        };

    private static Next Shipped(Config config, State state, Input input) =>
        SaReplication.Step(config, state, Instant.Zero, input);

    private static Next Being(Next next, Role role) =>
        next with { State = next.State with { Role = role } };

    private static Next Knowing(Next next, ChildSa child) => next with
    {
        State = next.State with
        {
            Replica = next.State.Replica with
            {
                Sas = next.State.Replica.Sas with
                {
                    Children = next.State.Replica.Sas.Children.With(child),
                },
            },
        },
    };

    private static Entry? Known(State state, Input input) =>
        input is Input.Received { Message: SyncMessage.Fact fact }
            && state.Role is Role.Standby && fact.Reign == state.Seen
            && fact.Entry.Position.Index <= state.Replica.Index
            ? fact.Entry
            : null;
}
