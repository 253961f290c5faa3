using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.5 (I3): every short history of one inbound SA at two members, with packets that come
/// in any order, are lost, and are replayed by who recorded them.
/// </summary>
public sealed class Rfc6027_3_5_InboundCounters
{
    private const int Numbers = 5;
    private const int Steps = 7;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [Requirement("RFC6027-3.5-a")]
    public void A_takeover_accepts_no_more_twice_than_is_exposed_over_every_history(int exposed)
    {
        var most = 0;
        Walk(new Receiver(InboundFloor.New((ulong)exposed), 0, 0, 0), Steps);
        Assert.Equal(exposed, most);

        void Walk(Receiver receiver, int left)
        {
            most = Math.Max(most, receiver.Twice);
            Assert.True(receiver.Twice <= exposed, $"{receiver}");
            if (left == 0)
            {
                return;
            }

            for (ulong number = 1; number <= Numbers; number++)
            {
                Walk(receiver.Hear(number), left - 1);
            }

            Walk(receiver.Raise(), left - 1);
            if (receiver.Takeovers == 0)
            {
                Walk(receiver.TakeOver(), left - 1);
            }
        }
    }

    [Fact]
    public void Every_number_is_below_open_or_beyond_as_the_text_says()
    {
        for (ulong bottom = 0; bottom < 6; bottom++)
        {
            for (var floor = bottom; floor < 12; floor++)
            {
                for (ulong exposed = 0; exposed < 4; exposed++)
                {
                    var sut = InboundFloor.TakenOver(bottom, exposed).Raise(floor);
                    for (ulong number = 0; number < 20; number++)
                    {
                        var expected = number <= bottom ? FloorVerdict.Below
                            : number <= floor + exposed ? FloorVerdict.Open
                            : FloorVerdict.Beyond;
                        Assert.Equal(expected, sut.Judge(number));
                    }

                    Assert.Equal(FloorVerdict.Beyond, sut.Judge(ulong.MaxValue));
                }
            }
        }

        var atTheEnd = InboundFloor.TakenOver(ulong.MaxValue - 1, ulong.MaxValue);
        Assert.Equal(FloorVerdict.Open, atTheEnd.Judge(ulong.MaxValue));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(19, 2)]
    [InlineData(40, 2)]
    [InlineData(60, 3)]
    [InlineData(1_000, 50)]
    [InlineData(1_000_000, 1_024)]
    [InlineData(ulong.MaxValue, 1_024)]
    public void The_way_ahead_is_50_ms_of_the_rate_at_least_2_and_at_most_the_block(
        ulong packetsPerSecond, ulong ahead) =>
        Assert.Equal(ahead, InboundFloor.Ahead(packetsPerSecond, 1_024));

    [Fact]
    public void A_floor_is_asked_for_at_half_the_way_and_never_a_lower_one()
    {
        for (ulong top = 0; top < 20; top++)
        {
            for (ulong floor = 0; floor < 30; floor++)
            {
                for (ulong ahead = 2; ahead < 12; ahead++)
                {
                    var sut = InboundFloor.New(0).Raise(floor).Accept(top);
                    var wanted = sut.Wanted(ahead, last: 24);
                    var isEnough = floor > top && floor - top > ahead / 2;
                    var target = Math.Min(top + ahead, 24);
                    Assert.Equal(isEnough || target <= floor ? null : target, wanted);
                }
            }
        }

        Assert.Equal(
            ulong.MaxValue,
            InboundFloor.New(0).Accept(ulong.MaxValue - 1).Wanted(64, ulong.MaxValue));
    }

    [Fact]
    public void What_lies_between_the_floor_and_the_highest_number_accepted_is_exposed()
    {
        for (ulong floor = 0; floor < 5; floor++)
        {
            for (ulong top = 0; top < 9; top++)
            {
                var sut = InboundFloor.TakenOver(floor, exposed: 4).Accept(top);
                Assert.Equal(top <= floor ? 0 : top - floor, sut.Exposure);
                Assert.Equal(Math.Max(floor, top), sut.Top);
            }
        }

        Assert.Equal(
            "above 3, at 5, up to 7 + 4",
            InboundFloor.TakenOver(3, exposed: 4).Accept(5).Raise(7).ToString());
    }

