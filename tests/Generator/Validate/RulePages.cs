using System.Reflection;
using Holdfast.Codec.Generator.Validate;
using Holdfast.Tests.Generator.Sums;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Holdfast.Tests.Generator.Validate;

/// <summary>The pages of docs/rules are the examples that the diagnostics are tested by.</summary>
public sealed class RulePages
{
    private const BindingFlags Static =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Whatever the assembly of the generator can say: of its analyzers and suppressors,
    /// and what stands ready in a field for the generator itself.</summary>
    private static readonly (string Id, string? Page)[] Sayings =
    [
        .. Made<DiagnosticAnalyzer>()
            .SelectMany(one => one.SupportedDiagnostics)
            .Concat(Kept<DiagnosticDescriptor>())
            .Select(one => (one.Id, (string?)one.HelpLinkUri))
            .Concat(Made<DiagnosticSuppressor>()
                .SelectMany(one => one.SupportedSuppressions)
                .Concat(Kept<SuppressionDescriptor>())
                .Select(one => (one.Id, (string?)null)))
            .Distinct().OrderBy(one => one.Id, StringComparer.Ordinal),
    ];

    public static TheoryData<string> All => [.. RulePage.Ids];

    public static TheoryData<string> OfWires => [.. RulePage.Ids.Where(IsOfWires)];

    public static TheoryData<string> OfSums => [.. RulePage.Ids.Where(id => !IsOfWires(id))];

    [Theory, MemberData(nameof(All))]
    public async Task The_wrong_example_has_one_complaint_at_the_words_of_the_page(string id)
    {
        var page = RulePage.Of(id);

        Assert.Equal([$"{page.Complaint}: {page.Squiggle}"], IsOfWires(id)
            ? await page.Wrong.Run().Complaints()
            : await SumCompiler.Complaints(page.Wrong.Text));
    }

    [Theory, MemberData(nameof(OfWires))]
    public async Task The_right_example_compiles_without_a_complaint(string id)
    {
        var run = RulePage.Of(id).Right.Run();

        Assert.Empty(await run.Complaints());
        Assert.Empty(run.Errors());
        Assert.NotEmpty(run.Sources);
    }

    /// <summary>What the compiler alone would say of it is what the rule lifts, if it lifts
    /// anything.</summary>
    [Theory, MemberData(nameof(OfSums))]
    public async Task A_right_hierarchy_compiles_without_a_complaint(string id)
    {
        var page = RulePage.Of(id);

        Assert.Empty(await SumCompiler.Complaints(page.Right.Text));
        Assert.Equal(
            page.Complaint == id ? [] : [$"{page.Complaint}: {page.Squiggle}"],
            SumCompiler.CompilerComplaints(page.Right.Text));
    }

    [Fact]
    public void Whatever_the_generator_and_the_analyzers_say_has_a_page_and_there_is_no_other()
    {
        Assert.Equal(Sayings.Select(one => one.Id), RulePage.Ids);
        Assert.Contains(Sayings, one => one is { Id: "SUM001", Page: null });
        Assert.All(Sayings, one => Assert.True(
            one.Page is null || one.Page == $"docs/rules/{one.Id}.md", $"{one}"));
    }

    /// <summary>A package brings one assembly to the compiler: nobody else in the repository may
    /// say something of somebody's code.</summary>
    [Fact]
    public void Nobody_else_has_something_to_say() => Assert.All(
        RulePage.Sources.Where(file => !file.StartsWith(
            "src/Codec.Generator/", StringComparison.Ordinal)),
        file => Assert.DoesNotContain(
            "DiagnosticDescriptor", RulePage.Read(file), StringComparison.Ordinal));

    [Fact]
    public void Every_rule_has_a_line_in_the_release_notes()
    {
        var rules = Made<DiagnosticAnalyzer>().SelectMany(one => one.SupportedDiagnostics)
            .Select(rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}")
            .Order(StringComparer.Ordinal)
            .ToArray();

        Assert.Contains(rules, rule => rule.StartsWith("SUM002", StringComparison.Ordinal));
        Assert.Equal(rules, RulePage.Releases.Order(StringComparer.Ordinal));
    }

    private static bool IsOfWires(string id) => id.StartsWith("WIRE", StringComparison.Ordinal);

    private static IEnumerable<T> Made<T>() => typeof(WireAnalyzer).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, ContainsGenericParameters: false }
            && typeof(T).IsAssignableFrom(type))
        .Select(type => (T)Activator.CreateInstance(type)!);

    private static IEnumerable<T> Kept<T>() => typeof(WireAnalyzer).Assembly.GetTypes()
        .Where(type => !type.ContainsGenericParameters)
        .SelectMany(type => type.GetFields(Static))
        .Where(field => field.FieldType == typeof(T))
        .Select(field => (T)field.GetValue(null)!);
}
