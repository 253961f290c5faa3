using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Config = Holdfast.StateMachines.Replication.SaReplication.Config;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;
using Standing = Holdfast.StateMachines.Replication.SaReplication.Standing;

namespace Holdfast.Tests.Properties.StateMachines.Replication;
/// <summary>What a search has found.</summary>
/// <param name="States">Different states.</param>
/// <param name="Violation">The first invariant that does not hold; null when all do.</param>
/// <param name="Trace">The acts that lead there.</param>
internal sealed record Found(int States, Violation? Violation, Items<string> Trace)
{
    public override string ToString() =>
        $"{States} states, {Violation?.Message}: {string.Join(" · ", Trace)}";
}

/// <summary>
/// Every order of acts and faults within a budget, breadth first, over the shipped step: so the
/// first counter-example is a shortest one.
/// </summary>
internal static class ReplicationSearch
{
    public static readonly Rules Shipped = new(ConfigOf, SaReplication.Step);

    public static Config ConfigOf(
        byte member, ulong boot, uint generation, Epoch stored, Store store) =>
        Config.Create(Small(member, boot, generation, stored, store));

    public static SaReplication.Settings Small(
        byte member, ulong boot, uint generation, Epoch stored, Store store) => new()
        {
            Member = member,
            Heartbeat = TimeSpan.FromTicks(1),
            SilentAfter = TimeSpan.FromTicks(2),
            DetectWithin = TimeSpan.Zero,
            SyncedFor = TimeSpan.FromTicks(5),
            DriftPpm = 0,
            HoldTime = TimeSpan.FromTicks(1_000),
            StaleFor = TimeSpan.FromTicks(30),
            GatherFor = TimeSpan.FromTicks(1),
            PacketsPerSecondMax = 1,
            LeaseBlock = 2,
            FloorBlock = 2,
            DigestEvery = 1_000,
            Start = new(
                new(boot), generation, stored,
                store == Store.Lost ? StoreCondition.Missing : StoreCondition.Kept),
        };

    /// <summary>Member 1 reigns over one IKE SA and one CHILD SA, and member 2 is synced.</summary>
    public static ReplicationWorld Synced(Rules rules, Budget budget, bool isSafetyFirst = false)
    {
        Items<ClusterHost> members = [Host(1), Host(2)];
        var world = new ReplicationWorld(
            members, [], [], 0, budget, new([], 0, [], false, false, 0))
        {
            IsSafetyFirst = isSafetyFirst,
        };
        world = world.Restart(rules, 0, Store.Kept).Restart(rules, 1, Store.Kept).Drain(rules);
        world = world.Do(rules, 0, new Input.Authority(true));
        for (var i = 0; i < 2; i++)
        {
            world = world.Pass(rules).Drain(rules);
        }

        world = world.Do(rules, 0, new Input.Propose(
            1, [new Change.IkeUp(Ike()), new Change.ChildUp(Child())], null, KeyHandle.None));
        for (var i = 0; i < 3; i++)
        {
            world = world.Pass(rules).Drain(rules);
        }

        Assert.IsType<Role.Active>(world[0].State!.Role);
        Assert.IsType<Standing.Synced>(((Role.Standby)world[1].State!.Role).Standing);
        return world with { Ghost = new([], 0, [], false, false, 0) };

        static ClusterHost Host(byte member) => new(
            member, null, member, 0, Epoch.None, Epoch.None, false, true, 0, 0, 0, 0);
    }

    public static Found Search(Rules rules, ReplicationWorld start, int depth)
    {
        var seen = new Dictionary<ReplicationWorld, (ReplicationWorld? From, string Act)>
        {
            [start] = (null, ""),
        };
        var frontier = new List<ReplicationWorld> { start };
        for (var level = 0; level < depth && frontier.Count > 0; level++)
        {
            var next = new List<ReplicationWorld>();
            foreach (var world in frontier)
            {
                foreach (var (act, make) in Acts(rules, world))
                {
                    try
                    {
                        var made = make().Checked();
                        if (seen.TryAdd(made, (world, act)))
                        {
                            next.Add(made);
                        }
                    }
                    catch (Violation violation)
                    {
                        return new(seen.Count, violation, Trace(seen, world).Add(act));
                    }
                }
            }

            frontier = next;
        }

        return new(seen.Count, null, []);
    }

    private static Items<string> Trace(
        Dictionary<ReplicationWorld, (ReplicationWorld? From, string Act)> seen,
        ReplicationWorld world)
    {
        var acts = new List<string>();
        for (var at = world; seen[at].From is { } from; at = from)
        {
            acts.Insert(0, seen[at].Act);
        }

        return [.. acts];
    }