    [Fact]
    public void A_packet_that_waits_is_accepted_once_its_floor_is_acknowledged()
    {
        // However many were lost on their way before it: nothing else would ask for a floor.
        for (ulong top = 0; top < 12; top++)
        {
            for (ulong ahead = 2; ahead < 12; ahead++)
            {
                for (ulong exposed = 0; exposed < 3; exposed++)
                {
                    // 41 is the last number; what is beyond it can't be let in, nor ask for more.
                    for (ulong number = 1; number < 60; number++)
                    {
                        var sut = InboundFloor.TakenOver(top, exposed).Raise(top + ahead);
                        var wanted = sut.WantedBy(number, ahead, last: 41);
                        if (sut.Judge(number) != FloorVerdict.Beyond)
                        {
                            Assert.Equal(sut.Wanted(ahead, 41), wanted);
                            continue;
                        }

                        Assert.Equal(Math.Min(number + ahead, 41), wanted);
                        Assert.Equal(
                            number <= 41 + exposed ? FloorVerdict.Open : FloorVerdict.Beyond,
                            sut.Raise(wanted ?? 0).Judge(number));
                    }
                }
            }
        }
    }

    [Fact]
    public void What_waits_is_bounded_kept_in_order_and_never_twice()
    {
        // All arrivals of 4 out of 5 numbers into a room of 2, then a floor anywhere.
        for (var arrivals = 0; arrivals < 5 * 5 * 5 * 5; arrivals++)
        {
            WaitingPackets waiting = new([], 0);
            List<ulong> model = [];
            ulong lost = 0;
            for (int i = 0, digits = arrivals; i < 4; i++, digits /= 5)
            {
                var number = (ulong)(digits % 5) + 1;
                var isNew = !model.Contains(number);
                var waits = waiting.TryWait(new(number, i), 2, out waiting);
                Assert.Equal(isNew && model.Count < 2, waits);
                lost += isNew && !waits ? 1UL : 0;
                if (waits)
                {
                    model.Add(number);
                }
            }

            Assert.Equal(model, waiting.Packets.Select(packet => packet.Number));
            Assert.Equal(lost, waiting.Lost);
            for (ulong floor = 0; floor <= 5; floor++)
            {
                var released = waiting.Release(InboundFloor.New(0).Raise(floor), out var then);
                Assert.Equal(
                    model.Where(number => number <= floor),
                    released.Select(packet => packet.Number));
                Assert.Equal(
                    model.Where(number => number > floor),
                    then.Packets.Select(packet => packet.Number));
                Assert.Equal(lost + (ulong)then.Packets.Count, then.GiveUp().Lost);
            }
        }
    }

    [Fact]
    public void Values_on_the_way_of_a_packet_allocate_nothing()
    {
        ulong sum = 0;
        Assert.Equal(0, HeapCost.Least(() => sum = Measure()));
        Assert.True(sum > 0);

        static ulong Measure()
        {
            var lease = SequenceLease.New(extended: true).Renew(1_000);
            var octets = OctetLease.New(ulong.MaxValue).Renew(1_000_000);
            var floor = InboundFloor.New(0).Raise(1_000);
            ulong sum = 0;
            while (lease.TryTake(out var number, out lease))
            {
                _ = octets.TryUse(100, out octets);
                floor = floor.Judge(number) == FloorVerdict.Open ? floor.Accept(number) : floor;
                sum += lease.Wanted(2_000, 10) ?? floor.Wanted(16, lease.Last) ?? octets.Used;
            }

            return sum;
        }
    }

    /// <summary>A receiver, and what it and its predecessors accepted, as bits.</summary>
    private readonly record struct Receiver(InboundFloor Floor, int Seen, int Ever, int Twice)
    {
        public int Takeovers { get; init; }

        public Receiver Hear(ulong number)
        {
            // Seen is a replay window of its own, and a new one after a takeover.
            var bit = 1 << (int)number;
            if ((Seen & bit) != 0 || Floor.Judge(number) != FloorVerdict.Open)
            {
                return this;
            }

            return this with
            {
                Floor = Floor.Accept(number),
                Seen = Seen | bit,
                Ever = Ever | bit,
                Twice = Twice + ((Ever & bit) != 0 ? 1 : 0),
            };
        }

        public Receiver Raise() =>
            this with { Floor = Floor.Raise(Floor.Wanted(2, Numbers) ?? Floor.Floor) };

        public Receiver TakeOver() => this with
        {
            Floor = InboundFloor.TakenOver(Floor.Floor, Floor.Exposed),
            Seen = 0,
            Takeovers = Takeovers + 1,
        };
    }
}
