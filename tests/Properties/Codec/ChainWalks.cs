using Holdfast.Codec;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// The walk over a chain, by lengths alone and by a parser, over all octets of a small alphabet up
/// to a length, against a reading of the links one by one.
/// </summary>
public sealed class ChainWalks
{
    private static readonly byte[][] Sources = [.. Walks.AllOf(5, letters: 4)];

    [Fact]
    public void A_chain_is_its_links_up_to_its_end_whichever_way_it_is_walked()
    {
        foreach (var source in Sources)
        {
            for (var first = 0u; first <= 3; first++)
            {
                foreach (var (unknown, bounded) in new[]
                {
                    (false, false), (false, true), (true, false), (true, true),
                })
                {
                    var told = Read(source, first, unknown, bounded);
                    Agree<Plainly>(source, first, unknown, bounded, told);
                    Agree<ByParser>(source, first, unknown, bounded, told);
                }
            }
        }
    }

    /// <summary>Never beyond the buffer, and no more links than were checked.</summary>
    [Fact]
    public void A_chain_that_was_overwritten_is_read_as_far_as_it_makes_sense()
    {
        foreach (var source in Walks.AllOf(4))
        {
            for (var count = 0; count <= 3; count++)
            {
                var now = new List<(uint, Octets)>();
                var (at, tag) = (0, 1u);
                while (now.Count < count && Link(source[at..], tag) is { } link)
                {
                    now.Add((tag, link));
                    at += link.Length;
                    tag = link.Span[0];
                }

                Assert.Equal(now, ListOf(Walk.Chain<TinyLink<Plainly>>(source, 1, 0, count)));
                Assert.Equal(now, ListOf(Walk.Chain<TinyLink<ByParser>>(source, 1, 0, count)));
            }
        }
    }

    [Fact]
    public void A_chain_is_lifted_link_by_link_or_told_where_one_has_no_meaning()
    {
        var wrong = 0;
        foreach (var source in Sources)
        {
            if (!Walk.TryChain<TinyLink<Plainly>>(
                source, 1, 0, false, true, out var count, out var used, out var ending, out _))
            {
                continue;
            }

            var links = Read(source, 1, false, true).Links;
            var chain = Walk.Chain<TinyLink<Plainly>>(
                source.AsSpan(0, used), 1, ending, count);
            var bad = links.FindIndex(link => link.Octets.Span is [_, _, 3]);
            Assert.Equal(
                bad < 0,
                Lift.TryChain<TinyLink<Plainly>, Octets>(
                    chain, 7, Fidelity.Canonical, out var items, out var error));
            Assert.Equal(
                bad < 0 ? links.Select(link => link.Octets) : [],
                items);
            Assert.Equal(
                bad < 0
                    ? default
                    : new DecodeError(
                        DecodeFault.LengthOutOfRange,
                        7 + links.Take(bad).Sum(link => link.Octets.Length) + 2, "Value"),
                error);
            wrong += bad < 0 ? 0 : 1;
        }

        Assert.True(wrong > 0, "no link without a meaning was walked");
    }

    private static void Agree<TWay>(
        byte[] source, uint first, bool unknown, bool bounded,
        (List<(uint Tag, Octets Octets)> Links, uint Ending, DecodeError Error) told)
        where TWay : IWay
    {
        var isGood = Walk.TryChain<TinyLink<TWay>>(
            source, first, 0, unknown, bounded,
            out var count, out var used, out var ending, out var error);
        Assert.Equal(told.Error, isGood ? default : error);
        Assert.Equal(told.Error.Fault == DecodeFault.None, isGood);
        Assert.Equal(
            (told.Links.Count, told.Links.Sum(link => link.Octets.Length), told.Ending),
            (count, used, ending));
        if (isGood)
        {
            var chain = Walk.Chain<TinyLink<TWay>>(source.AsSpan(0, used), first, ending, count);
            Assert.Equal((first, ending, count), (chain.First, chain.Ending, chain.Count));
            Assert.Equal(told.Links, ListOf(chain));
        }
    }

    private static (List<(uint Tag, Octets Octets)> Links, uint Ending, DecodeError Error) Read(
        byte[] source, uint first, bool unknown, bool bounded)
    {
        var links = new List<(uint, Octets)>();
        var (at, tag) = (0, first);
        while (tag != 0 && !(unknown && tag == 3))
        {
            if (!TinyLink<ByParser>.TryParseLink(source.AsSpan(at), tag, out var link, out var e))
            {
                return (links, tag, bounded && e.Fault == DecodeFault.Truncated
                    ? new(DecodeFault.LengthOutOfRange, at + e.Offset, e.Field)
                    : new(e.Fault, at + e.Offset, e.Field, e.Missing));
            }

            links.Add((tag, new Octets(link.Octets)));
            at += link.Octets.Length;
            var isOver = tag == 2;
            tag = link.NextTag;
            if (isOver)
            {
                break;
            }
        }

        return (links, tag, default);
    }

    private static Octets? Link(byte[] octets, uint tag) =>
        TinyLink<ByParser>.TryParseLink(octets, tag, out var view, out _)
            ? new Octets(view.Octets)
            : null;

    private static List<(uint, Octets)> ListOf<TWay>(Chain<TinyLink<TWay>> chain)
        where TWay : IWay
    {
        var links = new List<(uint, Octets)>();
        foreach (var link in chain)
        {
            links.Add((link.LinkTag, new Octets(link.Octets)));
        }

        return links;
    }
}
