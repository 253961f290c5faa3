namespace Sample;

[Wire]
public readonly ref partial struct Selectors
{
    [Bits(8), Counts(nameof(All))] public partial byte Count { get; }
    [Bits(8), Reserved]            public partial byte Reserved { get; }
    [Bits(16), Measures(nameof(Name), Unit = 4, Bias = 1)]
                                   public partial ushort NameLength { get; }
                                   public partial ReadOnlySpan<byte> Name { get; }
                                   public partial Many<Selector> All { get; }
}

[Wire]
public readonly ref partial struct Selector
{
    [Bits(16)] public partial ushort From { get; }
    [Bits(16)] public partial ushort To { get; }
}
