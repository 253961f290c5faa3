namespace Sample;

[Wire]
public readonly ref partial struct Message
{
    [Bits(8), First(nameof(Payloads))] public partial byte FirstType { get; }
    [Bits(24), Measures(Extent.Self)]  public partial uint Length { get; }
    [Chain(End = 0)]                   public partial Chain<Payload> Payloads { get; }
}

[Wire]
public readonly ref partial struct Payload
{
    [Tag]                              public partial byte Type { get; }
    [Bits(8), Next]                    public partial byte NextType { get; }
    [Bits(8), Measures(Extent.Self)]   public partial byte Length { get; }
    [OneOf(nameof(Type)), Case(40, typeof(Nonce)), Rest]
                                       public partial ReadOnlySpan<byte> Body { get; }
}

[Wire]
public readonly ref partial struct Nonce
{
    [Rest] public partial ReadOnlySpan<byte> Data { get; }
}
