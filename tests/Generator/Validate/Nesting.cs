using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Holdfast.Tests.Generator.Validate;

/// <summary>A type that holds itself is told at what closes the circle; each on it is.</summary>
public sealed class Nesting
{
    private const string Leaf = """
        [Wire] public readonly ref partial struct Leaf
        {
            [Bits(8)] public partial byte Kind { get; }
        }
        """;

    [Theory]
    [InlineData(
        "[Bits(8)] public partial byte A { get; } public partial X Inner { get; }",
        "WIRE019: Inner")]
    [InlineData(
        "[Bits(8)] public partial byte A { get; } "
        + "[When(nameof(A), 1)] public partial X Inner { get; }",
        "WIRE019: Inner")]
    [InlineData(
        "[Bits(8), Counts(nameof(All))] public partial byte A { get; } "
        + "public partial Many<X> All { get; }",
        "WIRE019: All")]
    [InlineData(
        "[Tag] public partial byte T { get; } [Bits(8), Next] public partial byte N { get; } "
        + "[Bits(8), First(nameof(All))] public partial byte A { get; } "
        + "[Rest] public partial Chain<X> All { get; }",
        "WIRE019: All")]
    [InlineData(
        "[Bits(8)] public partial byte A { get; } "
        + "[Rest, OneOf(nameof(A)), Case(1, typeof(Leaf)), Case(2, typeof(X))] "
        + "public partial ReadOnlySpan<byte> Body { get; }",
        "WIRE019: typeof(X)")]
    public Task A_field_a_list_a_chain_a_case(string members, string complaint) => Says(
        $$"""[Wire] public readonly ref partial struct X { {{members}} }""", complaint);

    [Theory]
    [InlineData("[Peek(0, 8), Case(1, typeof(Leaf)), Case(2, typeof(Y))]", "typeof(Y)")]
    [InlineData(
        "[Peek(0, 8, Otherwise = typeof(Y)), Case(1, typeof(Leaf))]", "Otherwise = typeof(Y)")]
    [InlineData(
        "[Peek(0, 8, Short = typeof(Y)), Case(1, typeof(Leaf))]", "Short = typeof(Y)")]
    public Task What_a_peek_leads_to(string words, string place) => Says(
        $$"""
        [Wire, {{words[1..]}} public readonly ref partial struct X;
        [Wire] public readonly ref partial struct Y
        {
            [Bits(8)] public partial byte A { get; }
            public partial X Inner { get; }
        }
        """,
        $"WIRE019: {place}",
        "WIRE019: Inner");

    [Fact]
    public Task A_sum_of_links() => Says(
        """
        [Wire, LinkOf, Case(1, typeof(Y))] public readonly ref partial struct X;
        [Wire] public readonly ref partial struct Y
        {
            [Bits(8), Next] public partial byte N { get; }
            [Bits(8), First(nameof(Inner))] public partial byte F { get; }
            [Rest] public partial Chain<X> Inner { get; }
        }
        """,
        "WIRE019: typeof(Y)",
        "WIRE019: Inner");

    [Fact]
    public async Task The_way_round_is_told_and_who_only_leads_to_it_is_not_to_blame()
    {
        var run = Of("""
            [Wire] public readonly ref partial struct Door { public partial A Way { get; } }
            [Wire] public readonly ref partial struct A
            {
                [Bits(8)] public partial byte Kind { get; }
                public partial B Way { get; }
            }
            [Wire] public readonly ref partial struct B
            {
                [Rest] public partial Many<C> Way { get; }
            }
            [Wire] public readonly ref partial struct C
            {
                [Bits(8)] public partial byte Kind { get; }
                [Rest, OneOf(nameof(Kind)), Case(1, typeof(A))]
                public partial ReadOnlySpan<byte> Body { get; }
            }
            """);

        Assert.Equal(
            [
                "'A' holds itself (B → C → A), so octets would say how deep a parser goes",
                "'B' holds itself (C → A → B), so octets would say how deep a parser goes",
                "'C' holds itself (A → B → C), so octets would say how deep a parser goes",
            ],
            (await run.Diagnostics()).Select(one => one.GetMessage()));
        Assert.Empty(run.Errors());
    }

