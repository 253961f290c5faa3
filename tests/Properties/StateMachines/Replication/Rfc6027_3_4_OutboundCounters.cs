using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.4 (I1b, I5, I33): every short history of one SA's leases at two members, at the
/// start and at the end of its numbers, against a model that keeps the set of what was sent.
/// </summary>
public sealed class Rfc6027_3_4_OutboundCounters
{
    private const int Steps = 8;

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, uint.MaxValue - 5UL)]
    [InlineData(true, 0)]
    [InlineData(true, ulong.MaxValue - 5)]
    [Requirement("RFC6027-3.4-a")]
    [Requirement("RFC6027-3.4-b")]
    public void No_number_is_sent_twice_or_before_its_lease_over_every_history(
        bool extended, ulong from)
    {
        var histories = 0;
        var start = new Cluster(
            SequenceLease.TakenOver(from, extended), from, from, [], extended);
        Walk(start, Steps);
        Assert.Equal(1 << (2 * Steps), histories);

        void Walk(Cluster cluster, int left)
        {
            if (left == 0)
            {
                histories++;
                return;
            }

            foreach (var next in cluster.All())
            {
                Walk(next, left - 1);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_last_number_is_sent_once_and_none_after_it(bool extended)
    {
        var last = SequenceLease.LastOf(extended);
        var lease = SequenceLease.TakenOver(last - 1, extended).Renew(ulong.MaxValue);

        Assert.True(lease.TryTake(out var number, out lease));
        Assert.Equal(last, number);
        Assert.True(lease.IsSpent);
        Assert.False(lease.TryTake(out number, out lease));
        Assert.Equal(0UL, number);
        Assert.Null(lease.Wanted(16, 4));
        Assert.Equal(lease, lease.Renew(ulong.MaxValue));
        Assert.Equal(lease, SequenceLease.TakenOver(ulong.MaxValue, extended));
    }

    [Fact]
    public void A_lease_is_asked_for_at_low_water_and_never_a_smaller_one()
    {
        for (ulong taken = 0; taken < 40; taken++)
        {
            for (var through = taken; through < 60; through++)
            {
                for (ulong block = 1; block < 24; block++)
                {
                    for (ulong low = 0; low < block; low++)
                    {
                        var lease = SequenceLease.TakenOver(taken, extended: false).Renew(through);
                        var wanted = lease.Wanted(block, low);
                        Assert.Equal(lease.Left <= low, wanted is not null);
                        Assert.True(wanted is null || wanted == taken + block);
                        Assert.True(wanted is null || wanted > lease.Through);
                    }
                }
            }
        }
    }

    [Fact]
    public void What_a_takeover_skips_counts_against_the_numbers_of_the_SA()
    {
        // I5: RFC 6311 §5.2 names 2^30 as a jump; an SA of 32 bits has room for three of them.
        var lease = SequenceLease.New(extended: false);
        for (var takeovers = 0; takeovers < 3; takeovers++)
        {
            lease = SequenceLease.TakenOver(lease.Through + (1UL << 30), extended: false);
            Assert.False(lease.IsSpent);
        }

        Assert.Equal((1UL << 30) - 1, lease.Budget);
        lease = SequenceLease.TakenOver(lease.Through + (1UL << 30), extended: false);
        Assert.True(lease.IsSpent);
    }

    [Fact]
    public void An_SA_lives_no_longer_than_its_octets_over_every_history()
    {
        // Uses of 1 to 3 octets, renewals and takeovers, all orders of 9: never beyond the life.
        const ulong life = 7;
        Walk(OctetLease.New(life), 0, 9);

        static void Walk(OctetLease lease, ulong used, int left)
        {
            Assert.True(used <= lease.Used && lease.Used <= lease.Through && lease.Through <= life);
            if (left == 0)
            {
                return;
            }

            for (uint octets = 1; octets <= 3; octets++)
            {
                var isUsed = lease.TryUse(octets, out var rest);
                Assert.Equal(lease.Through - lease.Used >= octets, isUsed);
                Walk(rest, isUsed ? used + octets : used, left - 1);
            }

            Walk(lease.Renew(lease.Wanted(3, 1) ?? lease.Through), used, left - 1);
            Walk(OctetLease.TakenOver(lease.Through, life), used, left - 1);
        }
    }

    [Fact]
    public void Octets_near_the_largest_number_do_not_wrap()
    {
        var lease = OctetLease.TakenOver(ulong.MaxValue - 3, ulong.MaxValue);
        Assert.Equal(ulong.MaxValue, lease.Wanted(ulong.MaxValue, 10));
        lease = lease.Renew(ulong.MaxValue);
        Assert.False(lease.TryUse(4, out lease));
        Assert.True(lease.TryUse(3, out lease));
        Assert.True(lease.IsSpent);
        Assert.Null(lease.Wanted(1, 0));
    }

    /// <summary>Every lease near the end of a life, every block and low water.</summary>
    [Fact]
    public void What_is_asked_for_is_a_block_up_to_the_last_one_and_more_than_is_known()
    {
        const ulong most = 8;
        const ulong from = uint.MaxValue - most;
        for (ulong taken = 0; taken <= most; taken++)
        {
            for (var through = taken; through <= most; through++)
            {
                var numbers = SequenceLease.TakenOver(from + taken, extended: false)
                    .Renew(from + through);
                var octets = new OctetLease(taken, through, most);
                for (ulong block = 0; block <= most + 1; block++)
                {
                    for (ulong low = 0; low <= most + 1; low++)
                    {
                        var end = Math.Min(taken + block, most);
                        ulong? wanted = through - taken <= low && end > through ? end : null;
                        Assert.Equal(from + wanted, numbers.Wanted(block, low));
                        Assert.Equal(wanted, octets.Wanted(block, low));
                    }
                }
            }
        }
    }

    [Fact]
    public void Octets_that_were_granted_count_as_used_after_a_takeover()
    {
        Assert.Equal(new OctetLease(3, 3, 7), OctetLease.TakenOver(3, 7));
        Assert.Equal(new OctetLease(7, 7, 7), OctetLease.TakenOver(9, 7));
        Assert.False(OctetLease.TakenOver(6, 7).IsSpent);
        Assert.True(OctetLease.TakenOver(7, 7).IsSpent);
        Assert.Equal(new OctetLease(0, 7, 7), OctetLease.New(7).Renew(9));
        Assert.Equal(new OctetLease(0, 5, 7), OctetLease.New(7).Renew(5).Renew(4));
    }

    [Fact]
    public void A_lease_says_what_was_taken_what_is_granted_and_what_there_is() => Assert.Equal(
        "3 of 5 leased, 4294967295 in all",
        SequenceLease.TakenOver(3, extended: false).Renew(5).ToString());

    /// <summary>An active member and what its standby has acknowledged.</summary>
    private sealed record Cluster(
        SequenceLease Active, ulong Asked, ulong Acknowledged, ulong[] Sent, bool Extended)
    {
        public IEnumerable<Cluster> All()
        {
            yield return Send();
            yield return Ask();
            yield return Acknowledge();
            yield return TakeOver();
        }

        private Cluster Send()
        {
            var may = Active.Taken < Acknowledged;
            Assert.Equal(may, Active.TryTake(out var number, out var rest));
            if (!may)
            {
                Assert.Equal(Active, rest);
                return this;
            }

            Assert.DoesNotContain(number, Sent);
            Assert.InRange(number, 1UL, Acknowledged);
            Assert.True(Sent.Length == 0 || number > Sent[^1]);
            return this with { Active = rest, Sent = [.. Sent, number] };
        }

        // The standby knows the end from here on; the active member does not know that it does.
        private Cluster Ask() => this with { Asked = Active.Wanted(2, 1) ?? Asked };

        private Cluster Acknowledge() => this with
        {
            Active = Active.Renew(Asked),
            Acknowledged = Math.Max(Acknowledged, Asked),
        };

        private Cluster TakeOver()
        {
            var end = Math.Max(Asked, Acknowledged);
            return this with
            {
                Active = SequenceLease.TakenOver(end, Extended),
                Asked = end,
                Acknowledged = end,
            };
        }
    }
}
