using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Change = Holdfast.StateMachines.Replication.Change;
using Config = Holdfast.StateMachines.Replication.SaReplication.Config;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Next = Holdfast.StateMachines.Next<Holdfast.StateMachines.Replication.SaReplication.State, Holdfast.StateMachines.Replication.SaReplication.Output>;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;
using Standing = Holdfast.StateMachines.Replication.SaReplication.Standing;
using State = Holdfast.StateMachines.Replication.SaReplication.State;

namespace Holdfast.Tests.Properties.StateMachines.Replication;
/// <summary>
/// RFC 6027 §3.3 to §3.7 (I1a, I1b, I6, I19, I26, I27): two members, one IKE SA, one CHILD SA, and
/// every order of acts and faults within the budgets, over the shipped step. Members that are wrong
/// on purpose show that each invariant is looked at.
/// </summary>
public sealed class Rfc6027_3_Permutations
{
    private static readonly Budget Crash =
        new(Crashes: 1, Restarts: 1, Cuts: 0, Heals: 0, Losses: 1, Duplicates: 0, Delays: 1,
            Moves: 2, Packets: 3, Requests: 2, Ticks: 4);

    private static readonly Budget Partition =
        new(Crashes: 1, Restarts: 0, Cuts: 1, Heals: 1, Losses: 0, Duplicates: 0, Delays: 0,
            Moves: 1, Packets: 3, Requests: 1, Ticks: 8);

    private static readonly Budget Channel =
        new(Crashes: 1, Restarts: 0, Cuts: 0, Heals: 0, Losses: 1, Duplicates: 1, Delays: 1,
            Moves: 1, Packets: 2, Requests: 1, Ticks: 3);

    [Fact]
    [Requirement("RFC6027-3.3-a")]
    public void A_crash_at_any_point_reuses_nothing() => Holds(Crash, 6);

    [Fact]
    [Requirement("RFC6027-3.7-a")]
    public void A_partition_in_any_direction_reuses_nothing() => Holds(Partition, 9);

    [Fact]
    [Requirement("RFC6027-3.6-a")]
    public void A_channel_that_loses_doubles_and_delays_does_no_harm() => Holds(Channel, 6);

    [Fact]
    public void A_lease_that_is_not_awaited_is_caught() => Caught(
        "I1b", Crash with { Moves = 1, Losses = 1, Delays = 1, Packets = 3 }, 8, Stepping(
            (config, state, input) =>
            {
                var next = SaReplication.Step(config, state, Instant.Zero, input);
                return input is Input.Propose { Changes: [Change.Leased leased] }
                    && state.Role is Role.Active
                    ? next with
                    {
                        Outputs = next.Outputs.Add(
                            new Output.SendThrough(leased.Inbound, leased.Through, 0)),
                    }
                    : next;
            }));

    [Fact]
    public void Members_that_go_on_alone_too_early_are_caught() => Caught(
        "Synced", Partition, 9, ReplicationSearch.Shipped with
        {
            ConfigOf = (member, boot, generation, stored, store) => Config.Create(
                ReplicationSearch.Small(member, boot, generation, stored, store) with
                {
                    SyncedFor = TimeSpan.FromTicks(member == 1 ? 5 : 9),
                }),
        });

    [Fact]
    public void A_standby_that_counts_from_what_it_hears_is_caught() => Caught(
        "Synced", Partition, 9, Stepping((config, state, input) =>
        {
            // As it was designed first: synced while it has heard the active member within T.
            var next = SaReplication.Step(config, state, Instant.Zero, input);
            return input is Input.Received { Message: SyncMessage.Heartbeat { IsInSync: true } }
                && next.State.Role is Role.Standby { Standing: Standing.Synced } standby
                ? next with
                {
                    State = next.State with
                    {
                        Role = standby with { Standing = new Standing.Synced(Instant.Zero) },
                    },
                }
                : next;
        }));

