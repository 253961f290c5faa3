using Holdfast.Codec;
using Holdfast.Codec.Schemas;

namespace Holdfast.Tests.Properties.Codec.Interpreter;

/// <summary>
/// Schemas of made-up formats, one for each word of the language and its usual company, written by
/// hand: the reference reader and the samples are tested without the generator.
/// </summary>
internal static class HandMadeSchemas
{
    public static IReadOnlyDictionary<string, WireSchema> All =>
        new[]
        {
            Header, Message, Offer, Frame, Sealed, Headers, Deletion, Section, Either, Words,
            Options, Boxes, Letters,
        }.ToDictionary(s => s.Name);

    /// <summary>
    /// Constraints, sub-octet numbers, Self length in words less two, padding to 8.
    /// </summary>
    public static WireSchema Header => new("Header", [
        Number("Version", 4) with { Const = 2 },
        Number("Flags", 4) with { Range = (1, 9) },
        Number("Length", 8) with { Measures = new("", "", 4, -2, -1) },
        Number("Spare", 16) with { Reserved = new(OnRead.Ignore, 0) },
        Number("Spi", 32) with { NonZero = true },
        Number("Odd", 32) with { Where = v => v % 2 == 1 },
        Fixed("Digest", 12),
        Rest("Icv"),
    ]);

    /// <summary>
    /// A chain of tagged links with a Self length each, and a Self length around them.
    /// </summary>
    public static WireSchema Message => new("Message", [
        Number("First", 8) with { First = "Payloads" },
        Number("Size", 24) with { Measures = new("", "", 1, 0, -1) },
        new("Payloads", "Payloads", FieldKind.Chain)
        {
            Extent = ExtentRule.Rest, Element = () => Payload, Chain = new(0, false),
            FirstBy = "First",
        },
    ]);

    public static WireSchema Payload => new("Payload", [
        new("Kind", "Kind", FieldKind.Tag),
        Number("Next", 8) with { Next = true },
        Number("Critical", 1) with { Form = NumberForm.Flag },
        Number("Zero", 7) with { Reserved = new(OnRead.Ignore, 0) },
        Number("Length", 16) with { Measures = new("", "", 1, 0, -1) },
        new("Body", "Body", FieldKind.OneOf)
        {
            Extent = ExtentRule.Rest, Tag = "Kind", Critical = "Critical",
            Cases = [
                new(33, "Offers", () => OfferList),
                new(40, "Header", () => Header),
                new(42, "Deletion", () => Deletion),
                new(46, "Sealed", () => Sealed, Opaque: true),
            ],
        },
    ])
    { Until = [46] };

    /// <summary>Elements with continuation marks until the extent is used up.</summary>
    public static WireSchema OfferList => new("OfferList", [
        new("Offers", "Offers", FieldKind.Many) { Extent = ExtentRule.Rest, Element = () => Offer },
    ]);

    /// <summary>
    /// A mark, a count, a measured field, and a counted list that must use up the extent.
    /// </summary>
    public static WireSchema Offer => new("Offer", [
        Number("Mark", 8) with { More = (0, 2) },
        Number("Length", 16) with { Measures = new("", "", 1, 0, -1) },
        Number("SpiSize", 8) with { Measures = new("Spi", "Spi", 1, 0, -1) },
        Number("Count", 8) with { Counts = "Words" },
        new("Spi", "SPI", FieldKind.Octets) { Extent = ExtentRule.Measured, ExtentBy = "SpiSize" },
        new("Words", "Words", FieldKind.Many)
        {
            Extent = ExtentRule.Rest, Element = () => Words, CountedBy = "Count",
        },
    ]);

