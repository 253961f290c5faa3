using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.SpiChoice;
using Holdfast.Simulation.Trace;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Properties.Simulation.Explorer;

/// <summary>
/// Where members are alike, one state of each orbit is kept, and they stand for all: as many as a
/// search counts that exchanges nothing, and what is broken there is broken here.
/// </summary>
public sealed class Symmetries
{
    private const int Most = 2;

    // A state of each of n members out of 5, in no order: 5 + n − 1 over n.
    [Theory]
    [InlineData(2, 15, 25)]
    [InlineData(3, 35, 125)]
    [InlineData(4, 70, 625)]
    [InlineData(5, 126, 3_125)]
    public void Members_that_choose_spis_are_counted_as_if_nobody_had_a_name(
        int members, long orbits, long states)
    {
        var choices = new SpiChoices("choices") { Members = members };
        var folded = Exploration.Run((choices with { IsFolded = true }).Model());
        var whole = Exploration.Run(choices.Model());
        Assert.Equal((states, (long?)states, 1), (whole.States, whole.Unfolded, whole.Exchanges));
        Assert.Equal(
            (orbits, (long?)states, Enumerable.Range(1, members).Aggregate(1, (a, b) => a * b)),
            (folded.States, folded.Unfolded, folded.Exchanges));
        Assert.Equal(whole.Depth, folded.Depth);
        Assert.Empty(folded.Violations);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 1)]
    public void Ways_and_damage_are_exchanged_with_members(int clients, int crashes)
    {
        var whole = Exploration.Run(Model(clients, crashes, isFolded: false, bound: 99));
        foreach (var threads in new[] { 1, 3 })
        {
            var folded = Exploration.Run(
                Model(clients, crashes, isFolded: true, bound: 99), new() { Threads = threads });
            Assert.Equal((whole.States, whole.Depth), (folded.Unfolded!.Value, folded.Depth));
            Assert.Equal(OrbitsOf(clients, crashes), folded.States);
            Assert.True(folded.States < whole.States, $"{folded.States} of {whole.States}");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void What_is_broken_is_broken_folded_as_soon_and_happens_again_where_nothing_is(
        int bound)
    {
        var whole = Assert.Single(
            Exploration.Run(Model(3, 1, isFolded: false, bound)).Violations);
        var folded = Assert.Single(
            Exploration.Run(Model(3, 1, isFolded: true, bound)).Violations);
        Assert.Equal(whole.Trace.Length, folded.Trace.Length);
        foreach (var isFolded in new[] { false, true })
        {
            var again = World.Of(Model(3, 1, isFolded, bound)).Reenact(new(
                "clients", [], folded.Name, folded.Trace.StartDigest,
                [.. folded.Trace.Stem.Select(one => new SavedEvent(one.Event, one.Digest))],
                null));
            Assert.Null(again.Divergence);
            Assert.True(again.IsBroken);
        }
    }

    [Fact]
    public void Exchanges_that_are_no_group_are_refused()
    {
        var model = Model(3, 1, isFolded: true, bound: 99);
        var refused = Assert.Throws<ArgumentException>(() => Exploration.Run(
            model with { Symmetries = [.. model.Symmetries.Skip(1)] }));
        Assert.Contains("a group", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Goals_are_refused_where_members_are_exchanged()
    {
        var model = Model(2, 1, isFolded: true, bound: 99);
        Assert.Throws<ArgumentException>(() => Exploration.Run(
            model with { Goals = [new("never", "it comes", static (in Look<int> _) => false)] }));
    }

    /// <summary>
    /// Clients that count up to a bound, and say so to a hub over ways of their own, which adds up
    /// what arrives; each client may crash, and then forgets.
    /// </summary>
    private static WorldModel<int, int, int, int> Model(
        int clients, int crashes, bool isFolded, int bound) => new("clients")
        {
            Machine = new("Clients")
            {
                Initial = static (_, _) => 0,
                Step = static (hub, state, _, input) => hub == 1
                    ? new(Math.Min(state + input, 6), [], default)
                    : state == Most
                        ? new(state, [], default)
                        : new(state + 1, [state + 1], default),
                Deadline = static (_, _) => null,
                Rebase = static (state, _) => state,
                Normalize = static (_, state) => state,
                IsTerminal = static _ => false,
                Tick = 0,
                Alphabet = [],
            },
            Members =
            [
                .. Enumerable.Range(0, clients).Select(one => new Member<int>($"c{one}", 0)),
                new("hub", 1),
            ],
            Hear = (_, to, said) => to == clients ? [said] : [],
            Ticks = [0],
            Unit = TimeSpan.FromSeconds(1),
            Delivery = new Delivery.Ways(2),
            Faults = new()
            {
                Budgets = [new("crash", crashes)],
                Gone = [.. Enumerable.Range(0, clients + 1).Select(one => 1ul << one)],
                Rules =
                [
                    .. Enumerable.Range(0, clients).SelectMany(Rules),
                ],
            },
            Symmetries = isFolded
                ?
                [
                    .. Symmetry.Orders(clients + 1, clients).Select(places =>
                        new Symmetry<int, int>(places)
                        {
                            Bits = bits => Enumerable.Range(0, clients + 1).Aggregate(
                                0ul, (all, one) => all | (((bits >> one) & 1) << places[one])),
                        }),
                ]
                : [],
            Invariants =
            [
                new("bound", "the hub has heard less", (in Look<int> look) => look[clients] < bound),
            ],
        };

    private static IEnumerable<FaultRule<int>> Rules(int client)
    {
        yield return new($"c{client} counts")
        {
            Forbids = 1ul << client,
            Effects = [new FaultEffect<int>.Take(client, 0)],
        };
        yield return new($"c{client} dies")
        {
            Budget = 0,
            Forbids = 1ul << client,
            Sets = 1ul << client,
            Effects = [new FaultEffect<int>.Forget(client)],
        };
    }

    /// <summary>The orbits, by a search of its own: a client is what it is, has under way and
    /// whether it is there; the clients are a heap.</summary>
    private static long OrbitsOf(int clients, int crashes)
    {
        var heap = string.Join(' ', Enumerable.Repeat("0,,1", clients));
        var start = (Heap: heap, Hub: 0, Left: crashes);
        var seen = new HashSet<(string, int, int)> { start };
        var open = new Queue<(string Heap, int Hub, int Left)>([start]);
        while (open.TryDequeue(out var one))
        {
            var all = one.Heap.Split(' ');
            for (var at = 0; at < all.Length; at++)
            {
                var parts = all[at].Split(',');
                var (count, way, isUp) = (parts[0][0] - '0', parts[1], parts[2] == "1");
                if (isUp && count < Most)
                {
                    var put = way + (count + 1);
                    var kept = put.Length > 2 ? put[1..] : put;
                    Add(at, $"{count + 1},{kept},1", one.Hub, one.Left);
                }

                if (isUp && one.Left > 0)
                {
                    Add(at, $"0,{way},0", one.Hub, one.Left - 1);
                }

                if (way.Length > 0)
                {
                    Add(
                        at, $"{count},{way[1..]},{parts[2]}",
                        Math.Min(one.Hub + way[0] - '0', 6), one.Left);
                }
            }

            void Add(int at, string client, int hub, int left)
            {
                var next = all.Select((other, place) => place == at ? client : other);
                var state = (string.Join(' ', next.Order(StringComparer.Ordinal)), hub, left);
                if (seen.Add(state))
                {
                    open.Enqueue(state);
                }
            }
        }

        return seen.Count;
    }
}
