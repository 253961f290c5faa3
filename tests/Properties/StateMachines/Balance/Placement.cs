using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Balance.LoadShare;
using static Holdfast.StateMachines.Balance.Rendezvous;

namespace Holdfast.Tests.Properties.StateMachines.Balance;

/// <summary>Where peers are, and which of them move.</summary>
public sealed class Placement
{
    private const int Runs = 200;
    private const int Peers = 60;

    [Fact]
    public void A_member_that_leaves_moves_its_own_peers_one_that_comes_takes_its_share() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            var (members, which) = drawn;
            if (members.Count == 0)
            {
                return;
            }

            var one = members[which % members.Count];
            Items<Member> others = [.. members.Where(member => member.Id != one.Id)];
            for (var peer = 0UL; peer < Peers; peer++)
            {
                var with = Owner(peer, members);
                var without = Owner(peer, others);
                Assert.True(with == without || with == one.Id);
            }
        });

    [Fact]
    public void A_member_with_a_share_more_loses_no_peer_and_takes_none_between_others() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            var (members, which) = drawn;
            if (members.Count == 0)
            {
                return;
            }

            var index = which % members.Count;
            var grown = members.With(
                index, members[index] with { Shares = members[index].Shares + 1 });
            for (var peer = 0UL; peer < Peers; peer++)
            {
                var before = Owner(peer, members);
                var after = Owner(peer, grown);
                Assert.True(before == after || after == members[index].Id);
            }
        });

    [Fact]
    public void The_order_of_members_does_not_matter_and_the_ranking_is_who_comes_next() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            var (members, which) = drawn;
            Items<Member> turned = [.. members.Skip(which % 5), .. members.Take(which % 5)];
            for (var peer = 0UL; peer < Peers; peer++)
            {
                var ranking = Ranking(peer, members);
                Assert.Equal(ranking, Ranking(peer, turned));
                Items<Member> left = members;
                foreach (var next in ranking)
                {
                    Assert.Equal(next, Owner(peer, left));
                    left = [.. left.Where(member => member.Id != next)];
                }

                Assert.Null(Owner(peer, left));
            }
        });

    [Fact]
    public void Peers_spread_by_the_shares()
    {
        const int Many = 20_000;
        Items<Member> members = [new(11, 1), new(12, 2), new(13, 5)];
        var counts = Enumerable.Range(0, Many)
            .CountBy(peer => Owner((ulong)peer, members)!.Value)
            .ToDictionary();

        // Six standard deviations of a draw.
        foreach (var member in members)
        {
            var part = member.Shares / 8.0;
            var expected = Many * part;
            var slack = 6 * Math.Sqrt(Many * part * (1 - part));
            Assert.InRange(counts[member.Id], expected - slack, expected + slack);
        }
    }

    [Fact]
    public void Who_is_redirected_is_kept_where_it_is_sent_to() => ForAll.Cases(
        Runs, DrawLoads, drawn =>
        {
            var (loads, slack) = drawn;
            foreach (var self in loads)
            {
                for (var peer = 0UL; peer < 10; peer++)
                {
                    if (Redirect(self.Member, peer, loads, slack) is { } to)
                    {
                        Assert.NotEqual(self.Member, to);
                        var target = loads.First(load => load.Member == to);
                        Assert.True(target.TakesPeers && target.Peers < target.Capacity);
                        Assert.Null(Redirect(to, peer, loads, slack));
                    }
                    else
                    {
                        Assert.True(
                            (self.TakesPeers && self.Peers < self.Capacity)
                            || LeastLoaded(peer, loads) is null);
                    }
                }
            }
        });

    [Fact]
    public void A_peer_is_placed_unless_all_are_full_and_no_member_goes_beyond_its_part() =>
        ForAll.Cases(Runs, DrawLoads, drawn =>
        {
            var (loads, slack) = drawn;
            var takers = loads
                .Where(load => load.TakesPeers && load.Peers < load.Capacity).ToList();
            for (var peer = 0UL; peer < 10; peer++)
            {
                var placed = Place(peer, loads, slack);
                Assert.Equal(takers.Count == 0, placed is null);
                if (placed is not { } id)
                {
                    continue;
                }

                var at = takers.Single(load => load.Member == id);
                var mean = (takers.Sum(load => load.Peers) + 1.0)
                    / takers.Sum(load => load.Capacity);
                Assert.True(
                    (at.Peers + 1.0) / at.Capacity <= (mean * (1 + (slack / 100.0))) + 1e-9
                    || id == LeastLoaded(peer, loads));
            }
        });

    [Fact]
    public void Groups_are_shared_evenly_and_only_those_of_a_dead_member_move() => ForAll.Cases(
        Runs,
        choices => (Groups: choices.Below(40) + 1, Members: choices.Below(15) + 2,
            Dead: choices.Below(100)),
        drawn =>
        {
            Items<ushort> groups = [.. Enumerable.Range(0, drawn.Groups).Select(id => (ushort)id)];
            Items<ulong> members = [.. Enumerable.Range(1, drawn.Members).Select(id => (ulong)id)];
            Assert.True(GroupPlan.TryCreate(groups, members, out var plan, out _));
            var active = plan.Entries.CountBy(entry => entry.Members[0]).ToDictionary();
            Assert.All(members, member => Assert.InRange(
                active.GetValueOrDefault(member),
                drawn.Groups / drawn.Members,
                (drawn.Groups + drawn.Members - 1) / drawn.Members));

            // HSRP elects the highest priority that is left.
            var dead = members[drawn.Dead % members.Count];
            foreach (var entry in plan.Entries)
            {
                var before = Elected(plan, entry.Group, members);
                var after = Elected(
                    plan, entry.Group, members.Where(member => member != dead));
                Assert.True(before == dead || before == after);
                Assert.Equal(entry.Members[0], before);
            }
        });

    private static ulong Elected(GroupPlan plan, ushort group, IEnumerable<ulong> alive) =>
        alive.MaxBy(member => plan.PriorityOf(member, group)!.Value);

    private static (Items<Member> Members, int Which) Draw(Choices choices) => (
        [
            .. Enumerable.Range(0, choices.Below(8))
                .Select(id => new Member((ulong)id * 7, choices.Below(5))),
        ],
        choices.Below(100));

    private static (Items<Load> Loads, int Slack) DrawLoads(Choices choices) => (
        [
            .. Enumerable.Range(0, choices.Below(6)).Select(id => new Load(
                (ulong)id, choices.Below(20), choices.Below(20), !choices.Chance(20))),
        ],
        choices.Below(60));
}
