namespace Sample;

[Wire]
public readonly ref partial struct Identity
{
    [Bits(8)] public partial byte Kind { get; }

    [Bits(8), Measures(nameof(Name)), Range(4, 8, Of = nameof(Kind), Is = 2, OrZero = true)]
    public partial byte NameLength { get; }

    [Length(0, 40)] public partial ReadOnlySpan<byte> Name { get; }

    [Bits(8), When(nameof(Kind), 4)] public partial byte? Extra { get; }

    [Bits(8), Range(7, 7, Of = nameof(Extra), Is = 0)] public partial byte Last { get; }

    [Rest, Length(4, 4, Of = nameof(Kind), Is = 1), Length(16, 64, Of = nameof(Kind), Is = 2)]
    public partial ReadOnlySpan<byte> Data { get; }
}
