using Holdfast.Codec;

namespace Holdfast.Tests.Properties.Codec.Samples.MadeUp;

/// <summary>
/// A chain of tagged links with a Self length each, and a Self length around them.
/// </summary>
[Wire]
public readonly ref partial struct Message
{
    [Bits(8), First(nameof(Payloads))]
    public partial byte First { get; }

    [Bits(24), Measures(Extent.Self)]
    public partial uint Size { get; }

    [Rest, Chain(End = 0)]
    public partial Chain<Payload> Payloads { get; }
}

/// <summary>A link, its body a sum with a critical flag; tag 46 is always the last.</summary>
[Wire, Until(46)]
public readonly ref partial struct Payload
{
    [Tag]
    public partial byte Kind { get; }

    [Bits(8), Next]
    public partial byte Next { get; }

    [Bits(1)]
    public partial bool Critical { get; }

    [Bits(7), Reserved]
    public partial byte Spare { get; }

    [Bits(16), Measures(Extent.Self)]
    public partial ushort Length { get; }

    [Rest, OneOf(nameof(Kind), Critical = nameof(Critical))]
    [Case(33, typeof(OfferList)), Case(40, typeof(PlainHeader)), Case(42, typeof(Deletion))]
    [Case(44, typeof(Plaintext)), Case(46, typeof(Sealed))]
    public partial ReadOnlySpan<byte> Body { get; }
}

/// <summary>Elements with continuation marks until the extent is used up.</summary>
[Wire]
public readonly ref partial struct OfferList
{
    [Rest]
    public partial Many<Offer> Offers { get; }
}

/// <summary>
/// A mark, a count, a measured field, and a counted list that must use up the extent.
/// </summary>
[Wire]
public readonly ref partial struct Offer
{
    [Bits(8), More(0, 2)]
    public partial byte Mark { get; }

    [Bits(16), Measures(Extent.Self)]
    public partial ushort Length { get; }

    [Bits(8), Measures(nameof(Spi))]
    public partial byte SpiSize { get; }

    [Bits(8), Counts(nameof(Words))]
    public partial byte Count { get; }

    public partial ReadOnlySpan<byte> Spi { get; }

    [Rest]
    public partial Many<Word> Words { get; }
}

/// <summary>A counted list that says itself where it ends, and a sum by a field.</summary>
[Wire]
public readonly ref partial struct Plaintext
{
    [Bits(8), Counts(nameof(Words))]
    public partial byte Count { get; }

    [Bits(8)]
    public partial byte Kind { get; }

    [Bits(8), Measures(nameof(Body))]
    public partial byte Length { get; }

    public partial Many<Word> Words { get; }

    [OneOf(nameof(Kind))]
    [Case(1, typeof(Frame)), Case(2, typeof(Word)), Case(3, typeof(Remainder))]
    public partial ReadOnlySpan<byte> Body { get; }
}

/// <summary>A chain of links chosen by the tag, which ends at any other tag.</summary>
[Wire]
public readonly ref partial struct Datagram
{
    [Bits(8), First(nameof(Extensions))]
    public partial byte Next { get; }

    [Bits(16), Measures(nameof(Extensions), nameof(Data))]
    public partial ushort Length { get; }

    [Chain(End = 59, EndsAtUnknown = true)]
    public partial Chain<Extension> Extensions { get; }

    [Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}

/// <summary>A sum of links.</summary>
[Wire, LinkOf, Case(0, typeof(HopByHop)), Case(44, typeof(Fragment))]
public readonly ref partial struct Extension;

/// <summary>A link measured in words less one.</summary>
[Wire]
public readonly ref partial struct HopByHop
{
    [Bits(8), Next]
    public partial byte Next { get; }

    [Bits(8), Measures(nameof(Next), nameof(Options), Unit = 8, Bias = -1)]
    public partial byte Length { get; }

    public partial ReadOnlySpan<byte> Options { get; }
}

/// <summary>A link of constant size.</summary>
[Wire]
public readonly ref partial struct Fragment
{
    [Bits(8), Next]
    public partial byte Next { get; }

    [Bits(8), Reserved]
    public partial byte Spare { get; }

    [Bits(13)]
    public partial ushort Offset { get; }

    [Bits(2), Reserved]
    public partial byte Two { get; }

    [Bits(1)]
    public partial bool More { get; }
}

/// <summary>The tag from outside names the first link; padding measured from the end.</summary>
[Wire]
public readonly ref partial struct Opened
{
    [Tag, First(nameof(Payloads))]
    public partial byte First { get; }

    [Rest, Chain(End = 0)]
    public partial Chain<Payload> Payloads { get; }

    [Trailer, Padding(PaddingRule.Any)]
    public partial ReadOnlySpan<byte> Fill { get; }

    [Bits(8), Trailer, Measures(nameof(Fill))]
    public partial byte FillLength { get; }
}

/// <summary>Byte order in band, a repeated length, padding up to a multiple of four.</summary>
[Wire, ByteOrder(nameof(Magic), 0x1A2B3C4D)]
public readonly ref partial struct Section
{
    [Bits(32), Const(0x0A0D0D0A)]
    public partial uint Kind { get; }

    [Bits(32), Measures(Extent.Self)]
    public partial uint Length { get; }

    [Bits(32)]
    public partial uint Magic { get; }

    [Bits(16), Measures(nameof(Body))]
    public partial ushort BodyLength { get; }

    public partial ReadOnlySpan<byte> Body { get; }

    [Padding(PaddingRule.Any, Align = 4)]
    public partial ReadOnlySpan<byte> Fill { get; }

    [Bits(32), SameAs(nameof(Length))]
    public partial uint Again { get; }
}

/// <summary>Facts from outside for <see cref="Record"/>.</summary>
/// <param name="Order">Byte order of the numbers.</param>
public readonly record struct RecordContext(ByteOrder Order);

/// <summary>Byte order from outside, in the elements too.</summary>
[Wire(Context = typeof(RecordContext)), ByteOrder(Context = nameof(RecordContext.Order))]
public readonly ref partial struct Record
{
    [Bits(24)]
    public partial uint Id { get; }

    [Bits(8), Counts(nameof(Entries))]
    public partial byte Count { get; }

    public partial Many<RecordEntry, RecordContext> Entries { get; }
}

/// <summary>An element of a record.</summary>
[Wire(Context = typeof(RecordContext)), ByteOrder(Context = nameof(RecordContext.Order))]
public readonly ref partial struct RecordEntry
{
    [Bits(16)]
    public partial ushort Code { get; }

    [Bits(16), Measures(nameof(Data))]
    public partial ushort Length { get; }

    public partial ReadOnlySpan<byte> Data { get; }

    [Bits(64)]
    public partial ulong Stamp { get; }
}

/// <summary>A choice by the first nibble.</summary>
[Wire, Peek(0, 4, Otherwise = typeof(Word)), Case(2, typeof(PlainHeader))]
public readonly ref partial struct Either;

/// <summary>An offset of which zero says that nothing stands behind it.</summary>
[Wire]
public readonly ref partial struct Mandatory
{
    [Bits(16), Measures(Extent.Self)]
    public partial ushort Length { get; }

    [Bits(16), Measures(nameof(Length), nameof(Parts), Absent = 0)]
    public partial ushort ExtensionsAt { get; }

    public partial Many<Word> Parts { get; }

    [Rest, When(nameof(ExtensionsAt), 0, Not = true)]
    public partial Many<Word> Extensions { get; }
}
