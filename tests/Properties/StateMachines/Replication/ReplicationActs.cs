using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Input = Holdfast.StateMachines.Replication.SaReplication.Input;

namespace Holdfast.Tests.Properties.StateMachines.Replication;
/// <summary>What can happen next, as far as the budget goes.</summary>
internal static class ReplicationActs
{
    /// <summary>In an act, up to which of its messages the channel does harm.</summary>
    private const int Harmed = 4;

    /// <summary>
    /// Each act, with all messages delivered behind it, or with one that is lost, doubled, late
    /// (with all behind it) or held back (alone).
    /// </summary>
    public static IEnumerable<(string Act, Func<ReplicationWorld> Make)> Of(
        Rules rules, ReplicationWorld world)
    {
        foreach (var (act, make) in OfWorld(rules, world))
        {
            yield return (act, () => make().Drain(rules));
            var left = world.Budget;
            for (var k = 0; k < Harmed; k++)
            {
                var before = k;
                if (left.Losses > 0)
                {
                    yield return ($"{act}, message {k} lost", () => Harm(
                        rules, make(), before, left with { Losses = left.Losses - 1 },
                        harmed => harmed.Drop().Drain(rules)));
                }

                if (left.Duplicates > 0)
                {
                    yield return ($"{act}, message {k} doubled", () => Harm(
                        rules, make(), before, left with { Duplicates = left.Duplicates - 1 },
                        harmed => harmed.Deliver(rules, keep: true).Drain(rules)));
                }

                if (left.Delays > 0)
                {
                    yield return ($"{act}, messages from {k} on late", () => Harm(
                        rules, make(), before, left with { Delays = left.Delays - 1 },
                        harmed => harmed));
                }

                if (left.Holds > 0 && world.Held.Message is null)
                {
                    yield return ($"{act}, message {k} held back", () => Harm(
                        rules, make(), before, left with { Holds = left.Holds - 1 },
                        harmed => harmed.Hold().Drain(rules)));
                }
            }
        }
    }

    // The budget of the act itself is spent already, so only what the harm costs is compared.
    private static ReplicationWorld Harm(
        Rules rules, ReplicationWorld world, int before, Budget then,
        Func<ReplicationWorld, ReplicationWorld> harm)
    {
        world = world.Drain(rules, before);
        return world.IsQuiet ? world : harm(world with
        {
            Budget = world.Budget with
            {
                Losses = then.Losses,
                Duplicates = then.Duplicates,
                Delays = then.Delays,
                Holds = then.Holds,
            },
        });
    }

    private static IEnumerable<(string, Func<ReplicationWorld>)> OfWorld(
        Rules rules, ReplicationWorld world)
    {
        var left = world.Budget;
        if (left.Ticks > 0)
        {
            yield return ("time", () => Spend(left with { Ticks = left.Ticks - 1 }).Pass(rules));
        }

        if (world.Held is { To: var to, Message: { } held } && !world[to].Sleeps)
        {
            yield return ("what was held back arrives", () =>
                (world with { Held = default }).Hear(rules, to, held));
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

        for (var at = 0; at < 2; at++)
        {
            foreach (var act in OfMember(rules, world, at, at == 0 ? "alice" : "moon"))
            {
                yield return act;
            }
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
                    Spend(left with { Restarts = left.Restarts - 1 }).Restart(rules, at, store));
            }

            if (left.Fences > 0 && world[1 - at] is { State: not null, Sleeps: false })
            {
                yield return ($"{name} is known to be off", () => Off(member.Boot.Id));
            }

            yield break;
        }

        // Of a start before this one it may be heard late.
        if (left.Fences > 0 && member.Boot.Id > member.Boot.Member + 2UL
            && world[1 - at] is { State: not null, Sleeps: false })
        {
            yield return ($"{name} is known to have been off", () => Off(member.Boot.Id - 2));
        }

        if (left.Crashes > 0)
        {
            yield return ($"{name} crashes", () =>
                Spend(left with { Crashes = left.Crashes - 1 }).Crash(at));
        }

        if (left.Fences > 0)
        {
            yield return ($"{name} is fenced", () =>
                Spend(left with { Fences = left.Fences - 1 }).Crash(at)
                .Do(rules, 1 - at, Fenced(member.Boot.Id, false)));
            yield return ($"{name} loses a vote", () =>
                Spend(left with { Fences = left.Fences - 1 })
                .Do(rules, at, new Input.LostVote())
                .Do(rules, 1 - at, Fenced(member.Boot.Id, false)));
        }