    [Fact]
    public void An_older_epoch_that_is_believed_is_caught() => Caught(
        "I27", Partition with { Ticks = 4 }, 8, Stepping((config, state, input) =>
            SaReplication.Step(
                config, state, Instant.Zero,
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
                    : input)),
        start: LateFact);

    [Fact]
    public void A_counter_that_goes_back_is_caught() => Caught(
        "Fold", Channel with { Packets = 4 }, 7, Stepping((config, state, input) =>
        {
            var next = SaReplication.Step(config, state, Instant.Zero, input);
            return KnownFact(state, input) is { Changes: [Change.Leased leased] }
                ? next with { State = Leased(next.State, leased.Through - 1) }
                : next;
        }));

    [Fact]
    public void A_fact_that_is_applied_twice_is_caught() => Caught(
        "I26", Channel, 6, Stepping((config, state, input) =>
        {
            var next = SaReplication.Step(config, state, Instant.Zero, input);
            return KnownFact(state, input) is { } entry
                ? next with
                {
                    State = next.State with
                    {
                        Replica = next.State.Replica.Append(
                            entry with
                            {
                                Position = entry.Position with
                                {
                                    Index = next.State.Replica.Index + 1,
                                },
                            },
                            1_000),
                    },
                }
                : next;
        }));

    [Fact]
    public void Message_IDs_that_begin_anew_are_caught() => Caught(
        "I6", Crash with { Moves = 1, Restarts = 0, Losses = 0, Delays = 0 }, 8, Stepping(
            (config, state, input) =>
            {
                var next = SaReplication.Step(config, state, Instant.Zero, input);
                var begins = next.Outputs.Any(output => output is Output.Reign);
                var sas = next.State.Replica.Sas;
                return begins && sas.Ikes.First is { } ike
                    ? next with
                    {
                        State = next.State with
                        {
                            Replica = next.State.Replica with
                            {
                                Sas = sas with
                                {
                                    Ikes = sas.Ikes.With(
                                        ike with { NextRequest = 0, Requests = [] }),
                                },
                            },
                        },
                    }
                    : next;
            }));

    [Theory]
    [InlineData(Store.Kept)]
    [InlineData(Store.Lost)]
    [InlineData(Store.Older)]
    public void A_start_with_any_store_after_an_unseen_reign_reuses_no_nonce(object store) =>
        Holds(Restarted, 7, (rules, left) => UnseenReign(rules, left, (Store)store), few: 50);

    [Theory]
    [InlineData(Store.Lost)]
    [InlineData(Store.Older)]
    public void A_reign_that_is_taken_from_the_snapshot_is_caught(object store) => Caught(
        "I1a", Restarted, 7, EpochRestoredFromSnapshot,
        (rules, left) => UnseenReign(rules, left, (Store)store));

    [Fact]
    public void Nothing_is_reused_where_safety_comes_first_and_no_fence_is_there() => Holds(
        Partition with { Moves = 2, Crashes = 0 }, 8,
        (rules, left) => ReplicationSearch.Synced(SafetyFirst, left, isSafetyFirst: true),
        SafetyFirst);

    private static readonly Budget Restarted =
        new(Crashes: 1, Restarts: 0, Cuts: 0, Heals: 0, Losses: 0, Duplicates: 0, Delays: 0,
            Moves: 1, Packets: 2, Requests: 0, Ticks: 2);

    private static readonly Rules SafetyFirst = ReplicationSearch.Shipped with
    {
        ConfigOf = (member, boot, generation, stored, store) => Config.Create(
            ReplicationSearch.Small(member, boot, generation, stored, store) with
            {
                Solo = SoloPolicy.SafetyFirst,
            }),
    };

