using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using static Holdfast.Tests.Properties.Codec.Interpreter.Outcomes;

namespace Holdfast.Tests.Properties.Codec.Interpreter;

/// <summary>What the reference reader refuses, and what its writer puts in the place of things.
/// </summary>
public sealed class WrongElements
{
    private static readonly FieldSchema Length =
        new("Length", "Length", FieldKind.Number) { Bits = 8, Measures = new("", "", 1, 0, -1) };

    private static readonly FieldSchema Value =
        new("Value", "Value", FieldKind.Number) { Bits = 8 };

    [Fact]
    public void Octets_that_a_length_counts_and_no_field_has_are_trailing()
    {
        var schema = new WireSchema("Text", [
            Length,
            new("Size", "Size", FieldKind.Number)
            {
                Bits = 8, Measures = new("Text", "Text", 1, 0, -1),
            },
            new("Text", "Text", FieldKind.Octets)
            {
                Extent = ExtentRule.Measured, ExtentBy = "Size",
            },
        ]);
        var good = Read(schema, [3, 1, 7, 9]);
        Assert.Equal(3, good.Length);
        Refused(schema, [4, 1, 7, 9], new(DecodeFault.TrailingOctets, 3, "Text"));
    }

    [Fact]
    public void A_link_of_no_case_is_told_by_its_sum()
    {
        var facts = new ReferenceFacts(7, ReferenceFacts.None.Members);
        Assert.False(ReferenceReader.TryRead(
            HandMadeSchemas.Extension, [59, 0, 0, 0, 0, 0, 0, 0], facts, out var reading));
        Assert.Equal(new DecodeError(DecodeFault.UnknownTag, 0, "Extension"), reading.Error);
    }

    [Fact]
    public void Padding_of_a_fixed_width_is_made_where_all_is_canonical()
    {
        var schema = new WireSchema("Padded", [
            Value,
            new("Pad", "Pad", FieldKind.Octets)
            {
                Bits = 24, Padding = new(PaddingRule.Zero, 1, OnRead.Ignore),
            },
        ]);
        var reading = Read(schema, [5, 9, 9, 9]);
        Assert.True(ReferenceWriter.TryWrite(
            reading, Malleable.Canonical, out var canonical, out _));
        Assert.Equal([5, 0, 0, 0], canonical);
        Assert.True(ReferenceWriter.TryWrite(reading, Malleable.Kept, out var kept, out _));
        Assert.Equal([5, 9, 9, 9], kept);
    }

    [Fact]
    public void A_schema_is_called_by_its_name_and_where_it_comes_from()
    {
        var schema = HandMadeSchemas.Message;
        Assert.Equal($"Message ({schema.Source})", schema.ToString());
    }

    /// <summary>A length that a type without variable parts has is right or wrong at once.
    /// </summary>
    [Fact]
    public void The_length_of_a_type_of_one_size_says_that_size()
    {
        var schema = new WireSchema("Pair", [Length, Value]);
        var good = Read(schema, [2, 1, 9]);
        Assert.Equal(2, good.Length);
        foreach (var length in (byte[])[1, 3, 200])
        {
            Refused(
                schema, [length, 1, 9], new(DecodeFault.LengthOutOfRange, 0, "Length"));
        }
    }

    [Theory]
    [InlineData(PaddingRule.Zero, new byte[] { 5, 0, 0, 0 })]
    [InlineData(PaddingRule.Counting, new byte[] { 5, 1, 2, 3 })]
    public void Padding_that_is_wrong_is_told_by_its_octet(PaddingRule rule, byte[] octets)
    {
        var schema = new WireSchema("Padded", [
            Value,
            new("Pad", "Pad", FieldKind.Octets)
            {
                Bits = 24, Padding = new(rule, 1, OnRead.Refuse),
            },
        ]);
        Read(schema, octets);
        for (var at = 1; at < octets.Length; at++)
        {
            byte[] wrong = [.. octets];
            wrong[at] ^= 0x40;
            Refused(schema, wrong, new(DecodeFault.PaddingMismatch, at, "Pad"));
        }
    }

    /// <summary>More octets may still come, but not where a length has told the end, and not for
    /// a part whose own length is there.</summary>
    [Fact]
    public void Too_few_octets_are_a_truncation_only_where_more_may_come()
    {
        var rest = new FieldSchema("Text", "Text", FieldKind.Octets)
        {
            Extent = ExtentRule.Rest,
            Lengths = [new(2, 3, "", 0, false)],
        };
        var open = new WireSchema("Open", [Value, rest]);
        Refused(open, [7, 1], new(DecodeFault.Truncated, 1, "Text", 1));
        Refused(open, [7], new(DecodeFault.Truncated, 1, "Text", 2));
        Refused(open, [7, 1, 2, 3, 4], new(DecodeFault.LengthOutOfRange, 1, "Text"));

        var closed = new WireSchema("Closed", [Length, rest]);
        Refused(closed, [2, 1], new(DecodeFault.LengthOutOfRange, 1, "Text"));

        var measured = new WireSchema("Measured", [
            Value with { Measures = new("Text", "Text", 1, 0, -1) },
            rest with { Extent = ExtentRule.Measured, ExtentBy = "Value" },
        ]);
        Refused(measured, [1, 1, 2, 3], new(DecodeFault.LengthOutOfRange, 1, "Text"));
        Refused(measured, [4, 1, 2, 3, 4], new(DecodeFault.LengthOutOfRange, 1, "Text"));
    }

