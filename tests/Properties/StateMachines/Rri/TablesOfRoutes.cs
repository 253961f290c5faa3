using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;
using Instant = Holdfast.StateMachines.Instant;
using Key = Holdfast.StateMachines.Rri.RouteTable.Key;

namespace Holdfast.Tests.Properties.StateMachines.Rri;

/// <summary>
/// A table is what its machines are: after each step of any history it says and knows what
/// <see cref="NaiveRoutes"/> does, over prefixes that begin at one address, hold everything or
/// stand in several routing tables, and SAs that nobody knows.
/// </summary>
public sealed class TablesOfRoutes
{
    private const int Runs = 100;

    private static readonly Prefix[] Prefixes =
    [
        .. ((string[])
            [
                "0.0.0.0/0", "0.0.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "10.0.0.0/24",
                "10.0.0.0/32", "10.128.0.0/9", "::/0", "::/64", "2001:db8::/32",
            ]).Select(Prefix.Parse),
    ];

    private static readonly HostAddress[] Addresses =
    [
        .. ((string[])
            [
                "0.0.0.0", "0.1.0.0", "10.0.0.0", "10.0.0.1", "10.0.1.0", "10.1.0.0", "10.255.0.1",
                "203.0.113.1", "255.255.255.255", "::", "0:0:0:1::", "2001:db8::1",
            ]).Select(HostAddress.Parse),
    ];

    private static readonly Config[] Configs =
    [
        RouteWorld.Checked(new()),
        RouteWorld.Checked(new() { DrainFor = TimeSpan.FromTicks(3), ClaimsMax = 1 }),
        RouteWorld.Checked(new() { WhenContested = ConflictRule.NewestWins, ClaimsMax = 2 }),
        RouteWorld.Checked(new()
        {
            Mode = Mode.Static,
            Guard = GuardBy.Policy,
            StaticVia = new(null, 3),
        }),
    ];

    [Fact]
    public void A_table_says_and_knows_what_a_machine_for_each_prefix_does() => ForAll.Cases(
        Runs,
        Draw,
        numbers =>
        {
            var walk = new Walk(new Choices(numbers));
            while (walk.Go())
            {
                walk.IsTheSame();
            }
        });

    /// <summary>Two moments of two histories, and of one: the same if and only if all that they
    /// are made of is.</summary>
    [Fact]
    public void Tables_are_equal_exactly_where_what_they_are_made_of_is() => ForAll.Cases(
        Runs / 4,
        Draw,
        numbers =>
        {
            List<(RouteTable Table, string Text)> seen = [];
            foreach (var turn in (uint[])[0, 0, 1])
            {
                var walk = new Walk(new Choices(numbers) { Turn = turn });
                seen.Add((walk.Table, walk.Naive.Text));
                while (seen.Count % 20 != 0 && walk.Go())
                {
                    seen.Add((walk.Table, walk.Naive.Text));
                }
            }

            foreach (var (one, text) in seen)
            {
                foreach (var (other, otherText) in seen)
                {
                    Assert.True(
                        one.Equals(other) == (text == otherText), $"{text}\n\n{otherText}");
                    Assert.True(!one.Equals(other) || one.GetHashCode() == other.GetHashCode());
                }
            }
        });

    /// <summary>Whatever they have in common: one thing that differs is enough.</summary>
    [Fact]
    public void Tables_that_differ_in_one_thing_alone_differ()
    {
        var (config, here) = (Configs[0], new NextHop(null, 1));
        var table = RouteTable.Empty(config, 9);
        var one = Up(table, Prefixes[2], Prefixes[6]);
        Assert.Equal(table, RouteTable.Empty(config, 9));
        Assert.Equal(one, Up(table, Prefixes[2], Prefixes[6]));
        RouteTable[] others =
        [
            table,
            RouteTable.Empty(Configs[1], 9),
            RouteTable.Empty(config, 8),
            table.Promote(default).Table,
            table.Demote(default, isFenced: true).Table,
            one,

            // The SA was told of its prefixes in another order: they are let go in that order.
            Up(Up(table, Prefixes[6]), Prefixes[2]),
            Up(RouteTable.Empty(config, 8), Prefixes[2], Prefixes[6]),
            Up(RouteTable.Empty(Configs[2], 9), Prefixes[2], Prefixes[6]),
            Up(table, Prefixes[2]),
            one.Ready(default, 1).Table,
        ];
        for (var at = 0; at < others.Length; at++)
        {
            for (var other = 0; other < others.Length; other++)
            {
                Assert.Equal(at == other, others[at].Equals(others[other]));
            }

            Assert.False(others[at].Equals(null));
        }

        RouteTable Up(RouteTable before, params Prefix[] prefixes)
        {
            Assert.True(before.TryUp(
                default, 0, [.. prefixes], new(1, 1, here, IsReady: false), out var change));
            return change.Table;
        }
    }

    private static uint[] Draw(Choices choices) =>
        [.. Enumerable.Range(0, 320).Select(_ => choices.Next())];

    /// <summary>One history, told to both.</summary>
    private sealed class Walk
    {
        private readonly Choices _choices;
        private Instant _now;
        private int _steps;

        public Walk(Choices choices)
        {
            _choices = choices;
            var (config, most) = (choices.Of(Configs), choices.Below(6) + 1);
            (Table, Naive) = (RouteTable.Empty(config, most), new(config, most));
            _steps = choices.Below(40) + 1;
        }