    // The reign that follows the one in the snapshot, whatever was used before the start.
    private static readonly Rules EpochRestoredFromSnapshot = Stepping((config, state, input) =>
    {
        var next = SaReplication.Step(config, state, Instant.Zero, input);
        if (next.State.Role is not Role.Promoting promoting
            || state.Role is Role.Promoting || state.Replica.Index == 0)
        {
            return next;
        }

        var epoch = promoting.Reign.Epoch with
        {
            Reign = state.Replica.Lineage.Last.Epoch.Reign + 1,
        };
        var term = promoting.Reign with { Epoch = epoch };
        return next with
        {
            State = next.State with
            {
                Seen = term,
                ReignBound = uint.MaxValue,
                Role = promoting with { Reign = term },
            },
            Outputs = [new Output.PersistEpoch(epoch)],
        };
    });

    // While nobody hears it, moon reigns, sends, and crashes; then it starts anew and joins.
    private static ReplicationWorld UnseenReign(Rules rules, Budget budget, Store store)
    {
        var world = ReplicationSearch.Synced(rules, budget) with { Cut = 3 };
        world = world.Pass(rules).Pass(rules).Do(rules, 1, new Input.Authority(true));
        Assert.True(world[1].Acts);
        world = world.Do(rules, 1, new Input.Propose(
            9, [new Change.Leased(ReplicationWorld.Child, 2, 0)], null, KeyHandle.None));
        world = world.SendPacket(1).Crash(1) with { Cut = 0 };
        world = world.Restart(rules, 1, store).Drain(rules);
        for (var i = 0; i < 3; i++)
        {
            world = world.Pass(rules).Drain(rules);
        }

        Assert.IsType<Standing.Synced>(((Role.Standby)world[1].State!.Role).Standing);
        return world;
    }

    private static void Holds(
        Budget budget, int depth, Func<Rules, Budget, ReplicationWorld>? start = null,
        Rules? rules = null, int few = 1_000)
    {
        rules ??= ReplicationSearch.Shipped;
        start ??= (shipped, left) => ReplicationSearch.Synced(shipped, left);
        var found = ReplicationSearch.Search(rules, start(rules, budget), depth);
        Assert.True(found.Violation is null, $"{found}");
        Assert.True(found.States > few, $"{found.States} states are few");
    }

    private static void Caught(
        string name, Budget budget, int depth, Rules rules,
        Func<Rules, Budget, ReplicationWorld>? start = null)
    {
        var found = ReplicationSearch.Search(
            rules,
            (start ?? ((wrong, left) => ReplicationSearch.Synced(wrong, left)))(rules, budget),
            depth);
        Assert.True(found.Violation?.Name == name, $"not caught as {name}: {found}");
    }

    // A fact of member 1 is on its way when member 2 has followed a higher epoch.
    private static ReplicationWorld LateFact(Rules rules, Budget budget)
    {
        var world = ReplicationSearch.Synced(rules, budget);
        return world.Do(rules, 0, new Input.Propose(
                5, [new Change.Leased(ReplicationWorld.Child, 2, 0)], null, KeyHandle.None))
            .Do(rules, 1, new Input.Received(1, new SyncMessage.Fence(
                new(new(world[1].State!.Seen.Epoch.Reign + 1, 1), new(77)))));
    }

    private static Entry? KnownFact(State state, Input input) =>
        input is Input.Received { Message: SyncMessage.Fact fact }
            && state.Role is Role.Standby && fact.Reign == state.Seen
            && fact.Entry.Position.Index <= state.Replica.Index
            ? fact.Entry
            : null;

    private static State Leased(State state, ulong through)
    {
        var sas = state.Replica.Sas;
        return sas.Children.First is not { } child ? state : state with
        {
            Replica = state.Replica with
            {
                Sas = sas with
                {
                    Children = sas.Children.With(child with { SentThrough = through }),
                },
            },
        };
    }

    private static Rules Stepping(Func<Config, State, Input, Next> step) =>
        ReplicationSearch.Shipped with
        {
            Step = (config, state, _, input) => step(config, state, input),
        };
}
