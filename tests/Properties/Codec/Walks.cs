using Holdfast.Codec;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// The walks over lists and chains that all generated parsers share, over all octets of a small
/// alphabet up to a length, against a reading of them one by one: what is taken, what is told of
/// the first that is wrong, and what is found in a buffer that was overwritten since.
/// </summary>
public sealed class Walks
{
    private static readonly byte[][] Sources = [.. AllOf(4)];

    [Fact]
    public void A_list_is_its_elements_up_to_its_count_or_its_end()
    {
        foreach (var source in Sources)
        {
            for (var wanted = -1; wanted <= 4; wanted++)
            {
                foreach (var bounded in (bool[])[false, true])
                {
                    var told = Read(source, wanted, bounded, Element);
                    var isGood = Walk.TryMany<TinyElement>(
                        source, wanted, bounded, out var count, out var used, out var error);
                    Agree(told, isGood, count, used, error);
                    if (isGood)
                    {
                        Assert.Equal(told.Items, ListOf(Walk.Many<TinyElement>(
                            source.AsSpan(0, used), count)));
                    }
                }
            }
        }
    }

    [Fact]
    public void A_list_of_what_depends_on_facts_is_told_them()
    {
        foreach (var source in Sources)
        {
            for (var size = 1; size <= 2; size++)
            {
                for (var wanted = -1; wanted <= 3; wanted++)
                {
                    foreach (var bounded in (bool[])[false, true])
                    {
                        var told = Read(source, wanted, bounded, octets => Block(octets, size));
                        var isGood = Walk.TryMany<TinyBlock, int>(
                            source, size, wanted, bounded, out var count, out var used,
                            out var error);
                        Agree(told, isGood, isGood ? count : 0, isGood ? used : 0, error);
                        if (isGood)
                        {
                            Assert.Equal(told.Items, ListOf(Walk.Many<TinyBlock, int>(
                                source.AsSpan(0, used), count, size)));
                        }
                    }
                }
            }
        }
    }

    /// <summary>The mark, the count and the end of the octets agree at each element.</summary>
    [Fact]
    public void A_continued_list_ends_where_its_marks_say()
    {
        foreach (var source in Sources)
        {
            for (var wanted = -1; wanted <= 4; wanted++)
            {
                foreach (var bounded in (bool[])[false, true])
                {
                    var told = Marked(source, wanted, bounded);
                    var isGood = Walk.TryContinued<TinyElement>(
                        source, wanted, bounded, out var count, out var used, out var error);
                    Agree(told, isGood, isGood ? count : 0, isGood ? used : 0, error);
                }
            }
        }
    }

    [Fact]
    public void A_list_is_lifted_element_by_element_or_told_where_one_has_no_meaning()
    {
        foreach (var source in Sources)
        {
            if (Walk.TryMany<TinyElement>(source, -1, true, out var count, out _, out _))
            {
                Lifts(
                    Read(source, -1, true, Element).Items, value => value is [_, 3], 1,
                    Lift.TryMany<TinyElement, Octets>(
                        Walk.Many<TinyElement>(source, count), 7, Fidelity.Canonical,
                        out var items, out var error), items, error);
            }

            if (Walk.TryMany<TinyBlock, int>(source, 2, -1, true, out count, out _, out _))
            {
                Lifts(
                    Read(source, -1, true, octets => Block(octets, 2)).Items,
                    value => value[^1] == 3, 1,
                    Lift.TryMany<TinyBlock, int, Octets>(
                        Walk.Many<TinyBlock, int>(source, count, 2), 7, Fidelity.Canonical,
                        out var items, out var error), items, error);
            }
        }
    }

    /// <summary>Whoever overwrites a buffer under its view finds what is there now, and no more
    /// elements than were checked.</summary>
    [Fact]
    public void A_list_that_was_overwritten_is_read_as_far_as_it_makes_sense()
    {
        foreach (var source in AllOf(3))
        {
            if (!Walk.TryMany<TinyElement>(source, -1, true, out var count, out _, out _))
            {
                continue;
            }

            foreach (var other in AllOf(3).Where(other => other.Length == source.Length))
            {
                var now = Prefix(other, Element);
                Assert.Equal(now, ListOf(Walk.Many<TinyElement>(other, count)));
                Lifts(
                    [.. now.Take(count)], value => value is [_, 3], 1,
                    Lift.TryMany<TinyElement, Octets>(
                        Walk.Many<TinyElement>(other, count), 7, Fidelity.Canonical,
                        out var items, out var error), items, error);
            }
        }
    }