    /// <summary>A capture may hold sections of both orders, one behind the other.</summary>
    [Fact]
    public void Each_element_of_a_list_tells_its_own_byte_order()
    {
        var list = new WireSchema("Sections", [
            new("Sections", "Sections", FieldKind.Many)
            {
                Extent = ExtentRule.Rest, Element = () => HandMadeSchemas.Section,
            },
        ]);
        byte[] big =
        [
            0x0A, 0x0D, 0x0D, 0x0A, 0, 0, 0, 20, 0x1A, 0x2B, 0x3C, 0x4D, 0, 1, 0x77, 0,
            0, 0, 0, 20,
        ];
        byte[] little =
        [
            0x0A, 0x0D, 0x0D, 0x0A, 20, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0x77, 0,
            20, 0, 0, 0,
        ];
        var reading = Read(list, [.. big, .. little, .. big]);
        Assert.Equal(
            [ByteOrder.Big, ByteOrder.Little, ByteOrder.Big],
            reading["Sections"].Nodes.Select(node => node.Order));
        byte[] neither = [.. big];
        neither[8] ^= 1;
        Refused(
            list, [.. little, .. neither],
            new(DecodeFault.FixedValueMismatch, little.Length + 8, "Magic"));
    }

    [Fact]
    public void A_length_below_nothing_cannot_be_written()
    {
        var schema = new WireSchema("Biased", [
            Value with { Measures = new("Text", "Text", 1, -2, -1) },
            new("Text", "Text", FieldKind.Octets)
            {
                Extent = ExtentRule.Measured, ExtentBy = "Value",
            },
        ]);
        var node = Read(schema, [0, 8, 9]);
        foreach (var octets in (byte[][])[[], [8]])
        {
            Assert.False(ReferenceWriter.TryWrite(
                node.With(node["Text"] with { Octets = new(octets) }), Malleable.Kept,
                out var written, out var problem));
            Assert.Empty(written);
            Assert.Equal("Value would be negative", problem);
        }
    }

    /// <summary>NHRP's extension offset (RFC 2332 §5.2.0.1) is 0 where no extension is, and else
    /// says how long all before it is.</summary>
    [Theory]
    [InlineData(new byte[] { 0, 7, 7 }, 0, false)]
    [InlineData(new byte[] { 2, 7, 8 }, 1, true)]
    [InlineData(new byte[] { 3, 7, 7, 8 }, 2, true)]
    [InlineData(new byte[] { 2, 7, 8, 9 }, 1, true)]
    public void A_length_of_what_nothing_is_behind_has_a_value_of_its_own(
        byte[] octets, int texts, bool isBehind)
    {
        var isThere = new WhenSchema("Length", 0, true, 0);
        var schema = new WireSchema("Offset", [
            Value with { Name = "Length", Measures = new("Length", "Text", 1, 0, 0) },
            new("Text", "Text", FieldKind.Octets)
            {
                Extent = ExtentRule.Measured, ExtentBy = "Length",
            },
            Value with { When = isThere },
            Value with { Name = "Tail", When = new("", 0, false, 1) },
        ]);
        var node = Read(schema, octets);
        Assert.Equal(
            (octets.Length, isBehind), (node.Length, node["Value"].Present));
        Assert.True(ReferenceWriter.TryWrite(
            node.With(node["Length"] with { Number = 99 }), Malleable.Kept,
            out var again, out var problem), problem);
        Assert.Equal(octets, again);
        Assert.Equal(isBehind ? texts : 2, node["Text"].Octets.Length);
    }

    /// <summary>RFC 7296 §3.14: its number is of what is inside, and the writer leaves it.
    /// </summary>
    [Fact]
    public void A_link_that_ends_a_chain_keeps_the_number_it_has()
    {
        byte[] octets = [46, 0, 0, 10, 33, 0, 0, 6, 7, 7];
        var reading = Read(HandMadeSchemas.Message, octets);
        var chain = reading["Payloads"];
        Assert.Equal(33u, chain.Ending);
        Assert.True(ReferenceWriter.TryWrite(
            reading.With(chain with { Ending = 40 }), Malleable.Kept,
            out var again, out var problem), problem);
        Assert.Equal(octets, again);
    }
}
