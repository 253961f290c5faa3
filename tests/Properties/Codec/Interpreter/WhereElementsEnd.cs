using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using static Holdfast.Tests.Properties.Codec.Interpreter.Outcomes;

namespace Holdfast.Tests.Properties.Codec.Interpreter;

/// <summary>
/// Where elements of lists, bodies and paddings end to the reference reader, and what is told where
/// that does not agree with a count, a size or a length.
/// </summary>
public sealed class WhereElementsEnd
{
    private static readonly FieldSchema Value = Number("Value");

    [Fact]
    public void A_list_that_is_counted_and_measured_has_both_right()
    {
        var schema = new WireSchema("Counted", [
            Number("Count") with { Counts = "Values" },
            Number("Length") with { Measures = new("Values", "Values", 1, 0, -1) },
            Many("Values", ExtentRule.Measured, () => new("One", [Value])) with
            {
                ExtentBy = "Length", CountedBy = "Count",
            },
        ]);
        Assert.Equal(2, Read(schema, [2, 2, 7, 8])["Values"].Nodes.Count);
        Refused(schema, [1, 2, 7, 8], new(DecodeFault.LengthOutOfRange, 0, "Count"));

        // Without a length what is behind the last of them is another field.
        var open = new WireSchema("Open", [
            Number("Count") with { Counts = "Values" },
            Many("Values", ExtentRule.Own, () => new("One", [Value])) with { CountedBy = "Count" },
            Value with { Name = "Behind" },
        ]);
        Assert.Equal(9u, Read(open, [1, 7, 9])["Behind"].Number);
    }

    [Fact]
    public void Blocks_use_up_their_extent_and_blocks_of_nothing_are_none()
    {
        var schema = new WireSchema("Blocks", [
            Number("Size"),
            new("Blocks", "Blocks", FieldKind.Blocks)
            {
                Extent = ExtentRule.Rest, BlockSizeBy = "Size",
            },
        ]);
        var two = Read(schema, [1, 7, 8])["Blocks"];
        Assert.Equal((1ul, 2), (two.BlockSize, two.Octets.Length));
        Assert.Empty(Read(schema, [0])["Blocks"].Octets);
        Refused(schema, [0, 7], new(DecodeFault.LengthOutOfRange, 0, "Size"));
        Refused(schema, [2, 7, 8, 9], new(DecodeFault.LengthOutOfRange, 0, "Size"));
    }

    /// <summary>An element is aligned from its own first octet on.</summary>
    [Fact]
    public void Padding_is_counted_from_where_its_element_begins()
    {
        var schema = new WireSchema("Outer", [
            Value,
            Many("Padded", ExtentRule.Rest, () => Padded),
        ]);
        var nodes = Read(schema, [9, 1, 0, 0, 0, 2, 0, 0, 0])["Padded"].Nodes;
        Assert.Equal([(1, 4), (5, 4)], nodes.Select(node => (node.Offset, node.Length)));
        Refused(schema, [9, 1, 0, 0], new(DecodeFault.Truncated, 2, "Pad", 1));
    }

    /// <summary>What a tree has of it is kept, and what it lacks is made.</summary>
    [Fact]
    public void Padding_that_a_tree_has_too_little_of_is_made_up()
    {
        var node = Read(Padded, [1, 8, 8, 8]);
        foreach (var kept in (byte[][])[[], [8], [8, 8], [8, 8, 8], [8, 8, 8, 8]])
        {
            Assert.True(ReferenceWriter.TryWrite(
                node.With(node["Pad"] with { Octets = new(kept) }), Malleable.Kept,
                out var octets, out var problem), problem);
            Assert.Equal([1, .. kept.Concat(new byte[3]).Take(3)], octets);
            Assert.Empty(problem);
        }
    }

    /// <summary>More octets would not help an element whose end a length has told; whatever else
    /// is wrong in it stays what it is.</summary>
    [Fact]
    public void An_element_that_is_cut_by_a_length_has_a_wrong_length()
    {
        var schema = new WireSchema("Outer", [
            Number("Length") with { Measures = new("Inner", "Inner", 1, 0, -1) },
            new("Inner", "Inner", FieldKind.Struct)
            {
                Extent = ExtentRule.Measured, ExtentBy = "Length",
                Element = () => new("Pair", [Value with { Const = 5 }, Number("Second")]),
            },
        ]);
        Assert.Equal(3, Read(schema, [2, 5, 6]).Length);
        Refused(schema, [1, 5, 6], new(DecodeFault.LengthOutOfRange, 2, "Second"));
        Refused(schema, [2, 6, 6], new(DecodeFault.FixedValueMismatch, 1, "Value"));
        Refused(schema, [3, 5, 6, 7], new(DecodeFault.TrailingOctets, 3, "Inner"));
    }

    [Fact]
    public void A_choice_of_no_case_is_told_by_its_sum()
    {
        var schema = new WireSchema("Either", default)
        {
            Cases = [new(2, "Pair", () => new("Pair", [Value]))],
            Peek = new(0, 4, null, null),
        };
        Assert.Equal("Pair", Read(schema, [0x21]).Case);
        Refused(schema, [0x31], new(DecodeFault.UnknownTag, 0, "Either"));
        Refused(schema, [], new(DecodeFault.Truncated, 0, "Either", 1));
    }

    private static WireSchema Padded => new("Padded", [
        Value,
        new("Pad", "Pad", FieldKind.Octets)
        {
            Extent = ExtentRule.Aligned, ExtentOctets = 4,
            Padding = new(PaddingRule.Zero, 4, OnRead.Ignore),
        },
    ]);

    private static FieldSchema Number(string name) =>
        new(name, name, FieldKind.Number) { Bits = 8 };

    private static FieldSchema Many(string name, ExtentRule extent, Func<WireSchema> element) =>
        new(name, name, FieldKind.Many) { Extent = extent, Element = element };
}