        if (member.Sleeps)
        {
            yield return ($"{name} wakes by its clock", () => world.Wake(rules, at, true));
            yield return ($"{name} wakes by a message", () => world.Wake(rules, at, false));
            yield break;
        }

        if (left.Sleeps > 0)
        {
            yield return ($"{name} sleeps", () =>
                Spend(left with { Sleeps = left.Sleeps - 1 })
                .With(at, member with { Sleeps = true }));
        }

        if (left.Moves > 0)
        {
            yield return ($"authority of {name}", () =>
                Spend(left with { Moves = left.Moves - 1 })
                .Do(rules, at, new Input.Authority(!state.HasAuthority)));
        }

        if (!member.Acts || state.Replica.Sas.Children.Find(ReplicationWorld.Child.Value) is null)
        {
            yield break;
        }

        foreach (var act in OfTraffic(rules, world, at, name))
        {
            yield return act;
        }

        ReplicationWorld Spend(Budget budget) => world with { Budget = budget };

        ReplicationWorld Off(ulong start) => Spend(left with { Fences = left.Fences - 1 })
            .Do(rules, 1 - at, Fenced(start, true));

        Input.FenceConfirmed Fenced(ulong start, bool isOff) =>
            new(member.Boot.Member, new(start), isOff);
    }

    private static IEnumerable<(string, Func<ReplicationWorld>)> OfTraffic(
        Rules rules, ReplicationWorld world, int at, string name)
    {
        var left = world.Budget;
        var member = world[at];
        var sas = member.State!.Replica.Sas;
        var child = sas.Children.Find(ReplicationWorld.Child.Value)!;
        if (left.Packets > 0)
        {
            var mayUse = member.Octets.TryUse(1, out _);
            if (!member.HasSent && mayUse && member.Outbound.TryTake(out _, out _))
            {
                yield return ($"{name} sends", () =>
                    Spend(left with { Packets = left.Packets - 1 }).SendPacket(at));
            }

            var through = member.Outbound.Wanted(2, 0) ?? member.Outbound.Through;
            var octets = member.Octets.Wanted(2, 0) ?? member.Octets.Through;
            if (through > child.SentThrough || octets > child.OctetsThrough)
            {
                yield return ($"{name} asks for a lease", () => world.Do(
                    rules, at, new Input.Propose(
                        100, [new Change.Leased(child.Inbound, through, octets)], null,
                        KeyHandle.None)));
            }
        }

        if (left.Inbound > 0)
        {
            var next = world.Ghost.PeerSent + 1;
            yield return ($"{name} receives", () =>
                Spend(left with { Inbound = left.Inbound - 1 }).Arrive(at, next));
            if (world.Ghost.Accepted != 0)
            {
                var old = (ulong)UInt128.Log2(world.Ghost.Accepted);
                yield return ($"{name} receives {old} again", () => world.Arrive(at, old));
            }

            // A packet that lies beyond the floor waits, and asks for one that lets it in.
            if (member.Inbound.WantedBy(world.Ghost.PeerSent, 2, uint.MaxValue) is { } floor
                && floor > child.Floor)
            {
                yield return ($"{name} asks for a floor", () => world.Do(
                    rules, at, new Input.Propose(
                        101, [new Change.FloorRaised(child.Inbound, floor)], null,
                        KeyHandle.None)));
            }
        }

        if (sas.Ikes.Find(ReplicationWorld.Ike.Key) is not { } ike || !member.UsesIds)
        {
            yield break;
        }

        if (left.Requests > 0 && ike.Requests.Count == 0)
        {
            yield return ($"{name} requests", () =>
                Spend(left with { Requests = left.Requests - 1 }).Request(rules, at));
        }

        if (left.Exchanges > 0 && ike.Requests.Count > 0 && !world.Ghost.PeerHasChild
            && world.Ghost.Requests.Any(sent => sent.Id == ike.Requests[0].Id))
        {
            foreach (var isMade in new[] { true, false })
            {
                yield return ($"the peer {(isMade ? "makes" : "refuses")} a CHILD SA", () =>
                    Spend(left with { Exchanges = left.Exchanges - 1 })
                    .Answer(rules, at, isMade));
            }
        }

        ReplicationWorld Spend(Budget budget) => world with { Budget = budget };
    }
}