        public RouteTable Table { get; private set; }

        public NaiveRoutes Naive { get; }

        private Key AnyKey => new((uint)_choices.Below(2), _choices.Of(Prefixes));

        private Claim AnyClaim => new(
            AnySa, (ulong)_choices.Below(2) + 1, new(null, _choices.Below(2) + 1),
            _choices.Chance(60));

        // The last one is never up.
        private ulong AnySa => (ulong)_choices.Below(5) + 1;

        private Items<Prefix> Some =>
            [.. Enumerable.Range(0, _choices.Below(4)).Select(_ => _choices.Of(Prefixes))];

        public bool Go()
        {
            if (--_steps < 0)
            {
                return false;
            }

            _now += TimeSpan.FromTicks(_choices.Below(3));
            switch (_choices.Below(14))
            {
                case 0 or 1 or 2:
                    Up();
                    break;
                case 3:
                    Rekey();
                    break;
                case 4:
                    var sa = AnySa;
                    Same(Table.Ready(_now, sa), Naive.Of(_now, sa, new Input.SaReady(sa), false));
                    break;
                case 5:
                    sa = AnySa;
                    Same(Table.Down(_now, sa), Naive.Of(_now, sa, new Input.SaDown(sa), true));
                    break;
                case 6:
                    sa = AnySa;
                    Same(Table.Lost(_now, sa), Naive.Of(_now, sa, new Input.SaLost(sa), true));
                    break;
                case 7:
                    sa = AnySa;
                    var via = new NextHop(null, _choices.Below(3) + 1);
                    Same(
                        Table.Move(_now, sa, via),
                        Naive.Of(_now, sa, new Input.NextHopChange(sa, via), false));
                    break;
                case 8:
                    var peer = (ulong)_choices.Below(2) + 1;
                    Same(Table.PeerDead(_now, peer), Naive.PeerDead(_now, peer));
                    break;
                case 9:
                    Protect();
                    break;
                case 10 or 11:
                    Same(Table.Promote(_now), Naive.Promote(_now));
                    break;
                case 12:
                    Leave();
                    break;
                case 13:
                    Shift();
                    break;
            }

            Same(Table.Tick(_now), Naive.Tick(_now));
            return true;
        }

        /// <summary>Whatever may be asked of a table.</summary>
        public void IsTheSame()
        {
            Assert.Equal(Naive.Role, Table.Role);
            Assert.Equal(Naive.States.Count, Table.Count);
            Assert.Equal(Naive.Routes, Table.Routes);
            Assert.Equal(Naive.Guards, Table.Guards);
            Assert.Equal(Naive.Deadline, Table.Deadline());
            for (var sa = 1ul; sa <= 6; sa++)
            {
                Assert.Equal(Naive.Has(sa), Table.Has(sa));
            }

            for (var vrf = 0u; vrf < 2; vrf++)
            {
                Assert.All(Prefixes, prefix => Assert.Equal(
                    Naive.States.GetValueOrDefault(new(vrf, prefix)), Table.StateOf(vrf, prefix)));
                Assert.All(Addresses, address => Assert.Equal(
                    Naive.RouteTo(vrf, address),
                    (Table.TryRoute(vrf, address, out var route), route)));
            }
        }

        private void Up()
        {
            var (vrf, prefixes, claim) = ((uint)_choices.Below(2), Some, AnyClaim);
            Assert.Equal(
                Naive.TryUp(_now, vrf, prefixes, claim, out var says),
                Table.TryUp(_now, vrf, prefixes, claim, out var change));
            Same(change, says);
        }

        private void Rekey()
        {
            var (vrf, prefixes, old, claim) =
                ((uint)_choices.Below(2), Some, AnySa, AnyClaim);
            Assert.Equal(
                Naive.TryRekey(_now, vrf, prefixes, old, claim, out var says),
                Table.TryRekey(_now, vrf, prefixes, old, claim, out var change));
            Same(change, says);
        }

        private void Protect()
        {
            var key = AnyKey;
            if (_choices.Chance(40))
            {
                Same(Table.Unprotect(_now, key.Vrf, key.Prefix), Naive.Unprotect(_now, key));
                return;
            }

            Assert.Equal(
                Naive.TryProtect(_now, key, out var says),
                Table.TryProtect(_now, key.Vrf, key.Prefix, out var change));
            Same(change, says);
        }

        private void Leave()
        {
            if (_choices.Chance(60))
            {
                var most = TimeSpan.FromTicks(_choices.Below(5));
                Same(Table.Drain(_now, most), Naive.Drain(_now, most));
                return;
            }

            var isFenced = _choices.Chance(50);
            Same(Table.Demote(_now, isFenced), Naive.Demote(_now, isFenced));
        }

        private void Shift()
        {
            var by = TimeSpan.FromTicks(_choices.Below(5));
            Table = Table.Rebase(by);
            Naive.Change((_, state) => ReverseRouteInjection.Rebase(state, by));
            _now += by;
            if (_choices.Chance(30))
            {
                Table = Table.Rebase(Instant.Zero - _now).Normalize();
                Naive.Change((config, state) => ReverseRouteInjection.Normalize(
                    config, ReverseRouteInjection.Rebase(state, Instant.Zero - _now)));
                _now = default;
            }
        }

        private void Same(RouteTable.Change change, List<Output> says)
        {
            Table = change.Table;
            Assert.Equal(says, change.Outputs.AsEnumerable());
        }
    }
}
