using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.5 (I3), of a tunnel with few packets: every short history of its floor at the member
/// that receives them and at the one that would take over, with packets in any order, replayed and
/// lost, and words between both members under way. Whoever takes over accepts nothing twice, and
/// refuses nothing that comes behind all that had come before.
/// </summary>
public sealed class Rfc6027_3_5_FewPackets
{
    private const int Numbers = 4;
    private const int Many = (int)PacedFloor.FewPerSecond + 1;
    private const int Steps = 6;
    private const uint Block = 1_024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Requirement("RFC6027-3.5-a")]
    public void A_takeover_refuses_nothing_that_comes_behind_and_accepts_nothing_twice(int pause)
    {
        var (histories, atOnce) = (0, 0);
        Walk(Pair.New(TimeSpan.FromSeconds(pause)), 1, Steps, pair =>
        {
            histories++;
            atOnce += pair.Came > 0 && pair.Known == pair.Came ? 1 : 0;
            pair.AssertNothingTwice();
            pair.AssertAllTaken();
        });
        Assert.True(atOnce > 0 && histories > atOnce, $"{atOnce} of {histories}");
    }

    /// <summary>The floor lies ahead then, until it is given back and the other one has heard it.
    /// </summary>
    [Fact]
    [Requirement("RFC6027-3.5-a")]
    public void Behind_many_packets_it_accepts_nothing_twice_and_takes_all_once_that_is_told()
    {
        var (ahead, back) = (0, 0);
        Walk(Pair.Behind(Many, TimeSpan.FromSeconds(2)), Many, Steps, pair =>
        {
            pair.AssertNothingTwice();
            ahead += pair.Known > pair.Came ? 1 : 0;
            if (pair.IsGivenBack)
            {
                back++;
                pair.AssertAllTaken();
            }
        });
        Assert.True(ahead > 0 && back > 0, $"{ahead}, {back}");
    }

    private static void Walk(Pair pair, int first, int left, Action<Pair> look)
    {
        look(pair);
        if (left == 0)
        {
            return;
        }

        for (var number = first; number < first + Numbers; number++)
        {
            Walk(pair.Hear((ulong)number), first, left - 1, look);
        }

        foreach (var next in (Pair?[])[pair.Tell(), pair.Acknowledge(), pair.GiveBack()])
        {
            if (next is { } then)
            {
                Walk(then, first, left - 1, look);
            }
        }
    }

    /// <summary>A floor that was made for many comes down to what was accepted, once few come.
    /// </summary>
    [Fact]
    public void Behind_many_packets_a_floor_is_at_what_was_accepted_within_two_seconds()
    {
        for (var before = 1; before <= 2_000; before = (before * 3) + 1)
        {
            var now = Instant.Zero + TimeSpan.FromMinutes(1);
            var floor = PacedFloor.Of(InboundFloor.New(exposed: 0), PacedFloor.FewPerSecond);
            for (var number = 1UL; number <= (ulong)before; number++)
            {
                floor = floor.Accept(number, now);
                floor = floor.Wanted(Block, uint.MaxValue, []) is { } wanted
                    ? floor.Raise(wanted)
                    : floor;
            }

            now += TimeSpan.FromSeconds(2);
            floor = floor.Excess(now, Block) is { } lower ? floor.Lower(lower) : floor;
            Assert.Equal(Math.Max(floor.Floor.Top, floor.Floor.Floor), floor.Floor.Top);
        }
    }

    /// <summary>A word to the other member: the floor from now on.</summary>
    private readonly record struct Word(ulong Floor, bool IsLower);

    /// <summary>The floor at the member that receives, what is under way, and what the other one
    /// knows.</summary>
    private readonly record struct Pair(
        PacedFloor Floor, Instant Now, TimeSpan Pause, ulong Known, ulong Came, int Ever)
    {
        private Items<WaitingPacket> Waiting { get; init; }

        private Items<Word> Said { get; init; }

        private Items<Word> Told { get; init; }

        public static Pair New(TimeSpan pause) => new(
            PacedFloor.Of(InboundFloor.New(exposed: 0), PacedFloor.FewPerSecond),
            Instant.Zero + TimeSpan.FromMinutes(1), pause, 0, 0, 0);

        /// <summary>As many were accepted in an instant, and more were expected.</summary>
        public static Pair Behind(int many, TimeSpan pause)
        {
            var pair = New(pause) with { Pause = TimeSpan.Zero };
            for (var number = 1UL; number <= (ulong)many; number++)
            {
                pair = pair.Hear(number);
                while ((pair.Tell() ?? pair.Acknowledge()) is { } next)
                {
                    pair = next;
                }
            }

            return pair with { Pause = pause };
        }

        /// <summary>Whether the other one has heard that a floor came down, and nothing since.
        /// </summary>
        public bool IsGivenBack => Told.Count > 0 && Told[^1].IsLower;

        public Pair Hear(ulong number)
        {
            var pair = this with { Now = Now + Pause, Came = Math.Max(Came, number) };
            return Floor.Floor.Judge(number) == FloorVerdict.Open ? pair.Accept(number).Ask()
                : Waiting.Any(packet => packet.Number == number) ? pair
                : (pair with { Waiting = Waiting.Add(new(number, 0)) }).Ask();
        }

        /// <summary>The other one hears the next word.</summary>
        public Pair? Tell() => Said.Count == 0
            ? null
            : this with
            {
                Known = Said[0].IsLower ? Said[0].Floor : Math.Max(Known, Said[0].Floor),
                Said = [.. Said.Skip(1)],
                Told = Told.Add(Said[0]),
            };

        /// <summary>That it has heard one is heard.</summary>
        public Pair? Acknowledge()
        {
            if (Told.Count == 0)
            {
                return null;
            }

            var pair = this with
            {
                Floor = Told[0].IsLower ? Floor : Floor.Raise(Told[0].Floor),
                Told = [.. Told.Skip(1)],
                Waiting = [],
            };
            foreach (var packet in Waiting)
            {
                pair = pair.Floor.Floor.Judge(packet.Number) == FloorVerdict.Open
                    ? pair.Accept(packet.Number)
                    : pair with { Waiting = pair.Waiting.Add(packet) };
            }

            return pair.Ask();
        }

        /// <summary>What lies ahead is given back: kept to first, and said then.</summary>
        public Pair? GiveBack() =>
            Waiting.Count > 0 || Floor.Excess(Now, Block) is not { } lower
                ? null
                : this with { Floor = Floor.Lower(lower), Said = Said.Add(new(lower, true)) };

        public void AssertNothingTwice()
        {
            for (var number = 1; number < Many + Numbers; number++)
            {
                Assert.True(
                    Refuses((ulong)number) || (Ever & (1 << number)) == 0,
                    $"twice: {number}, {this}");
            }
        }

        public void AssertAllTaken() =>
            Assert.False(Refuses(Came + 1), $"refused: {Came + 1}, {this}");

        /// <summary>Whether who takes over now refuses it.</summary>
        private bool Refuses(ulong number) =>
            InboundFloor.TakenOver(Known, exposed: 0).Judge(number) == FloorVerdict.Below;

        private Pair Accept(ulong number) => this with
        {
            Floor = Floor.Accept(number, Now),
            Ever = Ever | (1 << (int)number),
        };

        private Pair Ask() => Floor.Wanted(Block, uint.MaxValue, Waiting.Span) is { } wanted
            ? this with { Floor = Floor.Ask(wanted), Said = Said.Add(new(wanted, false)) }
            : this;
    }
}