    /// <summary>The same where facts from outside say how long an element is.</summary>
    [Fact]
    public void No_more_elements_are_lifted_than_were_counted()
    {
        foreach (var source in Sources)
        {
            var blocks = Prefix(source, octets => Block(octets, 2));
            for (var count = 0; count <= blocks.Count; count++)
            {
                Lifts(
                    [.. blocks.Take(count)], value => value[^1] == 3, 1,
                    Lift.TryMany<TinyBlock, int, Octets>(
                        Walk.Many<TinyBlock, int>(source, count, 2), 7, Fidelity.Canonical,
                        out var items, out var error), items, error);
            }
        }
    }

    /// <summary>Told by the elements before it where it stands; a length fixes the extent.</summary>
    private static void Lifts(
        List<byte[]> elements, Predicate<byte[]> isWrong, int offset, bool isGood,
        Items<Octets> items, DecodeError error)
    {
        var wrong = elements.FindIndex(isWrong);
        Assert.Equal(wrong < 0, isGood);
        Assert.Equal(
            wrong < 0
                ? default
                : new DecodeError(
                    DecodeFault.LengthOutOfRange,
                    7 + elements.Take(wrong).Sum(one => one.Length) + offset, "Value"),
            error);
        Assert.Equal(
            wrong < 0 ? elements : [], items.Select(value => value.Span.ToArray()));
    }

    private static void Agree(
        (List<byte[]> Items, DecodeError Error) told, bool isGood, int count, int used,
        DecodeError error)
    {
        Assert.Equal(told.Error, isGood ? default : error);
        Assert.Equal(told.Error.Fault == DecodeFault.None, isGood);
        if (isGood)
        {
            Assert.Equal(
                (told.Items.Count, told.Items.Sum(item => item.Length)), (count, used));
        }
    }

    private static (List<byte[]> Items, DecodeError Error) Read(
        byte[] source, int wanted, bool bounded, Func<byte[], (byte[]?, DecodeError)> parse)
    {
        var items = new List<byte[]>();
        for (var at = 0; wanted < 0 ? at < source.Length : items.Count < wanted;)
        {
            var (item, error) = parse(source[at..]);
            if (item is null)
            {
                return (items, Told(error, at, bounded));
            }

            items.Add(item);
            at += item.Length;
        }

        return (items, default);
    }

    private static (List<byte[]> Items, DecodeError Error) Marked(
        byte[] source, int wanted, bool bounded)
    {
        // What stands before the first mark that is wrong, or before what is no element.
        var told = Read(source, wanted, bounded, Element);
        var at = 0;
        for (var i = 0; i < told.Items.Count; i++)
        {
            var isLast = wanted < 0
                ? at + told.Items[i].Length == source.Length
                : i + 1 == wanted;
            if ((told.Items[i][0] & 2) != 0 == isLast)
            {
                return ([], new(DecodeFault.ContinuationMismatch, at, "More"));
            }

            at += told.Items[i].Length;
        }

        return told;
    }

    private static DecodeError Told(DecodeError error, int at, bool bounded) =>
        bounded && error.Fault == DecodeFault.Truncated
            ? new(DecodeFault.LengthOutOfRange, at + error.Offset, error.Field)
            : new(error.Fault, at + error.Offset, error.Field, error.Missing);

    private static List<byte[]> Prefix(
        byte[] source, Func<byte[], (byte[]? Item, DecodeError)> parse)
    {
        var items = new List<byte[]>();
        var at = 0;
        while (at < source.Length && parse(source[at..]).Item is { } item)
        {
            items.Add(item);
            at += item.Length;
        }

        return items;
    }

    private static (byte[]? Item, DecodeError Error) Element(byte[] octets) =>
        TinyElement.TryParse(octets, out var view, out var error)
            ? (view.Octets.ToArray(), default)
            : (null, error);

    private static (byte[]? Item, DecodeError Error) Block(byte[] octets, int size) =>
        TinyBlock.TryParse(octets, size, out var view, out var error)
            ? (view.Octets.ToArray(), default)
            : (null, error);

    private static List<byte[]> ListOf(Many<TinyElement> many)
    {
        var items = new List<byte[]>();
        foreach (var element in many)
        {
            items.Add(element.Octets.ToArray());
        }

        return items;
    }

    private static List<byte[]> ListOf(Many<TinyBlock, int> many)
    {
        var items = new List<byte[]>();
        foreach (var element in many)
        {
            items.Add(element.Octets.ToArray());
        }

        return items;
    }

    /// <summary>All octets of so many letters, 0 to 4, in all lengths up to one.</summary>
    internal static IEnumerable<byte[]> AllOf(int most, int letters = 5)
    {
        var longest = new List<byte[]> { Array.Empty<byte>() };
        for (var length = 0; length <= most; length++)
        {
            foreach (var octets in longest)
            {
                yield return octets;
            }

            longest =
            [
                .. longest.SelectMany(octets => Enumerable.Range(0, letters)
                    .Select(octet => (byte[])[.. octets, (byte)octet])),
            ];
        }
    }
}