    // Each act, with all messages delivered behind it, or with one lost, doubled or left.
    public static IEnumerable<(string Act, Func<ReplicationWorld> Make)> Acts(
        Rules rules, ReplicationWorld world)
    {
        foreach (var (act, make) in Primitives(rules, world))
        {
            yield return (act, () => make().Drain(rules));
            var budget = world.Budget;
            for (var k = 0; k < 3; k++)
            {
                var before = k;
                if (budget.Losses > 0)
                {
                    yield return ($"{act}, message {k} lost", () => Lose(rules, make(), before));
                }

                if (budget.Duplicates > 0)
                {
                    yield return (
                        $"{act}, message {k} doubled", () => Double(rules, make(), before));
                }

                if (budget.Delays > 0)
                {
                    yield return ($"{act}, messages from {k} on late", () =>
                        make().Drain(rules, before) is var late && late.IsQuiet
                            ? late
                            : late with
                            {
                                Budget = late.Budget with { Delays = late.Budget.Delays - 1 },
                            });
                }
            }
        }
    }

    private static ReplicationWorld Lose(Rules rules, ReplicationWorld world, int before)
    {
        world = world.Drain(rules, before);
        return world.IsQuiet
            ? world
            : (world.Drop(world.To2.Count > 0 ? 1 : 0) with
            {
                Budget = world.Budget with { Losses = world.Budget.Losses - 1 },
            }).Drain(rules);
    }

    private static ReplicationWorld Double(Rules rules, ReplicationWorld world, int before)
    {
        world = world.Drain(rules, before);
        return world.IsQuiet
            ? world
            : (world.Deliver(rules, world.To2.Count > 0 ? 1 : 0, keep: true) with
            {
                Budget = world.Budget with { Duplicates = world.Budget.Duplicates - 1 },
            }).Drain(rules);
    }

    private static IEnumerable<(string, Func<ReplicationWorld>)> Primitives(
        Rules rules, ReplicationWorld world)
    {
        var left = world.Budget;
        if (left.Ticks > 0)
        {
            yield return ("time", () => Spend(left with { Ticks = left.Ticks - 1 }).Pass(rules));
        }

        for (var i = 0; i < 2; i++)
        {
            var at = i;
            var name = i == 0 ? "alice" : "moon";
            foreach (var act in OfMember(rules, world, at, name))
            {
                yield return act;
            }
        }

        for (var cut = 1; left.Cuts > 0 && world.Cut == 0 && cut < 4; cut++)
        {
            var which = cut;
            yield return ($"cut {cut}", () =>
                Spend(left with { Cuts = left.Cuts - 1 }) with { Cut = which });
        }

        if (left.Heals > 0 && world.Cut != 0)
        {
            yield return ("heal", () =>
                (Spend(left with { Heals = left.Heals - 1 }) with { Cut = 0 })
                .Do(rules, 0, new Input.Connected(2)).Do(rules, 1, new Input.Connected(1)));
        }

        ReplicationWorld Spend(Budget budget) => world with { Budget = budget };
    }

    private static IEnumerable<(string, Func<ReplicationWorld>)> OfMember(
        Rules rules, ReplicationWorld world, int at, string name)
    {
        var left = world.Budget;
        var member = world[at];
        if (member.State is not { } state)
        {
            foreach (var store in left.Restarts > 0 ? Enum.GetValues<Store>() : [])
            {
                yield return ($"{name} starts, store {store}", () =>
                    Spend(left with { Restarts = left.Restarts - 1 })
                    .Restart(rules, at, store));
            }

            yield break;
        }

        if (left.Crashes > 0)
        {
            yield return ($"{name} crashes", () =>
                Spend(left with { Crashes = left.Crashes - 1 }).Crash(at));
        }

        if (left.Moves > 0)
        {
            yield return ($"authority of {name}", () =>
                Spend(left with { Moves = left.Moves - 1 })
                .Do(rules, at, new Input.Authority(!state.HasAuthority)));
        }

        if (!member.Acts || state.Replica.Sas.Children.Count == 0)
        {
            yield break;
        }

        if (left.Packets > 0 && member.Taken < member.Through)
        {
            yield return ($"{name} sends", () =>
                Spend(left with { Packets = left.Packets - 1 }).SendPacket(at));
        }

        var child = state.Replica.Sas.Children.First!;
        if (left.Packets > 0 && member.Taken == member.Through
            && child.SentThrough <= member.Through)
        {
            yield return ($"{name} asks for a lease", () => world.Do(rules, at, new Input.Propose(
                100, [new Change.Leased(child.Inbound, member.Through + 2, 0)], null,
                KeyHandle.None)));
        }

        if (left.Requests > 0 && member.UsesIds
            && state.Replica.Sas.Ikes.First!.Requests.Count == 0)
        {
            yield return ($"{name} requests", () =>
                Spend(left with { Requests = left.Requests - 1 }).Request(rules, at));
        }

        ReplicationWorld Spend(Budget budget) => world with { Budget = budget };
    }

    private static IkeSa Ike() => new(
        ReplicationWorld.Ike, new(1), new([1]), default, IkeTraits.None, 1, 1, 0, 0, [], [], 0, 0,
        [], default, default);

    private static ChildSa Child() => new(
        ReplicationWorld.Child, new(0x401), ReplicationWorld.Ike, new(2), default,
        ChildTraits.None, 0, 0, 0, ulong.MaxValue, default);
}
