using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;

namespace Holdfast.Tests.Properties.Codec.Interpreter;

/// <summary>What the reference reader refuses, and what its writer puts in the place of things.
/// </summary>
public sealed class WrongElements
{
    private static readonly FieldSchema Length =
        new("Length", "Length", FieldKind.Number) { Bits = 8, Measures = new("", "", 1, 0, -1) };

    private static readonly FieldSchema Value = new("Value", "Value", FieldKind.Number) { Bits = 8 };

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
        Assert.True(ReferenceReader.TryRead(
            schema, [3, 1, 7, 9], ReferenceFacts.None, out var good), $"{good.Error}");
        Assert.Equal(3, good.Node!.Length);
        Assert.False(ReferenceReader.TryRead(
            schema, [4, 1, 7, 9], ReferenceFacts.None, out var bad));
        Assert.Null(bad.Node);
        Assert.Equal(new DecodeError(DecodeFault.TrailingOctets, 3, "Text"), bad.Error);
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
        Assert.True(ReferenceReader.TryRead(
            schema, [5, 9, 9, 9], ReferenceFacts.None, out var reading), $"{reading.Error}");
        Assert.True(ReferenceWriter.TryWrite(
            reading.Node!, Malleable.Canonical, out var canonical, out _));
        Assert.Equal([5, 0, 0, 0], canonical);
        Assert.True(ReferenceWriter.TryWrite(reading.Node!, Malleable.Kept, out var kept, out _));
        Assert.Equal([5, 9, 9, 9], kept);
    }

    [Fact]
    public void A_schema_is_called_by_its_name_and_where_it_comes_from()
    {
        var schema = HandMadeSchemas.Message;
        Assert.Equal($"Message ({schema.Source})", schema.ToString());
    }
}
