namespace Holdfast.Tests.Generator.Validate;

/// <summary>Slips for which the pages have no room: other causes of the same complaints.</summary>
public sealed class OtherSlips
{
    private const string Option = """
        [Wire]
        public readonly ref partial struct Option
        {
            [Bits(8)] public partial byte Kind { get; }
        }
        """;

    [Theory]
    [InlineData("[Bits(8)] public partial byte A { get; set; }", "WIRE015: A")]
    [InlineData("[Bits(8)] public static partial byte A { get; }", "WIRE015: A")]
    [InlineData("public partial byte[] A { get; }", "WIRE014: byte[]")]
    [InlineData(
        "[Rest] public partial ReadOnlySpan<char> A { get; }", "WIRE014: ReadOnlySpan<char>")]
    [InlineData("[Bits(8)] public partial byte? A { get; }", "WIRE014: byte?")]
    [InlineData("[Bits(8)] public partial byte @event { get; }", "WIRE018: @event")]
    [InlineData("[Bits(0)] public partial byte A { get; }", "WIRE013: Bits(0)")]
    [InlineData("[Bits(65)] public partial ulong A { get; }", "WIRE013: Bits(65)")]
    [InlineData("[Bits(2)] public partial bool A { get; }", "WIRE012: Bits(2)")]
    [InlineData(
        "[Bits(4)] public partial byte A { get; } [Bits(64)] public partial ulong B { get; } "
        + "[Bits(4)] public partial byte C { get; }",
        "WIRE013: Bits(64)")]
    [InlineData("[Bits(8)] public partial Option A { get; }", "WIRE016: Bits(8)")]
    [InlineData("[Bits(4)] public partial byte A { get; }", "WIRE017: Bits(4)")]
    [InlineData(
        "[Bits(4)] public partial byte A { get; } "
        + "[When(nameof(A), 1), Bits(4)] public partial byte? B { get; }",
        "WIRE017: Bits(4)")]
    public Task A_width_that_cannot_be(string members, string complaint) =>
        Complains(members, complaint);

    [Theory]
    [InlineData("public partial Many<Option> A { get; }", "WIRE020: A")]
    [InlineData(
        "[Padding(PaddingRule.Any)] public partial ReadOnlySpan<byte> A { get; }", "WIRE020: A")]
    [InlineData(
        "[Rest, Padding(PaddingRule.Any, Align = 4)] public partial ReadOnlySpan<byte> A { get; }",
        "WIRE021: A")]
    [InlineData(
        "[Bits(8), Measures(nameof(B))] public partial byte A { get; } "
        + "[Bits(8), Measures(nameof(B))] public partial byte C { get; } "
        + "public partial ReadOnlySpan<byte> B { get; }",
        "WIRE021: B")]
    [InlineData(
        "[Bits(8), Measures(nameof(A))] public partial byte A { get; }",
        "WIRE023: Measures(nameof(A))")]
    [InlineData(
        "[Rest] public partial ReadOnlySpan<byte> A { get; } "
        + "[Bits(8), Trailer, Measures(Extent.Self)] public partial byte B { get; }",
        "WIRE023: Measures(Extent.Self)")]
    [InlineData(
        "[Bits(1), Measures(nameof(B))] public partial bool A { get; } "
        + "[Bits(7)] public partial byte C { get; } public partial ReadOnlySpan<byte> B { get; }",
        "WIRE024: Measures(nameof(B))")]
    [InlineData(
        "[Bits(8), Counts(nameof(B))] public partial byte A { get; } "
        + "[Rest] public partial ReadOnlySpan<byte> B { get; }",
        "WIRE026: nameof(B)")]
    [InlineData(
        "[Rest] public partial Many<Option> B { get; } "
        + "[Bits(8), Trailer, Counts(nameof(B))] public partial byte A { get; }",
        "WIRE026: nameof(B)")]
    [InlineData("[Size(0), Rest] public partial OctetBlocks A { get; }", "WIRE028: 0")]
    [InlineData("[Size(\"B\"), Rest] public partial OctetBlocks A { get; }", "WIRE028: \"B\"")]
    [InlineData("[Bits(8), Trailer] public partial byte A { get; }", "WIRE030: Trailer")]
    [InlineData(
        "[Rest] public partial ReadOnlySpan<byte> B { get; } "
        + "[Trailer, Padding(PaddingRule.Any, Align = 4)] "
        + "public partial ReadOnlySpan<byte> A { get; }",
        "WIRE030: Trailer")]
    [InlineData("[Size(2), Rest] public partial ReadOnlySpan<byte> A { get; }", "WIRE032: Size(2)")]
    [InlineData("[Chain, Rest] public partial ReadOnlySpan<byte> A { get; }", "WIRE032: Chain")]
    [InlineData(
        "[OneOf(\"B\"), Bits(8)] public partial byte A { get; }", "WIRE032: OneOf(\"B\")")]
    [InlineData("[Tag, Bits(8)] public partial byte A { get; }", "WIRE032: Bits(8)")]
    [InlineData("[Tag] public partial bool A { get; }", "WIRE032: Tag")]
    public Task An_extent_that_cannot_be(string members, string complaint) =>
        Complains(members, complaint);

