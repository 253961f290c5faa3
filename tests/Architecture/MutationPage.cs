using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Holdfast.Tests.Architecture;

/// <summary>
/// docs/mutation.md: what tests/mutation/run found, folder by folder, and why each mutant that
/// lives does. HOLDFAST_UPDATE_GOLDENS=1 writes its table and its list.
/// </summary>
public sealed class MutationPage
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

    private static readonly Result[] Results =
    [
        .. Repository.Under("tests/mutation/results/", ".json")
            .Select(path => JsonSerializer.Deserialize<Result>(
                Repository.Read(path), JsonSerializerOptions.Web)!),
    ];

    private static readonly Reason[] Reasons =
        [.. ReasonsIn(Repository.Read("tests/mutation/explained.txt"))];

    [Fact]
    public void The_page_is_what_was_measured()
    {
        var path = Path.Combine(Repository.Root, "docs", "mutation.md");
        var text = File.ReadAllText(path);
        var page = text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + "\n"
            + Measured(Results, Reasons);
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(File.ReadAllText(path), page, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void What_was_measured_reaches_its_bar() => Assert.All(
        Results,
        one => Assert.True(one.Score >= (one.Folder == "Codec" ? 85 : 90), one.Folder));

    [Fact]
    public void A_reason_is_for_a_mutant_that_lives() => Rule.Holds(Idle(Results, Reasons));

    [Fact]
    public void A_reason_that_explains_nothing_is_seen_and_scores_are_what_they_say()
    {
        var result = new Result(
            "Dpd", "2026-01-01", "t", Killed: 6, Timeout: 1, Survived: 2, NoCoverage: 1,
            [
                new("src/a.cs", 3, "Survived", "Equality", "a < b", "a <= b"),
                new("src/a.cs", 4, "Survived", "Equality", "b < c", "b <= c"),
                new("src/a.cs", 9, "NoCoverage", "Block", "{ }", "{}"),
            ]);
        var reasons = ReasonsIn("# x\nsrc/a.cs ¦ a < b ¦ a <= b ¦ equal: never so\n").ToArray();
        Assert.Equal((70.0, 77.8), (result.Score, result.ScoreWith(reasons)));
        Rule.Holds(Idle([result], reasons));
        Rule.Bites(Idle([result], ReasonsIn("src/a.cs ¦ a < b ¦ a > b ¦ no").ToArray()), "a > b");

        var page = Measured([result], reasons);
        Assert.Contains("never so", page, StringComparison.Ordinal);
        Assert.Contains("**open**", page, StringComparison.Ordinal);
        Assert.Contains("Not measured: Asymmetric,", page, StringComparison.Ordinal);
    }

    private static string Measured(Result[] results, Reason[] reasons)
    {
        var page = new StringBuilder();
        page.Append(
            "| folder | date | mutants | killed | timeout | survived | no coverage | score "
            + "| without equal ones |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var one in results)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| {one.Folder} | {one.Date} | {one.Mutants} | {one.Killed} | {one.Timeout} "
                + $"| {one.Survived} | {one.NoCoverage} | {one.Score:0.0} % "
                + $"| {one.ScoreWith(reasons):0.0} % |\n");
        }

        var missing = Folders.Except(results.Select(one => one.Folder)).ToArray();
        page.Append(missing.Length == 0
            ? "\nEvery folder was measured.\n"
            : $"\nNot measured: {string.Join(", ", missing)}.\n");
        foreach (var one in results.Where(one => one.Alive.Length > 0))
        {
            page.Append(CultureInfo.InvariantCulture,
                $"\n### {one.Folder}\n\n| where | was | becomes | why it lives |\n");
            page.Append("|---|---|---|---|\n");
            foreach (var mutant in one.Alive)
            {
                var why = reasons.FirstOrDefault(reason => reason.Explains(mutant))?.Why
                    ?? (mutant.Status == "NoCoverage" ? "**open**, no test gets here" : "**open**");
                page.Append(CultureInfo.InvariantCulture,
                    $"| {Path.GetFileName(mutant.File)}:{mutant.Line} | {Code(mutant.Was)} "
                    + $"| {Code(mutant.Becomes)} | {why} |\n");
            }
        }

        return page.ToString();
    }

    private static IEnumerable<string> Idle(Result[] results, Reason[] reasons) => reasons
        .Where(reason => !results.SelectMany(one => one.Alive).Any(reason.Explains))
        .Select(one => $"explained.txt: {one.File}: no mutant {one.Was} to {one.Becomes} lives");

    private static string Code(string text) =>
        text.Length == 0 ? "nothing" : $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static IEnumerable<Reason> ReasonsIn(string text) => text.Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(" ¦ "))
        .Select(parts => new Reason(parts[0], parts[1], parts[2], parts[3]));

    /// <summary>What a run found in a folder.</summary>
    private sealed record Result(
        string Folder, string Date, string Tests,
        int Killed, int Timeout, int Survived, int NoCoverage, Mutant[] Alive)
    {
        public int Mutants => Killed + Timeout + Survived + NoCoverage;

        public double Score => Share(Mutants);

        public double ScoreWith(Reason[] reasons) => Share(
            Mutants - Alive.Count(
                mutant => reasons.Any(reason => reason.IsEqual && reason.Explains(mutant))));

        private double Share(int of) => Math.Round(100.0 * (Killed + Timeout) / of, 1);
    }

    /// <summary>A change that no test saw.</summary>
    private sealed record Mutant(
        string File, int Line, string Status, string Mutator, string Was, string Becomes);

    /// <summary>Why a mutant cannot be told from what it was made of.</summary>
    private sealed record Reason(string File, string Was, string Becomes, string Why)
    {
        public bool IsEqual => Why.StartsWith("equal", StringComparison.Ordinal);

        public bool Explains(Mutant mutant) =>
            (mutant.File, mutant.Was, mutant.Becomes) == (File, Was, Becomes);
    }
}
