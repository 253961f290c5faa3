using Microsoft.CodeAnalysis;

namespace Holdfast.Tests.Generator.Validate;

/// <summary>Wire types of another assembly are known by their attributes alone.</summary>
public sealed class OtherAssemblies
{
    private const string Library = """"
        namespace Library;

        [Wire(figure: """
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |     Kind      |    Length     |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            ~             Data              ~
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            """)]
        public readonly ref partial struct Attribute1
        {
            public partial byte Kind { get; }
            [Measures(nameof(Data))] public partial byte Length { get; }
            public partial ReadOnlySpan<byte> Data { get; }
        }

        [Wire]
        public readonly ref partial struct Link
        {
            [Tag] public partial byte Type { get; }
            [Bits(8), Next] public partial byte Following { get; }
        }

        [Wire]
        public readonly ref partial struct Empty
        {
            [Rest] public partial ReadOnlySpan<byte> Data { get; }
        }
        """";

    [Fact]
    public async Task Elements_links_and_cases_may_come_from_another_assembly()
    {
        var run = Over("""
            [Wire]
            public readonly ref partial struct X
            {
                [Bits(8), First(nameof(Links))] public partial byte Next { get; }
                [Bits(8), Measures(nameof(Links))] public partial byte Length { get; }
                public partial Chain<Link> Links { get; }
                [Rest] public partial Many<Attribute1> Attributes { get; }
            }
            """);

        Assert.Empty(await run.Complaints());
        Assert.Empty(run.Errors());
    }

    [Fact]
    public async Task What_they_lack_is_seen_as_well()
    {
        var run = Over("""
            [Wire]
            public readonly ref partial struct X
            {
                [Rest] public partial Many<Empty> Items { get; }
            }

            [Wire]
            public readonly ref partial struct Y
            {
                [Rest] public partial Many<Link> Links { get; }
            }
            """);

        Assert.Equal(["WIRE033: Items", "WIRE046: Links"], await run.Complaints());
    }

    private static GeneratorRun Over(string text)
    {
        var library = GeneratorRun.Of(GeneratorRun.Compile("Library", Library)).After;
        using var image = new MemoryStream();
        var emitted = library.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return GeneratorRun.Of(GeneratorRun.Compile(
            "Sample",
            "using Library;\nnamespace Sample;\n" + text,
            MetadataReference.CreateFromImage(image.ToArray())));
    }
}
