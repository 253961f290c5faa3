using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;
using Standing = Holdfast.StateMachines.Replication.SaReplication.Standing;

namespace Holdfast.Tests.Properties.StateMachines.Replication;
/// <summary>What a search has found.</summary>
/// <param name="States">Different states.</param>
/// <param name="Depth">The acts in the longest of the shortest ways.</param>
/// <param name="IsClosed">Whether nothing was left to do: the states are all there are.</param>
/// <param name="Violation">The first invariant that does not hold; null when all do.</param>
/// <param name="Trace">The acts that lead there.</param>
internal sealed record Found(
    int States, int Depth, bool IsClosed, Violation? Violation, Items<string> Trace)
{
    public override string ToString() => Violation is null
        ? $"{States} states, {Depth} deep, {(IsClosed ? "all" : "not all")}"
        : $"{States} states, {Violation.Message}: {string.Join(" · ", Trace)}";
}

/// <summary>
/// Every order of acts and faults within a budget, breadth first: the first counter-example is a
/// shortest one.
/// </summary>
internal static class ReplicationSearch
{
    /// <summary>The shipped machine, under settings that are as small as they go.</summary>
    public static Rules Shipped(
        Func<SaReplication.Settings, SaReplication.Settings>? but = null) => new(
        boot => but is null ? Small(boot) : but(Small(boot)), SaReplication.Step);

    /// <summary>Times of a few units, and one packet in each unit at most.</summary>
    public static SaReplication.Settings Small(Boot boot) => new()
    {
        Member = boot.Member,
        Heartbeat = TimeSpan.FromTicks(1),
        SilentAfter = TimeSpan.FromTicks(2),
        DetectWithin = TimeSpan.Zero,
        SyncedFor = TimeSpan.FromTicks(5),
        DriftPpm = 0,
        HoldTime = TimeSpan.FromTicks(3),
        StaleFor = TimeSpan.FromTicks(30),
        GatherFor = TimeSpan.FromTicks(1),
        PacketsPerSecondMax = (uint)TimeSpan.TicksPerSecond,
        LeaseBlock = 2,
        FloorBlock = 2,
        DigestEvery = 1_000,
        Start = new(
            new(boot.Id), boot.Generation, boot.Stored,
            boot.Store == Store.Lost ? StoreCondition.Missing : StoreCondition.Kept),
    };

    /// <summary>Member 1 reigns over one IKE SA and one CHILD SA, and member 2 is synced.</summary>
    public static ReplicationWorld Synced(
        Rules rules, Budget budget, ulong octetsLast = ulong.MaxValue, ulong sentThrough = 0)
    {
        var world = new ReplicationWorld(
            [ClusterHost.New(1), ClusterHost.New(2)], [], [], default, 0, budget, Ghost.None);
        world = world.Restart(rules, 0, Store.Kept).Restart(rules, 1, Store.Kept).Drain(rules);
        world = world.Do(rules, 0, new Input.Authority(true)).Later(rules, 2);
        var child = ChildOf(ReplicationWorld.Child, octetsLast) with { SentThrough = sentThrough };
        world = world.Do(rules, 0, new Input.Propose(
            1, [new Change.IkeUp(IkeOf()), new Change.ChildUp(child)], null, KeyHandle.None));
        world = world.Later(rules, 3);
        var first = rules.ConfigOf(world[0].Boot).Value.Settings;
        var exposed = first.Replay switch
        {
            ReplayPolicy.Strict => 0UL,
            ReplayPolicy.Bounded => first.Exposed,

            // Nothing waits for a floor: what was accepted is received anew by nobody.
            ReplayPolicy.PeerSync or ReplayPolicy.RekeyFirst => 8UL,
        };
        world = world.With(0, world[0] with
        {
            Outbound = SequenceLease.TakenOver(sentThrough, extended: false),
            Octets = OctetLease.New(octetsLast),
            Inbound = InboundFloor.New(exposed),
        });

        Assert.IsType<Role.Active>(world[0].State!.Role);
        Assert.IsType<Standing.Synced>(((Role.Standby)world[1].State!.Role).Standing);
        var settings = rules.ConfigOf(world[0].Boot).Value.Settings;
        return world with
        {
            Ghost = Ghost.None,
            IsChannelWhole = budget is { Losses: 0, Delays: 0, Holds: 0 },
            IsSafetyFirst = settings.Solo == SoloPolicy.SafetyFirst,
        };
    }

    /// <summary>A fact of the first member is on its way when the second one has seen a higher
    /// epoch.</summary>
    public static ReplicationWorld LateFact(Rules rules, Budget budget)
    {
        var world = Synced(rules, budget);
        var lease = new Change.Leased(ReplicationWorld.Child, 2, 2);
        return world.Do(rules, 0, new Input.Propose(5, [lease], null, KeyHandle.None)).Do(
            rules, 1, new Input.Received(1, new SyncMessage.Fence(
                new(new(world[1].State!.Seen.Epoch.Reign + 1, 1), new(77)))));
    }

    /// <summary>Time passes, and everything is delivered.</summary>
    public static ReplicationWorld Later(this ReplicationWorld world, Rules rules, int units)
    {
        for (var i = 0; i < units; i++)
        {
            world = world.Pass(rules).Drain(rules);
        }

        return world;
    }

    public static Found Search(Rules rules, ReplicationWorld start, int depth = int.MaxValue)
    {
        var seen = new Dictionary<ReplicationWorld, (ReplicationWorld? From, string Act)>
        {
            [start] = (null, ""),
        };
        var frontier = new List<ReplicationWorld> { start };
        var level = 0;
        for (; level < depth && frontier.Count > 0; level++)
        {
            var next = new List<ReplicationWorld>();
            foreach (var world in frontier)
            {
                foreach (var (act, make) in ReplicationActs.Of(rules, world))
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
                        return new(
                            seen.Count, level + 1, false, violation, Trace(seen, world).Add(act));
                    }
                }
            }

            frontier = next;
        }

        return new(seen.Count, level, frontier.Count == 0, null, []);
    }

    public static ChildSa ChildOf(Protocol.Spi inbound, ulong octetsLast) => new(
        inbound, new(inbound.Value + 0x100), ReplicationWorld.Ike, new(inbound.Value), default,
        ChildTraits.None, 0, 0, 0, octetsLast, default);

    public static IkeSa IkeOf() => new(
        ReplicationWorld.Ike, new(1), new([1]), default, IkeTraits.None, 1, 1, 0, 0, [], [], 0, 0,
        [], default, default);

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
}
