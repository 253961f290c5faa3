using Holdfast.Codec.Generator.Validate;

namespace Holdfast.Tests.Generator.Validate;

/// <summary>The pages of docs/rules are the examples that the diagnostics are tested by.</summary>
public sealed class RulePages
{
    public static TheoryData<string> All => [.. RulePage.Ids];

    [Theory, MemberData(nameof(All))]
    public async Task The_wrong_example_has_one_complaint_at_the_words_of_the_page(string id)
    {
        var page = RulePage.Of(id);

        Assert.Equal([$"{id}: {page.Squiggle}"], await page.Wrong.Run().Complaints());
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_right_example_compiles_without_a_complaint(string id)
    {
        var run = RulePage.Of(id).Right.Run();

        Assert.Empty(await run.Complaints());
        Assert.Empty(run.Errors());
        Assert.NotEmpty(run.Sources);
    }

    [Fact]
    public void Every_rule_has_a_page_and_a_line_in_the_release_notes()
    {
        var rules = new WireAnalyzer().SupportedDiagnostics
            .Select(rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}")
            .Order(StringComparer.Ordinal)
            .ToArray();

        Assert.Equal(rules.Select(rule => rule[..7]), RulePage.Ids);
        Assert.Equal(rules, RulePage.Releases.Order(StringComparer.Ordinal));
    }
}
