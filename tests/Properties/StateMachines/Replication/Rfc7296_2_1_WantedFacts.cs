using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>RFC 7296 §2.1: what a shell wants of a log that is full now and then.</summary>
public sealed class Rfc7296_2_1_WantedFacts
{
    private const int Runs = 400;

    [Fact]
    public void What_is_wanted_with_a_message_takes_effect_once_and_in_its_order() =>
        ForAll.Cases(Runs, Draw, steps =>
        {
            var log = new SmallLog();
            foreach (var (what, count) in steps)
            {
                log.Do(what, count);
            }

            log.Drain();
            Assert.Equal(log.Wanted, log.Told);
            Assert.Equal(log.Wanted, log.Facts);
            Assert.Equal(log.Leases, log.LeasesTold);
            Assert.Equal(0, log.Left);
        });

    [Fact]
    public void What_is_refused_for_another_reason_is_told_at_once()
    {
        var facts = new WantedFacts();
        var told = 0;
        var wanted = facts.Want([SmallLog.Sent(1)], isFact => told += isFact ? 100 : 1)!;

        Assert.Null(facts.Refused(wanted.Ticket + 1, Refusal.Busy));
        facts.Refused(wanted.Ticket, Refusal.WindowFull)!.Invoke(false);
        Assert.Equal((1, 0), (told, facts.Waiting));
        Assert.Null(facts.Committed(wanted.Ticket));
    }

    /// <summary>Packets ask for them anew: neither kept, nor held back by what is.</summary>
    [Fact]
    public void Leases_and_floors_are_told_at_once_also_where_the_log_is_full()
    {
        var facts = new WantedFacts();
        var told = 0;
        var kept = facts.Want([SmallLog.Sent(1)], then: null)!;
        Assert.Null(facts.Refused(kept.Ticket, Refusal.Busy));
        Assert.Equal(1, facts.Waiting);
        foreach (var change in (Change[])
            [
                new Change.Leased(new Spi(1), 5, 5), new Change.FloorRaised(new Spi(1), 5),
                new Change.FloorLowered(new Spi(1), 5),
            ])
        {
            var wanted = facts.Want([change], isFact => told += isFact ? 100 : 1)!;
            Assert.NotNull(wanted);
            facts.Refused(wanted.Ticket, Refusal.Busy)!.Invoke(false);
        }

        Assert.Equal((3, 1), (told, facts.Waiting));

        // With a message of IKE they are kept as that is.
        Assert.Null(facts.Want(
            [new Change.FloorRaised(new Spi(1), 5), SmallLog.Sent(2)], then: null));
    }

    [Fact]
    public void What_waits_when_a_reign_ends_is_told_in_its_order()
    {
        var facts = new WantedFacts();
        List<int> told = [];
        var first = facts.Want([SmallLog.Sent(1)], _ => told.Add(1))!;
        Assert.Null(facts.Refused(first.Ticket, Refusal.Busy));
        Assert.Null(facts.Want([SmallLog.Sent(2)], _ => told.Add(2)));
        Assert.Null(facts.Want([SmallLog.Sent(3)], then: null));
        foreach (var then in facts.GiveUp())
        {
            then(false);
        }

        Assert.Equal([1, 2], told);
        Assert.Equal(0, facts.Waiting);
    }

    private static Items<(int What, int Count)> Draw(Choices choices) =>
    [
        .. Enumerable.Range(0, choices.Below(60))
            .Select(_ => (choices.Below(4), 1 + choices.Below(3))),
    ];

    /// <summary>A log with room for two, and a shell that asks for facts and leases.</summary>
    private sealed class SmallLog
    {
        private const int Room = 2;

        private readonly WantedFacts _facts = new();
        private readonly Queue<SaReplication.Input.Propose> _open = [];
        private uint _last;

        public List<uint> Wanted { get; } = [];

        public List<uint> Facts { get; } = [];

        public List<uint> Told { get; } = [];

        public int Leases { get; private set; }

        public int LeasesTold { get; private set; }

        public int Left => _facts.Waiting + _open.Count;

        public static Change Sent(uint id) =>
            new Change.RequestSent(new(new(1), new(2)), new(id, [], KeyHandle.None));

        public void Do(int what, int count)
        {
            for (; count > 0; count--)
            {
                switch (what)
                {
                    case 0:
                        var id = ++_last;
                        Wanted.Add(id);
                        Put(_facts.Want([Sent(id)], isFact =>
                        {
                            Assert.True(isFact);
                            Told.Add(id);
                        }));
                        break;
                    case 1:
                        Leases++;
                        Put(_facts.Want(
                            [new Change.Leased(new Spi(1), 5, 5)], _ => LeasesTold++));
                        break;
                    default:
                        Commit();
                        break;
                }
            }
        }

        public void Drain()
        {
            while (Left > 0)
            {
                Commit();
            }
        }

        private void Put(SaReplication.Input.Propose? proposed)
        {
            if (proposed is null)
            {
                return;
            }

            if (_open.Count >= Room)
            {
                _facts.Refused(proposed.Ticket, Refusal.Busy)?.Invoke(false);
                return;
            }

            _open.Enqueue(proposed);
        }

        private void Commit()
        {
            if (_open.TryDequeue(out var one))
            {
                if (one.Changes[0] is Change.RequestSent(_, var message))
                {
                    Facts.Add(message.Id);
                }

                _facts.Committed(one.Ticket)?.Invoke(true);
            }

            _facts.ProposeAgain(Put);
        }
    }
}
