using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Tests.Examples.Reassembly;

/// <summary>Fragments of IP datagrams (RFC 791 §3.2, RFC 8200 §4.5, RFC 5722).</summary>
public sealed class Fragments
{
    private static readonly FragmentKey Key = new(1, 2, 3, 4, 17);

    [Theory]
    [InlineData(0, 1, 2), InlineData(0, 2, 1), InlineData(1, 0, 2)]
    [InlineData(1, 2, 0), InlineData(2, 0, 1), InlineData(2, 1, 0)]
    public void Any_order_joins_to_the_same_datagram(params int[] order)
    {
        Fragment[] pieces =
            [Piece(0, "aaaaaaaa", 10), Piece(8, "bbbbbbbbcccccccc", 11), Last(24, "dd", 12)];
        var table = FragmentTable.Empty();
        FragmentTable.Next next = default;
        foreach (var index in order)
        {
            Assert.Null(next.Joined);
            next = table.Add(pieces[index]);
            table = next.Table;
        }

        Assert.Equal(FragmentVerdict.Joined, next.Verdict);
        Assert.Equal("aaaaaaaabbbbbbbbccccccccdd", Text(next.Joined!.Data));
        Assert.Equal([10L, 11L, 12L], next.Joined.Origins);
        Assert.Equal((0, 0), (table.Datagrams, table.Octets));
    }

    [Fact]
    public void An_exact_copy_is_passed_over()
    {
        var table = FragmentTable.Empty().Add(Piece(0, "aaaaaaaa", 1)).Table;
        var next = table.Add(Piece(0, "aaaaaaaa", 2));
        Assert.Equal(FragmentVerdict.Repeated, next.Verdict);
        Assert.Equal(8, next.Table.Octets);
    }

    [Fact]
    public void An_overlap_refuses_the_datagram_and_its_later_fragments()
    {
        var table = FragmentTable.Empty().Add(Piece(0, "aaaaaaaabbbbbbbb", 1)).Table;
        var next = table.Add(Piece(8, "xxxxxxxx", 2));
        Assert.Equal(FragmentVerdict.Overlapping, next.Verdict);
        Assert.Equal(0, next.Table.Octets);
        Assert.Equal(FragmentVerdict.Refused, next.Table.Add(Last(16, "c", 3)).Verdict);
    }

    [Theory]
    [InlineData(-8, FragmentVerdict.Uneven)]
    [InlineData(int.MinValue, FragmentVerdict.Uneven)]
    [InlineData(4, FragmentVerdict.Uneven)]
    [InlineData(int.MaxValue - 7, FragmentVerdict.TooFar)]
    [InlineData(65_536, FragmentVerdict.TooFar)]
    public void An_offset_that_no_header_can_say_refuses_the_datagram(
        int offset, FragmentVerdict verdict)
    {
        var table = FragmentTable.Empty().Add(Piece(8, "bbbbbbbb", 1)).Table;
        foreach (var fragment in new[] { Piece(offset, "aaaaaaaa", 2), Last(offset, "a", 2) })
        {
            var next = table.Add(fragment);
            Assert.Equal(verdict, next.Verdict);
            Assert.Equal(0, next.Table.Octets);
            Assert.Equal(
                FragmentVerdict.Refused, next.Table.Add(Piece(0, "aaaaaaaa", 3)).Verdict);
        }
    }

    [Fact]
    public void Octets_beyond_the_end_or_beyond_a_datagram_are_refused()
    {
        var empty = FragmentTable.Empty();
        var table = empty.Add(Last(16, "end", 1)).Table;
        Assert.Equal(FragmentVerdict.TooFar, table.Add(Piece(24, "aaaaaaaa", 2)).Verdict);
        Assert.Equal(FragmentVerdict.TooFar, empty.Add(Last(65_528, "12345678", 2)).Verdict);
        Assert.Equal(FragmentVerdict.Kept, empty.Add(Last(65_528, "1234567", 2)).Verdict);
        Assert.Equal(FragmentVerdict.Uneven, empty.Add(Piece(0, "1234567", 2)).Verdict);
    }

    [Fact]
    public void Datagrams_that_differ_in_any_part_of_the_key_are_kept_apart()
    {
        var table = FragmentTable.Empty().Add(Piece(0, "aaaaaaaa", 1)).Table;
        foreach (var key in (FragmentKey[])
            [
                Key with { Source = 9 }, Key with { Destination = 9 },
                Key with { Identification = 9 }, Key with { Version = 6 },
                Key with { Protocol = 9 },
            ])
        {
            var other = Last(8, "b", 2) with { Key = key };
            Assert.Equal(FragmentVerdict.Kept, table.Add(other).Verdict);
        }
    }

    [Fact]
    public void The_table_stays_within_its_limits_and_the_oldest_gives_way()
    {
        var limits = new FragmentLimits(Datagrams: 3, Octets: 40, Fragments: 2);
        var table = FragmentTable.Empty(limits);
        for (var id = 0u; id < 50; id++)
        {
            table = table.Add(Piece(0, "aaaaaaaabbbbbbbb", id) with
            {
                Key = Key with { Identification = id },
            }).Table;
            Assert.InRange(table.Datagrams, 1, 3);
            Assert.InRange(table.Octets, 1, 40);
        }

        var newest = Last(16, "c", 99) with { Key = Key with { Identification = 49 } };
        Assert.Equal(FragmentVerdict.Joined, table.Add(newest).Verdict);
        var oldest = newest with { Key = Key with { Identification = 0 } };
        Assert.Equal(FragmentVerdict.Kept, table.Add(oldest).Verdict);
        var full = table.Add(Piece(24, "dddddddd", 1) with { Key = newest.Key }).Table;
        var third = Piece(16, "cccccccc", 1) with { Key = newest.Key };
        Assert.Equal(FragmentVerdict.TooMany, full.Add(third).Verdict);
    }

    [Fact]
    public void A_datagram_that_waits_too_long_is_given_up()
    {
        var first = Piece(0, "aaaaaaaa", 1) with { Seconds = 1000 };
        var table = FragmentTable.Empty().Add(first).Table;
        Assert.Equal(
            FragmentVerdict.Joined, table.Add(Last(8, "b", 2) with { Seconds = 1060 }).Verdict);
        Assert.Equal(
            FragmentVerdict.Kept, table.Add(Last(8, "b", 2) with { Seconds = 1061 }).Verdict);
    }

    private static Fragment Piece(int offset, string text, long origin) =>
        new(Key, offset, true, new Octets(Encoding.ASCII.GetBytes(text)), 17, origin, 0);

    private static Fragment Last(int offset, string text, long origin) =>
        Piece(offset, text, origin) with { MoreFollow = false };

    private static string Text(Octets octets) => Encoding.ASCII.GetString(octets.Span);
}