    /// <summary>
    /// A length that counts itself, alternatives by a flag, a checksum over a part.
    /// </summary>
    public static WireSchema Frame => new("Frame", [
        Number("Length", 16) with { Measures = new("", "", 1, 0, -1) },
        Number("Keyed", 1) with { Form = NumberForm.Flag },
        Number("Sum", 1) with { Form = NumberForm.Flag },
        Number("Mode", 14) with { Range = (0, 40) },
        Number("Key", 32) with { When = new("Keyed", 1, false, 0) },
        Number("Check", 16) with
        {
            When = new("Sum", 1, false, 0),
            Checksum = new(ChecksumAlgorithm.Internet, "Text", OnRead.Refuse),
        },
        Number("Pad", 16) with { When = new("Sum", 1, false, 0), Reserved = new(OnRead.Refuse, 0) },
        Number("TextLength", 8) with { Measures = new("TextLength", "Text", 1, 0, -1) },
        Measured("Text", "TextLength"),
        new("Align", "Align", FieldKind.Octets)
        {
            Extent = ExtentRule.Aligned, ExtentOctets = 4,
            Padding = new(PaddingRule.Zero, 4, OnRead.Refuse),
        },
        Number("Again", 16) with { SameAs = "Length" },
    ]);

    /// <summary>Laid out from the end, with facts from outside.</summary>
    public static WireSchema Sealed => new("Sealed", [
        Number("Spi", 32),
        new("Iv", "IV", FieldKind.Octets) { Extent = ExtentRule.Context, ExtentBy = "IvOctets" },
        Rest("Payload"),
        new("Padding", "Padding", FieldKind.Octets)
        {
            Extent = ExtentRule.Measured, ExtentBy = "PadLength", Trailer = true,
            Padding = new(PaddingRule.Counting, 4, OnRead.Refuse),
        },
        Number("PadLength", 8) with
        {
            Measures = new("Padding", "Padding", 1, 0, -1), Trailer = true,
        },
        Number("NextHeader", 8) with { Trailer = true },
        new("Icv", "ICV", FieldKind.Octets)
        {
            Extent = ExtentRule.Context, ExtentBy = "IcvOctets", Trailer = true,
        },
    ])
    { ContextMembers = ["IvOctets", "IcvOctets"] };

    /// <summary>A chain of links chosen by the tag, which ends at any other tag.</summary>
    public static WireSchema Headers => new("Headers", [
        Number("Next", 8) with { First = "Extensions" },
        Number("Length", 16) with { Measures = new("Extensions", "Payload", 1, 0, -1) },
        new("Extensions", "Extensions", FieldKind.Chain)
        {
            Extent = ExtentRule.Own, Element = () => Extension, Chain = new(59, true),
            FirstBy = "Next",
        },
        Rest("Payload"),
    ]);

    /// <summary>The same with links that have a body by their tag, in one type.</summary>
    public static WireSchema Boxes => Linked("Boxes", () => Box);

    /// <summary>The same with links that any tag may have: only the end ends them.</summary>
    public static WireSchema Letters => Linked("Letters", () => Letter);

    public static WireSchema Extension => new("Extension", default)
    {
        IsLinkSum = true,
        Cases = [new(0, "HopByHop", () => HopByHop), new(44, "Fragment", () => Fragment)],
    };

    public static WireSchema HopByHop => new("HopByHop", [
        new("Kind", "Kind", FieldKind.Tag),
        Number("Next", 8) with { Next = true },
        Number("Length", 8) with { Measures = new("Next", "Options", 8, -1, -1) },
        Measured("Options", "Length"),
    ]);

    public static WireSchema Fragment => new("Fragment", [
        new("Kind", "Kind", FieldKind.Tag),
        Number("Next", 8) with { Next = true },
        Number("Spare", 8) with { Reserved = new(OnRead.Ignore, 0) },
        Number("Offset", 13),
        Number("Two", 2) with { Reserved = new(OnRead.Ignore, 0) },
        Number("More", 1) with { Form = NumberForm.Flag },
    ]);

    /// <summary>Blocks of a size in a field, counted and used up.</summary>
    public static WireSchema Deletion => new("Deletion", [
        Number("SpiSize", 8) with { NonZero = true },
        Number("Count", 16) with { Counts = "Spis" },
        new("Spis", "SPIs", FieldKind.Blocks)
        {
            Extent = ExtentRule.Rest, BlockSizeBy = "SpiSize", CountedBy = "Count",
        },
    ]);