    [Theory]
    [InlineData(
        "[Bits(8), First(nameof(B))] public partial byte A { get; } "
        + "[Bits(8), First(nameof(B))] public partial byte C { get; } "
        + "[Rest] public partial Chain<Link> B { get; }",
        "WIRE041: B")]
    [InlineData(
        "[Tag] public partial byte A { get; } [Tag] public partial byte B { get; }",
        "WIRE045: Tag")]
    [InlineData(
        "[Bits(8)] public partial byte A { get; } "
        + "[Rest, OneOf(nameof(A)), Case(1, typeof(Link))] "
        + "public partial ReadOnlySpan<byte> B { get; }",
        "WIRE046: typeof(Link)")]
    [InlineData(
        "[Bits(8)] public partial byte A { get; } "
        + "[Rest, OneOf(nameof(A))] public partial ReadOnlySpan<byte> B { get; }",
        "WIRE057: OneOf(nameof(A))")]
    [InlineData(
        "[Bits(8), Case(1, typeof(Option))] public partial byte A { get; }",
        "WIRE057: Case(1, typeof(Option))")]
    [InlineData(
        "[Bits(8)] public partial byte A { get; } "
        + "[Rest, OneOf(nameof(A)), Case(256, typeof(Option))] "
        + "public partial ReadOnlySpan<byte> B { get; }",
        "WIRE061: 256")]
    [InlineData(
        "[Bits(8)] public partial byte A { get; } "
        + "[Rest, OneOf(nameof(A)), Case(1, typeof(Option), Name = \"Unknown\")] "
        + "public partial ReadOnlySpan<byte> B { get; }",
        "WIRE051: Case(1, typeof(Option), Name = \"Unknown\")")]
    [InlineData("[Rest] public partial Many<Guid> A { get; }", "WIRE053: A")]
    [InlineData(
        "[Rest, Encrypted(typeof(Guid))] public partial ReadOnlySpan<byte> A { get; }",
        "WIRE053: typeof(Guid)")]
    public Task A_chain_or_sum_that_cannot_be(string members, string complaint) =>
        Complains(members, complaint);

    [Theory]
    [InlineData("[Bits(8), Range(0, 256)] public partial byte A { get; }", "WIRE061: 256")]
    [InlineData("[Bits(4), Reserved(OnWrite = 16)] public partial byte A { get; } "
        + "[Bits(4)] public partial byte B { get; }", "WIRE061: OnWrite = 16")]
    [InlineData("[Bits(8), More(0, 300)] public partial byte A { get; }", "WIRE061: 300")]
    [InlineData(
        "[Bits(8)] public partial byte A { get; } "
        + "[Bits(8), Range(0, 300, Of = nameof(A), Is = 1)] public partial byte B { get; }",
        "WIRE061: 300")]
    [InlineData(
        "[Bits(8)] public partial byte A { get; } "
        + "[Rest, Length(0, 9, Of = nameof(A), Is = 300)] "
        + "public partial ReadOnlySpan<byte> B { get; }",
        "WIRE061: Is = 300")]
    [InlineData(
        "[Rest, Length(9, 8)] public partial ReadOnlySpan<byte> A { get; }",
        "WIRE062: Length(9, 8)")]
    [InlineData(
        "[Rest, Length(1, 8, Is = 3)] public partial ReadOnlySpan<byte> A { get; }",
        "WIRE068: Length(1, 8, Is = 3)")]
    [InlineData(
        "[Rest, Length(1, 8, Of = \"B\")] public partial ReadOnlySpan<byte> A { get; }",
        "WIRE068: Of = \"B\"")]
    [InlineData(
        "[Bits(8), Range(1, 8), Range(2, 9, OrZero = true)] public partial byte A { get; }",
        "WIRE069: Range(2, 9, OrZero = true)")]
    [InlineData("[Bits(8), Length(1, 8)] public partial byte A { get; }", "WIRE032: Length(1, 8)")]
    [InlineData(
        "[Bits(64), Length(8, 8)] public partial ReadOnlySpan<byte> A { get; }",
        "WIRE032: Length(8, 8)")]
    [InlineData(
        "[Padding(PaddingRule.Zero, Align = 4), Length(0, 3)] "
        + "public partial ReadOnlySpan<byte> A { get; }",
        "WIRE032: Length(0, 3)")]
    [InlineData(
        "[Bits(8)] public partial byte A { get; } "
        + "[When(nameof(A), 256), Bits(8)] public partial byte? B { get; }",
        "WIRE061: 256")]
    [InlineData(
        "[Tag] public partial byte A { get; } "
        + "[When(nameof(A), 1), Bits(8)] public partial byte? B { get; }",
        "WIRE060: nameof(A)")]
    [InlineData("[Bits(8), SameAs(\"B\")] public partial byte A { get; }", "WIRE063: \"B\"")]
    [InlineData(
        "[Bits(16), Checksum(ChecksumAlgorithm.Internet, To = \"B\")] "
        + "public partial ushort A { get; }",
        "WIRE065: To = \"B\"")]
    [InlineData("[Bits(8), Where(\"M\")] public partial byte A { get; }", "WIRE066: \"M\"")]
    [InlineData(
        "[Context(\"Icv\")] public partial ReadOnlySpan<byte> A { get; }", "WIRE070: \"Icv\"")]
    public Task A_value_that_cannot_be(string members, string complaint) =>
        Complains(members, complaint);

