using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Architecture;

/// <summary>
/// docs/mutation.md: what tests/mutation/run and tests/mutation/ask found, folder by folder, and
/// why
/// each mutant that lives does. HOLDFAST_UPDATE_GOLDENS=1 writes its tables and its lists.
/// </summary>
public sealed partial class MutationPage
{
    private const string Begin = "<!-- made from tests/mutation/results -->";

    /// <summary>What has to be mutated: the folders of machines, and the codec.</summary>
    private static readonly string[] Folders =
    [
        .. Repository.Entries("src/StateMachines/")
            .Where(name => !name.EndsWith(".cs", StringComparison.Ordinal)
                && Directory.Exists(Path.Combine(Repository.Root, "src/StateMachines", name)))
            .Append("Codec").Order(StringComparer.Ordinal),
    ];

    private const string Sampled = "tests/mutation/results/sample/";

    private static readonly MutationResult[] Results = ResultsIn(path => !IsSample(path));

    private static readonly MutationResult[] Samples = ResultsIn(IsSample);

    private static readonly MutationReason[] Reasons =
        [.. ReasonsIn(Repository.Read("tests/mutation/explained.txt"))];

    private static readonly Lazy<HashSet<string>> TestNames = new(() =>
    [
        .. from path in Repository.Under("tests/", ".cs")
           from Match name in MethodName().Matches(Repository.Read(path))
           select name.Groups[1].Value,
    ]);

