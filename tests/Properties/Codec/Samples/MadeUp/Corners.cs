using Holdfast.Codec;

namespace Holdfast.Tests.Properties.Codec.Samples.MadeUp;

/// <summary>Presence decided by a field that may itself be absent.</summary>
[Wire]
public readonly ref partial struct Nested
{
    [Bits(1)]
    public partial bool Long { get; }

    [Bits(7)]
    public partial byte Id { get; }

    [Bits(8), When(nameof(Long), 1)]
    public partial byte? Kind { get; }

    [Bits(32), When(nameof(Kind), 0)]
    public partial uint? Zero { get; }

    [Bits(16), When(nameof(Kind), 7, Not = true)]
    public partial ushort? Seven { get; }

    [Bits(8)]
    public partial byte Last { get; }
}

/// <summary>Least significant octet first, in odd widths too, and a length of 64 bits.</summary>
[Wire(Order = ByteOrder.Little)]
public readonly ref partial struct LittleEnd
{
    [Bits(3)]
    public partial byte Three { get; }

    [Bits(5)]
    public partial byte Five { get; }

    [Bits(24)]
    public partial uint Medium { get; }

    [Bits(40)]
    public partial ulong Wide { get; }

    [Bits(64), Measures(nameof(Data))]
    public partial ulong Length { get; }

    public partial ReadOnlySpan<byte> Data { get; }

    [Bits(64)]
    public partial ulong Stamp { get; }
}

/// <summary>Counts of 32 bits: of blocks, and of elements in a measured extent.</summary>
[Wire]
public readonly ref partial struct Counted
{
    [Bits(32), Counts(nameof(Blocks))]
    public partial uint BlockCount { get; }

    [Bits(32), Counts(nameof(Words))]
    public partial uint WordCount { get; }

    [Bits(32), Measures(nameof(Words))]
    public partial uint WordOctets { get; }

    [Size(5)]
    public partial OctetBlocks Blocks { get; }

    public partial Many<Word> Words { get; }

    [Bits(16)]
    public partial ushort Last { get; }
}

/// <summary>Sizes and counts of 32 bits that multiply.</summary>
[Wire]
public readonly ref partial struct Multiplied
{
    [Bits(32)]
    public partial uint BlockSize { get; }

    [Bits(32), Counts(nameof(Blocks))]
    public partial uint Count { get; }

    [Size(nameof(BlockSize))]
    public partial OctetBlocks Blocks { get; }
}

/// <summary>A chain in a measured extent, and one that says itself where it ends.</summary>
[Wire]
public readonly ref partial struct TwoChains
{
    [Bits(8), First(nameof(Inner))]
    public partial byte InnerFirst { get; }

    [Bits(8), First(nameof(Outer))]
    public partial byte OuterFirst { get; }

    [Bits(16), Measures(nameof(Inner))]
    public partial ushort InnerLength { get; }

    [Chain(End = 0)]
    public partial Chain<Payload> Inner { get; }

    [Chain(End = 0)]
    public partial Chain<Payload> Outer { get; }

    [Bits(8), Const(0xA5)]
    public partial byte Last { get; }
}

/// <summary>A choice by bits across octets, with a type for too few of them.</summary>
[Wire, Peek(12, 8, Short = typeof(KeepAlive))]
[Case(0x21, typeof(Crossed)), Case(0x22, typeof(Crossed), Name = "CrossedToo")]
public readonly ref partial struct Peeked;

/// <summary>One octet.</summary>
[Wire]
public readonly ref partial struct KeepAlive
{
    [Bits(8), Const(0xFF)]
    public partial byte Octet { get; }
}

/// <summary>Numbers across octets.</summary>
[Wire]
public readonly ref partial struct Crossed
{
    [Bits(12)]
    public partial ushort First { get; }

    [Bits(8), Range(0x21, 0x22)]
    public partial byte Kind { get; }

    [Bits(33)]
    public partial ulong Wide { get; }

    [Bits(3)]
    public partial byte Three { get; }

    public partial Word Inner { get; }

    public partial Peeked2 Choice { get; }
}

/// <summary>A choice as a field, without a type for all other values.</summary>
[Wire, Peek(0, 8), Case(1, typeof(Tagged)), Case(2, typeof(Tagged), Name = "Other")]
public readonly ref partial struct Peeked2;

/// <summary>An octet and a measured field.</summary>
[Wire]
public readonly ref partial struct Tagged
{
    [Bits(8), Range(1, 2)]
    public partial byte Kind { get; }

    [Bits(8), Measures(nameof(Data), Unit = 3, Bias = 2)]
    public partial byte Length { get; }

    public partial ReadOnlySpan<byte> Data { get; }
}

/// <summary>
/// A checksum that is told, not obeyed; paddings and reserved octets of every kind.
/// </summary>
[Wire]
public readonly ref partial struct Loose
{
    [Bits(16), Checksum(ChecksumAlgorithm.Internet, OnRead = OnRead.Ignore)]
    public partial ushort Sum { get; }

    [Bits(16), Measures(Extent.Self)]
    public partial ushort Length { get; }

    [Bits(4), Reserved(OnWrite = 5)]
    public partial byte Five { get; }

    [Bits(4), Reserved(OnRead = OnRead.Refuse, OnWrite = 3)]
    public partial byte Three { get; }

    [Bits(24), Padding(PaddingRule.Counting, OnRead = OnRead.Refuse)]
    public partial ReadOnlySpan<byte> Counting { get; }

    [Bits(16), Padding(PaddingRule.Zero)]
    public partial ReadOnlySpan<byte> Ignored { get; }

    [Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}

/// <summary>A length of the whole behind parts that may be absent or of any size.</summary>
[Wire]
public readonly ref partial struct LateLength
{
    [Bits(8)]
    public partial byte IsLong { get; }

    [Bits(16), When(nameof(IsLong), 1)]
    public partial ushort? Extra { get; }

    [Bits(8), Measures(Extent.Self)]
    public partial byte Length { get; }

    [Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}

/// <summary>A length behind a variable part that reaches from itself to the end.</summary>
[Wire]
public readonly ref partial struct LateReach
{
    [Bits(8), Measures(nameof(Name))]
    public partial byte NameLength { get; }

    public partial ReadOnlySpan<byte> Name { get; }

    [Bits(16), Measures(nameof(Length), nameof(Data))]
    public partial ushort Length { get; }

    [Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}
