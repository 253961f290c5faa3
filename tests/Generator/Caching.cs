using Holdfast.Codec.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Holdfast.Tests.Generator;

/// <summary>An edit costs the types that it changes, and no other.</summary>
public sealed class Caching
{
    private const string Text = """
        namespace Sample;

        [Wire]
        public readonly ref partial struct First
        {
            [Bits(8)] public partial byte Kind { get; }
        }

        [Wire]
        public readonly ref partial struct Second
        {
            [Rest] public partial Many<First> All { get; }
        }

        [Registry("protocols.csv")] public readonly partial record struct Protocol(byte Value);
        """;

    private const string Table = "value,identifier,label,reference\n50,Esp,ESP,RFC 4303\n";

    private static readonly string[] Steps =
    [
        WireGenerator.WireStep, WireGenerator.CatalogueStep, WireGenerator.RegistryTypeStep,
        WireGenerator.RegistryTableStep, WireGenerator.RegistryStep,
    ];

    [Fact]
    public void An_edit_elsewhere_changes_nothing()
    {
        var run = GeneratorRun.Of(Text, ("protocols.csv", Table));

        var again = run.Again(run.Before.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText("class Elsewhere { int x; }", new(LanguageVersion.CSharp14))));

        Assert.All(Steps, step => Assert.All(Reasons(again, step), AssertIdle));
        Assert.All(Outputs(again), AssertIdle);
        Assert.NotEmpty(Outputs(again));
    }

    [Fact]
    public void An_edit_of_comments_and_blank_lines_writes_nothing()
    {
        var run = GeneratorRun.Of(Text, ("protocols.csv", Table));

        var again = run.Again(Edited(run, "[Wire]", "// A comment.\n\n[Wire]"));

        Assert.All(Outputs(again), AssertIdle);
    }

    [Fact]
    public void A_change_of_one_type_writes_that_type_alone()
    {
        var run = GeneratorRun.Of(Text, ("protocols.csv", Table));

        var again = run.Again(Edited(run, "[Bits(8)]", "[Bits(8), NonZero]"));

        Assert.Equal(
            [IncrementalStepRunReason.Modified],
            Outputs(again).Where(reason => !IsIdle(reason)));
        Assert.Contains("NonZero", again.Sources["Sample.First.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_an_element_reaches_the_types_that_depend_on_what_changed()
    {
        var run = GeneratorRun.Of(Text, ("protocols.csv", Table));

        var again = run.Again(Edited(run, "[Bits(8)]", "[Bits(8), More(0, 1)]"));

        Assert.Equal(2, Outputs(again).Count(reason => !IsIdle(reason)));
    }

    [Fact]
    public void A_change_of_a_table_writes_its_enumeration_alone()
    {
        var run = GeneratorRun.Of(Text, ("protocols.csv", Table));

        var again = run.AgainWith("protocols.csv", Table + "51,Ah,AH,RFC 4302\n");

        Assert.Equal(
            [IncrementalStepRunReason.Modified],
            Outputs(again).Where(reason => !IsIdle(reason)));
        Assert.Contains("Ah => new(51)", again.Sources["Sample.Protocol.g.cs"],
            StringComparison.Ordinal);
    }

    private static Compilation Edited(GeneratorRun run, string old, string text)
    {
        var tree = run.Before.SyntaxTrees.Single();
        var source = tree.ToString();
        var at = source.IndexOf(old, StringComparison.Ordinal);
        var edited = source[..at] + text + source[(at + old.Length)..];
        return run.Before.ReplaceSyntaxTree(
            tree, CSharpSyntaxTree.ParseText(edited, (CSharpParseOptions)tree.Options));
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRun run, string step) =>
        run.Driver.GetRunResult().Results[0].TrackedSteps[step]
            .SelectMany(one => one.Outputs)
            .Select(output => output.Reason);

    private static List<IncrementalStepRunReason> Outputs(GeneratorRun run) =>
        [.. run.Driver.GetRunResult().Results[0].TrackedOutputSteps
            .SelectMany(step => step.Value)
            .SelectMany(one => one.Outputs)
            .Select(output => output.Reason)];

    private static bool IsIdle(IncrementalStepRunReason reason) =>
        reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;

    private static void AssertIdle(IncrementalStepRunReason reason) =>
        Assert.True(IsIdle(reason), reason.ToString());
}