    [Fact]
    public void The_page_is_what_was_measured()
    {
        var path = Path.Combine(Repository.Root, "docs", "mutation.md");
        var text = File.ReadAllText(path);
        var page = text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + "\n"
            + Measured(Results, Samples, Reasons);
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(File.ReadAllText(path), page, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void What_was_measured_whole_reaches_its_bar() => Assert.All(
        Results, one => Assert.True(one.Score >= one.Bar, one.Folder));

    /// <summary>Of a folder alone a sample says too little.</summary>
    [Fact]
    public void What_was_asked_in_a_sample_reaches_its_bar()
    {
        Rule.Holds(MutationSamples.Below(Samples));
        Rule.Bites(
            MutationSamples.Below(
            [
                new("Dpd", "", Killed: 89, 0, Survived: 11, 0, []) { Mutants = 100 },
                new("Rri", "", Killed: 90, 0, Survived: 10, 0, []) { Mutants = 100 },
            ]),
            "all state machines");
        Rule.Bites(
            MutationSamples.Below([new("Codec", "", Killed: 84, 0, Survived: 16, 0, [])]), "Codec");
    }

    [Fact]
    public void A_reason_is_for_a_mutant_that_lives() =>
        Rule.Holds(Idle([.. Results, .. Samples], Reasons));

    [Fact]
    public void What_lives_has_a_reason()
    {
        Rule.Holds(Open([.. Results, .. Samples], Reasons));
        var alive = new MutationResult.Mutant("src/a.cs", 3, "Survived", "Equality", "a", "b");
        var result = new MutationResult("Dpd", "", Killed: 9, 0, Survived: 1, 0, [alive]);
        Rule.Bites(Open([result], ReasonsIn("src/a.cs ¦ a ¦ c ¦ equal: no").ToArray()), "a.cs:3");
    }

    [Fact]
    public void A_test_that_a_reason_names_is_there()
    {
        Rule.Holds(Gone(Reasons));
        Rule.Bites(
            Gone(ReasonsIn("src/a.cs ¦ a ¦ b ¦ seen since: `Nobody_has_it`").ToArray()),
            "Nobody_has_it");
    }

    [Fact]
    public void A_reason_that_explains_nothing_is_seen_and_scores_are_what_they_say()
    {
        var result = new MutationResult(
            "Dpd", "2026-01-01", Killed: 6, Timeout: 1, Survived: 2, NoCoverage: 1,
            [
                new("src/a.cs", 3, "Survived", "Equality", "a < b", "a <= b"),
                new("src/a.cs", 4, "Survived", "Equality", "b < c", "b <= c"),
                new("src/a.cs", 9, "NoCoverage", "Block", "{ }", "{}"),
            ]);
        var reasons = ReasonsIn("# x\nsrc/a.cs ¦ a < b ¦ a <= b ¦ equal: never so\n").ToArray();
        Assert.Equal((70.0, 77.8), (result.Score, result.ScoreWith(reasons)));
        Rule.Holds(Idle([result], reasons));
        Rule.Bites(Idle([result], ReasonsIn("src/a.cs ¦ a < b ¦ a > b ¦ no").ToArray()), "a > b");

        var page = Measured([result], [result with { Mutants = 50, Seed = 1 }], reasons);
        Assert.Contains("never so", page, StringComparison.Ordinal);
        Assert.Contains("**open**", page, StringComparison.Ordinal);
        Assert.Contains("Not measured whole: Asymmetric,", page, StringComparison.Ordinal);
        Assert.Contains("| Dpd | 2026-01-01 | 50 | 10 |", page, StringComparison.Ordinal);
        Assert.Contains("The bar of 90 % is not reached", page, StringComparison.Ordinal);
        Assert.Contains("Nothing was asked of: Asymmetric,", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_folder_of_machines_gave_the_same_share_of_its_mutants()
    {
        var machines = Samples.Where(one => one.IsMachine).ToArray();
        Rule.Holds(MutationSamples.Uneven(machines));
        Rule.Bites(
            MutationSamples.Uneven(
            [
                new("Dpd", "", Killed: 9, 0, 0, 0, []) { Mutants = 100 },
                new("Rri", "", Killed: 20, 0, 0, 0, []) { Mutants = 100 },
            ]),
            "Rri");
    }

    [Fact]
    public void A_sample_says_how_far_from_the_truth_it_may_be()
    {
        // Wilson's interval at 95 %, as tables of it print it.
        Assert.Equal((82.6, 94.5), MutationSamples.Interval(90, 100));
        Assert.Equal((0.0, 27.8), MutationSamples.Interval(0, 10));
        Assert.Equal((72.2, 100.0), MutationSamples.Interval(10, 10));
    }

    private static string Measured(
        MutationResult[] whole, MutationResult[] samples, MutationReason[] reasons)
    {
        var page = new StringBuilder("\n## A sample of all\n\n");
        page.Append(MutationSamples.Table(samples, reasons));
        var unasked = Folders.Except(samples.Select(one => one.Folder)).ToArray();
        page.Append(unasked.Length > 0
            ? $"\nNothing was asked of: {string.Join(", ", unasked)}.\n"
            : "\nEvery folder was asked about.\n");
        foreach (var one in samples)
        {
            Alive(page, $"{one.Folder}, of the sample", one, reasons);
        }

        page.Append("\n## Folders measured whole\n\n");
        page.Append(
            "| folder | date | mutants | killed | timeout | survived | no coverage | score "
            + "| without equal ones |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var one in whole)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| {one.Folder} | {one.Date} | {one.Asked} | {one.Killed} | {one.Timeout} "
                + $"| {one.Survived} | {one.NoCoverage} | {one.Score:0.0} % "
                + $"| {one.ScoreWith(reasons):0.0} % |\n");
        }

        var missing = Folders.Except(whole.Select(one => one.Folder)).ToArray();
        page.Append(missing.Length == 0
            ? "\nEvery folder was measured whole.\n"
            : $"\nNot measured whole: {string.Join(", ", missing)}.\n");
        foreach (var one in whole)
        {
            Alive(page, one.Folder, one, reasons);
        }

        return page.ToString();
    }

    private static void Alive(
        StringBuilder page, string head, MutationResult one, MutationReason[] reasons)
    {
        if (one.Alive.Length == 0)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture,
            $"\n### {head}\n\n| where | was | becomes | why it lives |\n|---|---|---|---|\n");
        foreach (var mutant in one.Alive)
        {
            var why = reasons.FirstOrDefault(reason => reason.Explains(mutant))?.Why
                ?? (mutant.Status == "NoCoverage" ? "**open**, no test gets here" : "**open**");
            page.Append(CultureInfo.InvariantCulture,
                $"| {Path.GetFileName(mutant.File)}:{mutant.Line} | {Code(mutant.Was)} "
                + $"| {Code(mutant.Becomes)} | {why} |\n");
        }
    }

    private static bool IsSample(string path) => path.StartsWith(Sampled, StringComparison.Ordinal);

    private static MutationResult[] ResultsIn(Func<string, bool> where) =>
    [
        .. Repository.Under("tests/mutation/results/", ".json").Where(where)
            .Select(path => JsonSerializer.Deserialize<MutationResult>(
                Repository.Read(path), JsonSerializerOptions.Web)!),
    ];

    private static IEnumerable<string> Idle(
        MutationResult[] results, MutationReason[] reasons) => reasons
        .Where(reason => !results.SelectMany(one => one.Alive).Any(reason.Explains))
        .Select(one => $"explained.txt: {one.File}: no mutant {one.Was} to {one.Becomes} lives");

    private static IEnumerable<string> Open(
        MutationResult[] results, MutationReason[] reasons) =>
        from result in results
        from mutant in result.Alive
        where !reasons.Any(reason => reason.Explains(mutant))
        select $"{mutant.File}:{mutant.Line}: {mutant.Was} to {mutant.Becomes} lives, "
            + "and explained.txt does not say why";

    private static IEnumerable<string> Gone(MutationReason[] reasons) =>
        from reason in reasons
        from Match name in TestName().Matches(reason.Why)
        where !TestNames.Value.Contains(name.Groups[1].Value)
        select $"explained.txt: {reason.File}: no test has the name {name.Groups[1].Value}";

    private static string Code(string text) =>
        text.Length == 0 ? "nothing" : $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static IEnumerable<MutationReason> ReasonsIn(string text) => text.Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(" ¦ "))
        .Select(parts => new MutationReason(parts[0], parts[1], parts[2], parts[3]));

    [GeneratedRegex(@"`([A-Z]\w*_\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@" public (?:async )?\w+ ([A-Z]\w*_\w+)\(")]
    private static partial Regex MethodName();
}
