using Holdfast.Codec;

namespace Holdfast.Tests.Properties.Codec.Samples.MadeUp;

/// <summary>
/// Constraints, sub-octet numbers, a Self length in words less two, fixed octets.
/// </summary>
[Wire]
public readonly ref partial struct PlainHeader
{
    [Bits(4), Const(2)]
    public partial byte Version { get; }

    [Bits(4), Range(1, 9)]
    public partial byte Flags { get; }

    [Bits(8), Measures(Extent.Self, Unit = 4, Bias = -2)]
    public partial byte Length { get; }

    [Bits(16), Reserved]
    public partial ushort Spare { get; }

    [Bits(32), NonZero]
    public partial uint Spi { get; }

    [Bits(32), Where(nameof(IsOdd))]
    public partial uint Odd { get; }

    [Bits(96)]
    public partial ReadOnlySpan<byte> Digest { get; }

    [Rest]
    public partial ReadOnlySpan<byte> Icv { get; }

    private static bool IsOdd(ulong value) => value % 2 == 1;
}

/// <summary>A short and a long form by a flag.</summary>
[Wire]
public readonly ref partial struct Word
{
    [Bits(1)]
    public partial bool Short { get; }

    [Bits(15), Where(nameof(IsNoVersion))]
    public partial ushort Type { get; }

    [Bits(16), When(nameof(Short), 1)]
    public partial ushort? Value { get; }

    [Bits(16), When(nameof(Short), 0), Measures(nameof(Text))]
    public partial ushort? Length { get; }

    [When(nameof(Short), 0)]
    public partial ReadOnlySpan<byte> Text { get; }

    // Keeps the first nibble apart from PlainHeader's, for the choice by peeking.
    private static bool IsNoVersion(ulong value) => (value >> 11) % 8 != 2;
}

/// <summary>A length that counts itself, alternatives by flags, a checksum over a part.</summary>
[Wire]
public readonly ref partial struct Frame
{
    [Bits(16), Measures(Extent.Self)]
    public partial ushort Length { get; }

    [Bits(1)]
    public partial bool Keyed { get; }

    [Bits(1)]
    public partial bool Summed { get; }

    [Bits(14), Range(0, 40)]
    public partial ushort Mode { get; }

    [Bits(32), When(nameof(Keyed), 1)]
    public partial uint? Key { get; }

    [Bits(16), When(nameof(Summed), 1), Checksum(ChecksumAlgorithm.Internet, To = nameof(Text))]
    public partial ushort? Check { get; }

    [Bits(16), When(nameof(Summed), 1), Reserved(OnRead = OnRead.Refuse)]
    public partial ushort? Zero { get; }

    [Bits(8), Measures(nameof(TextLength), nameof(Text))]
    public partial byte TextLength { get; }

    public partial ReadOnlySpan<byte> Text { get; }

    [Padding(PaddingRule.Zero, Align = 4, OnRead = OnRead.Refuse)]
    public partial ReadOnlySpan<byte> Fill { get; }

    [Bits(16), SameAs(nameof(Length))]
    public partial ushort Again { get; }
}

/// <summary>Facts from outside for <see cref="Sealed"/>.</summary>
/// <param name="IvOctets">Octets of the IV.</param>
/// <param name="IcvOctets">Octets of the ICV.</param>
public readonly record struct SealedContext(int IvOctets, int IcvOctets);

/// <summary>Laid out from the end, with facts from outside.</summary>
[Wire(Context = typeof(SealedContext))]
public readonly ref partial struct Sealed
{
    [Bits(32)]
    public partial uint Spi { get; }

    [Context(nameof(SealedContext.IvOctets))]
    public partial ReadOnlySpan<byte> Iv { get; }

    [Rest]
    public partial ReadOnlySpan<byte> Payload { get; }

    [Trailer, Padding(PaddingRule.Counting, Align = 4, OnRead = OnRead.Refuse)]
    public partial ReadOnlySpan<byte> Fill { get; }

    [Bits(8), Trailer, Measures(nameof(Fill))]
    public partial byte FillLength { get; }

    [Bits(8), Trailer]
    public partial byte NextHeader { get; }

    [Trailer, Context(nameof(SealedContext.IcvOctets))]
    public partial ReadOnlySpan<byte> Icv { get; }
}

/// <summary>Blocks of a size in a field, counted and used up.</summary>
[Wire]
public readonly ref partial struct Deletion
{
    [Bits(8)]
    public partial byte SpiSize { get; }

    [Bits(16), Counts(nameof(Spis))]
    public partial ushort Count { get; }

    [Rest, Size(nameof(SpiSize))]
    public partial OctetBlocks Spis { get; }
}

/// <summary>Constant blocks behind a struct in a measured extent.</summary>
[Wire]
public readonly ref partial struct Envelope
{
    [Bits(8), Measures(nameof(Length), nameof(Inner), Unit = 2, Bias = 1)]
    public partial byte Length { get; }

    public partial Remainder Inner { get; }

    [Rest, Size(3)]
    public partial OctetBlocks Hashes { get; }
}

/// <summary>A field that is there where octets remain.</summary>
[Wire]
public readonly ref partial struct Remainder
{
    [Bits(8)]
    public partial byte First { get; }

    [Bits(16), WhenRemaining(2)]
    public partial ushort? Second { get; }

    [Rest]
    public partial ReadOnlySpan<byte> Others { get; }
}