    [Theory]
    [InlineData(
        "[Rest, Encrypted(typeof(X))] public partial ReadOnlySpan<byte> Body { get; }")]
    [InlineData(
        "[Bits(8)] public partial byte A { get; } "
        + "[Rest, OneOf(nameof(A)), Case(1, typeof(Keyed))] "
        + "public partial ReadOnlySpan<byte> Body { get; }")]
    public Task What_is_never_opened_unasked_may_lead_back(string members) => Says(
        $$"""
        public readonly record struct Key(int Size);
        [Wire] public readonly ref partial struct X { {{members}} }
        [Wire(Context = typeof(Key))] public readonly ref partial struct Keyed
        {
            [Context("Size")] public partial ReadOnlySpan<byte> Icv { get; }
            public partial X Inner { get; }
        }
        """);

    [Theory]
    [InlineData("public X Inner => default;")]
    [InlineData("public static X Inner => default;")]
    public Task A_property_that_is_no_field_holds_nothing(string member) => Says(
        "[Wire] public readonly ref partial struct X "
        + $$"""{ [Bits(8)] public partial byte A { get; } {{member}} }""");

    [Fact]
    public async Task A_case_with_the_context_of_its_sum_is_opened_and_leads_back()
    {
        var run = Of("""
            public readonly record struct Key(int Size);
            [Wire(Context = typeof(Key))] public readonly ref partial struct X
            {
                [Bits(8)] public partial byte A { get; }
                [Context("Size")] public partial ReadOnlySpan<byte> Icv { get; }
                [Rest, OneOf(nameof(A)), Case(1, typeof(X))]
                public partial ReadOnlySpan<byte> Body { get; }
            }
            """);

        Assert.Equal(["WIRE019: typeof(X)"], await run.Complaints());
    }

    [Fact]
    public async Task Types_of_another_assembly_are_passed_through_and_never_lead_back()
    {
        var library = GeneratorRun.Of(GeneratorRun.Compile("Library", $$"""
            namespace Library;
            {{Leaf}}
            [Wire] public readonly ref partial struct Leaves
            {
                [Rest] public partial Many<Leaf> All { get; }
            }
            """)).After;
        using var image = new MemoryStream();
        Assert.True(library.Emit(image).Success);
        var run = GeneratorRun.Of(GeneratorRun.Compile(
            "Sample",
            """
            namespace Sample;
            [Wire] public readonly ref partial struct Leaves
            {
                [Bits(8)] public partial byte A { get; }
                [Rest, OneOf(nameof(A))]
                [Case(1, typeof(Library.Leaves)), Case(2, typeof(Leaves), Name = "Mine")]
                public partial ReadOnlySpan<byte> Body { get; }
            }
            """,
            MetadataReference.CreateFromImage(image.ToArray())));

        Assert.Equal(["WIRE019: typeof(Leaves)"], await run.Complaints());
    }

    [Fact]
    public async Task An_edit_that_closes_or_opens_a_circle_is_seen_in_every_type_on_it()
    {
        var open = GeneratorRun.Of($$"""
            namespace Sample;
            {{Leaf}}
            [Wire] public readonly ref partial struct A
            {
                [Bits(8)] public partial byte Kind { get; }
                public partial B Way { get; }
            }
            [Wire] public readonly ref partial struct B { public partial Leaf Way { get; } }
            """);
        Assert.Empty(await open.Complaints());

        var closed = open.Again(Edited(open, "partial Leaf Way", "partial A Way"));
        Assert.Equal(["WIRE019: Way", "WIRE019: Way"], await closed.Complaints());
        Assert.DoesNotContain(
            "A.TryParse", closed.Sources["Sample.B.g.cs"], StringComparison.Ordinal);

        var again = closed.Again(Edited(closed, "partial A Way", "partial Leaf Way"));
        Assert.Empty(await again.Complaints());
        Assert.Equal(open.Sources, again.Sources);
    }

    private static Compilation Edited(GeneratorRun run, string old, string text)
    {
        var tree = run.Before.SyntaxTrees.Single();
        return run.Before.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(
            tree.ToString().Replace(old, text, StringComparison.Ordinal),
            (CSharpParseOptions)tree.Options));
    }

    private static GeneratorRun Of(string text) => GeneratorRun.Of($$"""
        namespace Sample;
        {{text}}
        {{Leaf}}
        """);

    private static async Task Says(string text, params string[] complaints)
    {
        var run = Of(text);
        Assert.Equal(complaints, await run.Complaints());
        Assert.Empty(run.Errors());
    }
}
