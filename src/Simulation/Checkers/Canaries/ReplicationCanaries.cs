using Holdfast.Codec;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>
/// Members that are wrong on purpose, around the shipped step of replication. A checker that does
/// not find its own is worth nothing.
/// </summary>
public static class ReplicationCanaries
{
    /// <summary>I1b: it sends before a standby has acknowledged the lease.</summary>
    public static Next<State, Output> LeaseNotAwaited(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return state.Role is Role.Active
            && input is Input.Propose { Changes: [Change.Leased leased] }
            ? next with
            {
                Outputs = next.Outputs.Add(new Output.SendThrough(
                    leased.Inbound, leased.Through, leased.OctetsThrough)),
            }
            : next;
    }

    /// <summary>I3: it accepts before a standby has acknowledged the floor.</summary>
    public static Next<State, Output> FloorNotAwaited(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return state.Role is Role.Active
            && input is Input.Propose { Changes: [Change.FloorRaised raised] }
            ? next with
            {
                Outputs = next.Outputs.Add(
                    new Output.AcceptThrough(raised.Inbound, raised.Floor)),
            }
            : next;
    }

    /// <summary>I6: a request leaves before a standby has it.</summary>
    public static Next<State, Output> SentBeforeReplicated(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return state.Role is Role.Active
            && input is Input.Propose { Changes: [Change.RequestSent sent] }
            ? next with
            {
                Outputs = next.Outputs.Add(
                    new Output.Transmit(sent.Ike, sent.Message.Id, sent.Message.Octets)),
            }
            : next;
    }

    /// <summary>I6: whoever takes over counts message IDs from 0.</summary>
    public static Next<State, Output> MessageIdsAnew(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        var replica = next.State.Replica;
        return next.Outputs.AsEnumerable().Any(output => output is Output.Reign)
            && replica.Sas.Ikes.First is { } ike
            ? next with
            {
                State = next.State with
                {
                    Replica = replica with
                    {
                        Sas = replica.Sas with
                        {
                            Ikes = replica.Sas.Ikes.With(
                                ike with { NextRequest = 0, Requests = [] }),
                        },
                    },
                },
            }
            : next;
    }

    /// <summary>I1a: the reign that follows the one in the snapshot, whatever was used before, and
    /// whatever it is told of that.</summary>
    public static Next<State, Output> EpochRestoredFromSnapshot(
        Config config, State state, Instant now, Input input)
    {
        if (state.Role is Role.Promoting before)
        {
            return GoOn(config, state, before, now, input);
        }

        var next = Step(config, state, now, input);
        if (next.State.Role is not Role.Promoting promoting || state.Replica.Index == 0)
        {
            return next;
        }

        var term = promoting.Reign with
        {
            Epoch = promoting.Reign.Epoch with
            {
                Reign = state.Replica.Lineage.Last.Epoch.Reign + 1,
            },
        };
        return next with
        {
            State = next.State with
            {
                Seen = term,
                ReignBound = uint.MaxValue,
                Role = promoting with { Reign = term },
            },
            Outputs = [new Output.PersistEpoch(term.Epoch)],
        };
    }

    // It does not see that it has to go beyond; where it is told so now, it begins all the same.
    private static Next<State, Output> GoOn(
        Config config, State state, Role.Promoting before, Instant now, Input input)
    {
        var next = Step(config, Based(state, 0), now, input);
        var reigns = Math.Max(
            state.Replica.Sas.ReignBase, next.State.Replica.Sas.ReignBase);
        if (next.State.Role is Role.Promoting after && after.Reign != before.Reign)
        {
            var role = before with { IsPersisted = true, Until = now };
            next = Step(
                config, Based(next.State, 0) with { Seen = before.Reign, Role = role }, now,
                new Input.Tick());
        }

        return next with { State = Based(next.State, reigns) };
    }

    private static State Based(State state, uint reigns) => state with
    {
        Replica = state.Replica with
        {
            Sas = state.Replica.Sas with { ReignBase = reigns },
        },
    };

    /// <summary>Synced: as it was designed first, synced while it hears the active one.</summary>
    public static Next<State, Output> SyncedByWhatIsHeard(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return input is Input.Received { Message: SyncMessage.Heartbeat { IsInSync: true } }
            && next.State.Role is Role.Standby { Standing: Standing.Synced } standby
            ? next with
            {
                State = next.State with
                {
                    Role = standby with { Standing = new Standing.Synced(now) },
                },
            }
            : next;
    }

    /// <summary>I27: what an older epoch says is taken for what the newest one says.</summary>
    public static Next<State, Output> OlderEpochBelieved(
        Config config, State state, Instant now, Input input) => Step(
        config, state, now,
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

    /// <summary>I19: a standby that is asked for a request sends it.</summary>
    public static Next<State, Output> StandbyThatRequests(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return input is Input.Tick or Input.Received && next.State.Role is Role.Standby
            && next.State.Replica.Sas.Ikes.First is { Requests: [var open] } ike
            ? next with
            {
                Outputs = next.Outputs.Add(
                    new Output.Transmit(ike.Id, open.Id, open.Octets)),
            }
            : next;
    }

    /// <summary>Synced: whoever goes on alone waits as if no clock ran ahead of another.</summary>
    public static Settings DriftForgotten(Settings settings) => settings with { DriftPpm = 0 };

    /// <summary>
    /// Synced: alice goes on alone while moon calls itself synced still: T is 5 units here and
    /// 9 there.
    /// </summary>
    public static Settings SoloTooEarly(Settings settings) => settings with
    {
        SyncedFor = settings.Heartbeat * (settings.Member == 1 ? 5 : 9),
        StaleFor = settings.Heartbeat * 10,
    };
}