    /// <summary>Byte order in band, a repeated length, padding, options by what remains.</summary>
    public static WireSchema Section => new("Section", [
        Number("Kind", 32) with { Const = 0x0A0D0D0A },
        Number("Length", 32) with { Measures = new("", "", 1, 0, -1) },
        Number("Magic", 32),
        Number("BodyLength", 16) with { Measures = new("Body", "Body", 1, 0, -1) },
        Measured("Body", "BodyLength"),
        new("Pad", "Pad", FieldKind.Octets)
        {
            Extent = ExtentRule.Aligned, ExtentOctets = 4,
            Padding = new(PaddingRule.Any, 4, OnRead.Ignore),
        },
        Number("Again", 32) with { SameAs = "Length" },
    ])
    { Order = new(ByteOrder.Big, "Magic") { Magic = [0x1A2B3C4D] } };

    /// <summary>A choice by the first nibble.</summary>
    public static WireSchema Either => new("Either", default)
    {
        Cases = [new(2, "Header", () => Header)],
        Peek = new(0, 4, () => Words, null),
    };

    /// <summary>A short and a long form by a flag.</summary>
    public static WireSchema Words => new("Words", [
        Number("Short", 1) with { Form = NumberForm.Flag },
        Number("Type", 15) with { Where = v => v >= 0x100 && v >> 11 != 4 && v >> 11 != 5 },
        Number("Value", 16) with { When = new("Short", 1, false, 0) },
        Number("Length", 16) with
        {
            When = new("Short", 0, false, 0), Measures = new("Text", "Text", 1, 0, -1),
        },
        new("Text", "Text", FieldKind.Octets)
        {
            Extent = ExtentRule.Measured, ExtentBy = "Length", When = new("Short", 0, false, 0),
        },
    ]);

    /// <summary>
    /// Constant blocks, a struct in a measured extent, a field where octets remain.
    /// </summary>
    public static WireSchema Options => new("Options", [
        Number("Length", 8) with { Measures = new("Length", "Inner", 2, 1, -1) },
        new("Inner", "Inner", FieldKind.Struct)
        {
            Extent = ExtentRule.Measured, ExtentBy = "Length", Element = () => Odd,
        },
        new("Hashes", "Hashes", FieldKind.Blocks) { Extent = ExtentRule.Rest, BlockSize = 3 },
    ]);

    private static WireSchema Box => new("Box", [
        new("Kind", "Kind", FieldKind.Tag),
        Number("Next", 8) with { Next = true },
        Number("Length", 8) with { Measures = new("", "", 1, 0, -1) },
        new("Body", "Body", FieldKind.OneOf)
        {
            Extent = ExtentRule.Rest, Tag = "Kind",
            Cases = [new(33, "Options", () => Options), new(42, "Deletion", () => Deletion)],
        },
    ]);

    private static WireSchema Letter => new("Letter", [
        Number("Next", 8) with { Next = true },
        Number("Length", 8) with { Measures = new("Text", "Text", 1, 0, -1) },
        Measured("Text", "Length"),
    ]);

    private static WireSchema Linked(string name, Func<WireSchema> link) => new(name, [
        Number("First", 8) with { First = "Links" },
        new("Links", "Links", FieldKind.Chain)
        {
            Extent = ExtentRule.Own, Element = link, Chain = new(59, true), FirstBy = "First",
        },
        Rest("Behind"),
    ]);

    private static WireSchema Odd => new("Odd", [
        Number("First", 8),
        Number("Second", 16) with { When = new("", 0, false, 2) },
        Rest("Others"),
    ]);

    private static FieldSchema Number(string name, int bits) =>
        new(name, name, FieldKind.Number) { Bits = bits };

    private static FieldSchema Fixed(string name, int octets) =>
        new(name, name, FieldKind.Octets) { Bits = octets * 8 };

    private static FieldSchema Measured(string name, string by) =>
        new(name, name, FieldKind.Octets) { Extent = ExtentRule.Measured, ExtentBy = by };

    private static FieldSchema Rest(string name) =>
        new(name, name, FieldKind.Octets) { Extent = ExtentRule.Rest };
}
