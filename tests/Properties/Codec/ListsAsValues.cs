using System.Collections;
using Holdfast.Codec;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Lists and octets as values, against lists of the platform: all of up to three elements of two
/// letters, and what each change makes of them.
/// </summary>
public sealed class ListsAsValues
{
    private static readonly byte[][] All = [.. Walks.AllOf(3, letters: 2)];

    [Fact]
    public void Lists_are_equal_where_all_their_elements_are()
    {
        foreach (var one in All)
        {
            foreach (var other in All)
            {
                var same = one.SequenceEqual(other);
                var (left, right) = (Items.Of<byte>(one), Items.Of<byte>(other));
                Assert.Equal(
                    (same, same, same, !same),
                    (left.Equals(right), left.Equals((object)right), left == right, left != right));
                Assert.True(!same || left.GetHashCode() == right.GetHashCode());

                var (ours, theirs) = (new Octets(one), new Octets(other));
                Assert.Equal(
                    (same, same, same, !same),
                    (ours.Equals(theirs), ours.Equals((object)theirs), ours == theirs,
                        ours != theirs));
                Assert.True(!same || ours.GetHashCode() == theirs.GetHashCode());
            }

            Assert.False(Items.Of<byte>(one).Equals(null));
            Assert.False(new Octets(one).Equals((object)one));
        }
    }

    /// <summary>What was read is compared by its hash in sets and tables: few share one.</summary>
    [Fact]
    public void Lists_of_other_elements_have_other_hashes()
    {
        var lists = All.Select(one => Items.Of<byte>(one)).ToArray();
        Assert.Equal(
            lists.Length, lists.Select(list => list.GetHashCode()).Distinct().Count());
        Assert.Equal(
            All.Length,
            All.Select(one => new Octets(one).GetHashCode()).Distinct().Count());
        Assert.Equal(
            Items.Of<string?>([null, "a"]).GetHashCode(),
            Items.Of<string?>([null, "a"]).GetHashCode());
    }

    /// <summary>The empty list is no object.</summary>
    [Fact]
    public void A_list_that_loses_its_only_element_allocates_nothing()
    {
        var one = Items.Of<byte>([7]);
        var left = one;
        Assert.Equal(0, HeapCost.Least(() => left = one.Without(0)));
        Assert.Equal(default, left);
    }

    [Fact]
    public void A_list_that_nobody_gave_grows_like_an_empty_one()
    {
        Items<byte> nothing = default;
        Assert.Equal([9], nothing.Add(9));
        Assert.Equal([9, 8], nothing.Add(9).Add(8));
        Assert.Equal(Items.Of<byte>([]), nothing);
        Assert.Equal(Items.Of<byte>([]).GetHashCode(), nothing.GetHashCode());
    }

    [Fact]
    public void A_changed_list_is_another_one_and_leaves_the_first_as_it_was()
    {
        foreach (var one in All)
        {
            var list = Items.Of<byte>(one);
            Assert.Equal([.. one, 9], list.Add(9));
            for (var at = 0; at < one.Length; at++)
            {
                byte[] with = [.. one[..at], 9, .. one[(at + 1)..]];
                Assert.Equal(with, list.With(at, 9));
                byte[] without = [.. one[..at], .. one[(at + 1)..]];
                Assert.Equal(without, list.Without(at));
                Assert.Equal(one[at], list[at]);
                Assert.Equal(one[at], new Octets(one)[at]);
            }

            Assert.ThrowsAny<ArgumentException>(() => list.Without(one.Length));
            Assert.Equal(one, list);
        }
    }

    [Fact]
    public void Each_way_through_a_list_is_the_same_way()
    {
        foreach (var one in All)
        {
            var list = Items.Of<byte>(one);
            var walked = new List<byte>();
            foreach (var octet in list)
            {
                walked.Add(octet);
            }

            Assert.Equal(one, walked);
            Assert.Equal(one, list.AsEnumerable());
            Assert.Equal(one, ((IEnumerable)list).Cast<byte>());
            Assert.Equal(one, list.Span.ToArray());
            Assert.Equal(one.Length, list.Count);
            Assert.Equal($"[{string.Join(", ", one)}]", $"{list}");

            var octets = new Octets(one);
            Assert.Equal(one, octets.AsEnumerable());
            Assert.Equal(one, ((IEnumerable)octets).Cast<byte>());
            Assert.Equal(one, octets.Memory.ToArray());
            Assert.Equal((one.Length, one.Length), (octets.Length, octets.Count));
            Assert.Equal(Convert.ToHexStringLower(one), $"{octets}");
            Assert.Equal(octets, Octets.FromHex($" {string.Join("\n ", $"{octets}".Chunk(1)
                .Select(digit => new string(digit)))}\t"));
        }
    }

    /// <summary>Whoever changes what a list was made of changes no list.</summary>
    [Fact]
    public void Nobody_shares_what_a_list_was_made_of()
    {
        byte[] source = [1, 2];
        var (list, octets) = (Items.Of<byte>(source), new Octets(source));
        source[0] = 9;
        Assert.Equal([1, 2], list);
        Assert.Equal("0102", $"{octets}");
    }
}