    [Theory]
    [InlineData("public ref partial struct X;", "WIRE001: X")]
    [InlineData("public readonly partial struct X;", "WIRE001: X")]
    [InlineData("public readonly ref struct X;", "WIRE001: X")]
    [InlineData("public readonly ref partial struct X<T>;", "WIRE002: X")]
    [InlineData(
        "[Case(1, typeof(Option))] public readonly ref partial struct X;",
        "WIRE057: Case(1, typeof(Option))")]
    [InlineData(
        "[Peek(0, 2), Case(4, typeof(Option))] public readonly ref partial struct X;",
        "WIRE061: 4")]
    [InlineData(
        "[Peek(0, 8, Otherwise = typeof(Guid)), Case(4, typeof(Option))] "
        + "public readonly ref partial struct X;",
        "WIRE053: Otherwise = typeof(Guid)")]
    [InlineData(
        "[LinkOf, Case(4, typeof(Option))] public readonly ref partial struct X;",
        "WIRE042: typeof(Option)")]
    [InlineData(
        "[Peek(0, 8), LinkOf, Case(4, typeof(Link))] public readonly ref partial struct X;",
        "WIRE057: Peek(0, 8)")]
    [InlineData(
        "[ByteOrder(Context = \"Order\")] public readonly ref partial struct X;",
        "WIRE072: Context = \"Order\"")]
    [InlineData(
        "[ByteOrder(\"A\")] public readonly ref partial struct X "
        + "{ [Bits(32)] public partial uint A { get; } }",
        "WIRE072: \"A\"")]
    public Task A_type_that_cannot_be(string declaration, string complaint) =>
        Says("[Wire] " + declaration, complaint);

    [Fact]
    public async Task A_type_that_the_compiler_does_not_know_is_left_to_the_compiler()
    {
        var run = Sample("[Bits(8)] public partial Nowhere A { get; }");

        Assert.Empty(await run.Complaints());
        Assert.DoesNotContain("Sample.X.g.cs", run.Sources.Keys);
    }

    [Fact]
    public async Task A_figure_that_is_no_raw_literal_is_squiggled_whole()
    {
        var run = GeneratorRun.Of("""
            namespace Sample;

            [Wire(figure: "+-+-+\n| A |\n+-+-+")]
            public readonly ref partial struct X;
            """);

        Assert.Equal(["WIRE008: \"+-+-+\\n| A |\\n+-+-+\""], await run.Complaints());
    }

    [Fact]
    public void A_declaration_with_a_fault_yields_a_stub_and_its_neighbours_code()
    {
        var run = Sample("[Rest, Bits(8)] public partial byte A { get; }");

        Assert.DoesNotContain("At.U8", run.Sources["Sample.X.g.cs"], StringComparison.Ordinal);
        Assert.Contains("At.U8", run.Sources["Sample.Option.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("Sample.X", run.Sources["WireCatalogue.g.cs"],
            StringComparison.Ordinal);
    }

    private static GeneratorRun Sample(string members) => Of(
        $$"""[Wire] public readonly ref partial struct X { {{members}} }""");

    private static GeneratorRun Of(string declaration) => GeneratorRun.Of($$"""
        namespace Sample;

        {{declaration}}

        {{Option}}

        [Wire]
        public readonly ref partial struct Link
        {
            [Tag] public partial byte Type { get; }
            [Bits(8), Next] public partial byte Following { get; }
        }
        """);

    private static Task Complains(string members, string complaint) =>
        Says($$"""[Wire] public readonly ref partial struct X { {{members}} }""", complaint);

    private static async Task Says(string declaration, string complaint)
    {
        var run = Of(declaration);
        Assert.Equal([complaint], await run.Complaints());
        if (!run.IsToldByGenerator)
        {
            Assert.Empty(run.Errors());
        }
    }
}
