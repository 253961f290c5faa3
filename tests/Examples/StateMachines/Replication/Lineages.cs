using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// What a lineage says of a log, against the log itself: the term of each entry, written out. All
/// logs of up to five entries that two members can have.
/// </summary>
public sealed class Lineages
{
    /// <summary>Terms of growing epochs, of two members and of two starts.</summary>
    private static readonly Term[] Terms =
    [
        new(new(1, 1), new(7)), new(new(2, 1), new(7)), new(new(2, 2), new(7)),
        new(new(2, 2), new(8)),
    ];

    private static readonly Term[][] Logs = [.. LogsOf(5)];

    [Fact]
    public void The_term_of_each_entry_is_known_and_of_none_before_the_first()
    {
        foreach (var log in Logs)
        {
            var lineage = Of(log);
            Assert.Equal(log.LastOrDefault(), lineage.Last);
            Assert.Equal(log.Length == 0 ? 0UL : 1UL, lineage.First);
            Assert.Equal(Term.None, lineage.TermAt(0));
            for (var index = 1; index <= log.Length; index++)
            {
                Assert.Equal(log[index - 1], lineage.TermAt((ulong)index));
            }
        }
    }

    [Fact]
    public void It_contains_the_positions_of_its_log_and_no_other_ones()
    {
        foreach (var log in Logs)
        {
            foreach (var term in Terms.Append(Term.None))
            {
                for (var index = 0; index <= 6; index++)
                {
                    var isThere = index == 0 || (index <= log.Length && log[index - 1] == term);
                    Assert.Equal(
                        isThere, Of(log).Contains(new(term, (ulong)index), (ulong)log.Length));
                }
            }
        }
    }

    [Fact]
    public void Two_logs_have_in_common_what_both_begin_with()
    {
        // A term is begun once: where it decides in both, it begins at the same entry.
        foreach (var one in Logs)
        {
            foreach (var other in Logs.Where(other => Terms.All(term =>
                Array.IndexOf(one, term) is var at && Array.IndexOf(other, term) is var there
                && (at < 0 || there < 0
                    || (at == there && one[..at].SequenceEqual(other[..there]))))))
            {
                var common = one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
                Assert.Equal(
                    (ulong)common,
                    Of(one).CommonWith((ulong)one.Length, Of(other), (ulong)other.Length));
            }
        }
    }

    [Fact]
    public void The_newest_64_terms_are_kept()
    {
        var lineage = default(Lineage);
        for (var reign = 1U; reign <= 70; reign++)
        {
            lineage = lineage.Begin(new(new(reign, 1), new(7)), 10 * reign);
            Assert.Equal((int)Math.Min(64, reign), lineage.Ancestors.Count);
            Assert.Equal(reign, lineage.Last.Epoch.Reign);
            Assert.Equal(10UL * (reign <= 64 ? 1 : reign - 63), lineage.First);
        }

        Assert.Equal(Term.None, lineage.TermAt(69));
        Assert.Equal(7U, lineage.TermAt(70).Epoch.Reign);
        Assert.Equal(7U, lineage.TermAt(79).Epoch.Reign);
        Assert.Equal(8U, lineage.TermAt(80).Epoch.Reign);
    }

    [Fact]
    public void Of_two_epochs_the_reign_decides_and_then_the_member()
    {
        Epoch[] epochs = [new(0, 0), new(1, 1), new(1, 2), new(2, 1), new(2, 2)];
        for (var one = 0; one < epochs.Length; one++)
        {
            for (var other = 0; other < epochs.Length; other++)
            {
                var (left, right) = (epochs[one], epochs[other]);
                Assert.Equal(Math.Sign(one - other), Math.Sign(left.CompareTo(right)));
                Assert.Equal(one < other, left < right);
                Assert.Equal(other < one, left > right);
                Assert.Equal(one <= other, left <= right);
                Assert.Equal(other <= one, left >= right);
            }
        }

        Assert.Equal("3@2.1", $"{new Position(Terms[1], 3)}");
        Assert.Equal((false, true), (Term.None.IsSome, Terms[0].IsSome));
    }

    /// <summary>What a standby has not acknowledged, and until when that holds up facts.</summary>
    [Fact]
    public void A_standby_lags_by_what_it_lacks_as_long_as_facts_wait_for_it()
    {
        var pair = MemberPair.Reigning();
        var lag = Assert.Single(ReplicationLag.Of(pair.Config, pair[0], pair.Now));
        Assert.Equal(((byte)2, true, 0UL), (lag.Member, lag.IsWaitedFor, lag.Records));
        Assert.Equal(pair.Config.SoloAfter, lag.Silence + lag.UntilSolo);
        Assert.Empty(ReplicationLag.Of(pair.Config, pair[1], pair.Now));

        var silent = TimeSpan.FromSeconds(2);
        pair.Propose(2, new Change.Leased(MemberPair.Child.Inbound, 100, 100));
        pair.Propose(3, new Change.Leased(MemberPair.Child.Inbound, 200, 200));
        pair.Run(silent, isCut: true);
        var later = Assert.Single(ReplicationLag.Of(pair.Config, pair[0], pair.Now));
        Assert.Equal(
            (2UL, lag.Silence + silent, lag.UntilSolo - silent),
            (later.Records, later.Silence, later.UntilSolo));

        pair.Run(pair.Config.SoloAfter, isCut: true);
        later = Assert.Single(ReplicationLag.Of(pair.Config, pair[0], pair.Now));
        Assert.Equal((false, (TimeSpan?)null), (later.IsWaitedFor, later.UntilSolo));

        var careful = MemberPair.Reigning(new() { Solo = SoloPolicy.SafetyFirst });
        later = Assert.Single(ReplicationLag.Of(careful.Config, careful[0], careful.Now));
        Assert.Equal((true, (TimeSpan?)null), (later.IsWaitedFor, later.UntilSolo));
    }

    [Fact]
    public void Leases_that_are_left_are_counted_with_the_shortest_of_them()
    {
        Assert.Equal(default, LeasesLeft.Of(ReadOnlySpan<SequenceLease>.Empty));
        Assert.Equal(default, LeasesLeft.Of(ReadOnlySpan<InboundFloor>.Empty));
        var leases = ((ulong[])[50, 10, 30])
            .Select(through => SequenceLease.New(extended: false).Renew(through)).ToArray();
        Assert.Equal(new(3, 10, 0), LeasesLeft.Of(leases));
        Assert.Equal(new(1, 50, 0), LeasesLeft.Of(leases.AsSpan(0, 1)));
        Assert.Equal(
            new(4, 0, 1), LeasesLeft.Of([.. leases, SequenceLease.New(extended: false)]));
    }

    private static Lineage Of(Term[] log)
    {
        var lineage = default(Lineage);
        for (var at = 0; at < log.Length; at++)
        {
            lineage = at > 0 && log[at] == log[at - 1]
                ? lineage
                : lineage.Begin(log[at], (ulong)at + 1);
        }

        return lineage;
    }

    private static IEnumerable<Term[]> LogsOf(int most)
    {
        yield return [];
        if (most > 0)
        {
            foreach (var log in LogsOf(most - 1).Where(log => log.Length == most - 1))
            {
                var least = log.Length == 0 ? 0 : Array.IndexOf(Terms, log[^1]);
                for (var at = least; at < Terms.Length; at++)
                {
                    yield return [.. log, Terms[at]];
                }
            }

            foreach (var log in LogsOf(most - 1).Where(log => log.Length > 0))
            {
                yield return log;
            }
        }
    }
}
