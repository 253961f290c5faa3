namespace Holdfast.Tests.Generator.Emit;

public sealed class Emission
{
    private const string Header = """"
        namespace Sample;

        [Wire(rfc: 7296, section: "3.1", figure: """
             0                   1                   2                   3
             0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |                       Initiator SPI                           |
            |                                                               |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |  Next Payload | MjVer | MnVer | Exchange Type |     Flags     |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |                            Length                             |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            ~                           Payloads                            ~
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            """)]
        public readonly ref partial struct IkeHeader
        {
            [NonZero]                  public partial ulong InitiatorSpi { get; }
            [First(nameof(Payloads))]  public partial PayloadType NextPayload { get; }
            [Label("MjVer"), Const(2)] public partial byte MajorVersion { get; }
            [Label("MnVer")]           public partial byte MinorVersion { get; }
                                       public partial byte ExchangeType { get; }
                                       public partial byte Flags { get; }
            [Measures(Extent.Self)]    public partial uint Length { get; }
            [Chain(End = 0)]           public partial Chain<IkePayload> Payloads { get; }
        }

        [Registry("payloads.csv")] public readonly partial record struct PayloadType(byte Value);

        [Wire]
        public readonly ref partial struct IkePayload
        {
            [Tag]                                 public partial PayloadType Type { get; }
            [Bits(8), Next]                       public partial PayloadType NextPayload { get; }
            [Bits(1)]                             public partial bool Critical { get; }
            [Bits(7), Reserved]                   public partial byte Reserved { get; }
            [Bits(16), Measures(Extent.Self)]     public partial ushort Length { get; }
            [OneOf(nameof(Type), Critical = nameof(Critical)), Case(40, typeof(Nonce)), Rest]
                                                  public partial ReadOnlySpan<byte> Body { get; }
        }

        [Wire]
        public readonly ref partial struct Nonce
        {
            [Rest] public partial ReadOnlySpan<byte> Data { get; }
        }
        """";

    private const string Payloads = """
        # of the registry
        value,identifier,label,reference
        33,Sa,"SA, or more",RFC 7296
        0x28,Nonce,Ni,RFC 7296
        """;

    [Fact]
    public async Task A_header_of_figure_chain_and_registry_compiles_without_a_warning()
    {
        var run = GeneratorRun.Of(Header, ("payloads.csv", Payloads));

        Assert.Empty(await run.Complaints());
        Assert.Empty(run.Errors());
        Assert.Equal(
            [
                "Sample.IkeHeader.g.cs", "Sample.IkePayload.g.cs", "Sample.Nonce.g.cs",
                "Sample.PayloadType.g.cs", "WireCatalogue.g.cs",
            ],
            run.Sources.Keys.Order(StringComparer.Ordinal));
    }
}
