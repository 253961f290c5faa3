using Holdfast.Codec;

namespace Holdfast.Tests.Properties.Codec.Samples.MadeUp;

/// <summary>Ranges and lengths that hold where another field says so, of every kind.</summary>
[Wire]
public readonly ref partial struct Limited
{
    [Bits(4)]
    public partial byte Kind { get; }

    [Bits(4), Range(1, 9), Range(2, 3, Of = nameof(Kind), Is = 1)]
    public partial byte Level { get; }

    [Bits(8), Measures(nameof(Name))]
    [Range(4, 8, Of = nameof(Kind), Is = 2, OrZero = true)]
    public partial byte NameLength { get; }

    [Length(0, 40), Length(6, 7, Of = nameof(Kind), Is = 3, OrZero = true)]
    public partial ReadOnlySpan<byte> Name { get; }

    [Bits(8), When(nameof(Kind), 4)]
    public partial byte? Extra { get; }

    [Bits(8), Range(7, 7, Of = nameof(Extra), Is = 0)]
    public partial byte Last { get; }

    [Rest, Length(2, 5), Length(3, 3, Of = nameof(Level), Is = 2)]
    public partial ReadOnlySpan<byte> Data { get; }
}

/// <summary>A link whose length its tag limits: 0 to 3 are its types.</summary>
[Wire]
public readonly ref partial struct LimitedLink
{
    [Tag]
    public partial byte Type { get; }

    [Bits(2), Next]
    public partial byte Next { get; }

    [Bits(6), Measures(Extent.Self)]
    public partial byte Size { get; }

    [Rest, Length(4, 4, Of = nameof(Type), Is = 1), Length(8, 16, Of = nameof(Type), Is = 2)]
    public partial ReadOnlySpan<byte> Data { get; }
}

/// <summary>Links, and a list whose octets are limited.</summary>
[Wire]
public readonly ref partial struct LimitedLinks
{
    [Bits(2), First(nameof(Links))]
    public partial byte First { get; }

    [Bits(6), Measures(nameof(Words))]
    public partial byte WordsLength { get; }

    [Length(0, 8)]
    public partial Many<Word> Words { get; }

    [Chain(End = 0)]
    public partial Chain<LimitedLink> Links { get; }
}

/// <summary>Lengths in front of the end and at it.</summary>
[Wire]
public readonly ref partial struct LimitedTail
{
    [Bits(8)]
    public partial byte Kind { get; }

    [Rest, Length(3, 9, OrZero = true)]
    public partial ReadOnlySpan<byte> Data { get; }

    [Trailer, Length(1, 3), Length(2, 2, Of = nameof(Kind), Is = 2)]
    public partial ReadOnlySpan<byte> Tail { get; }

    [Bits(8), Trailer, Measures(nameof(Tail))]
    public partial byte TailLength { get; }
}
