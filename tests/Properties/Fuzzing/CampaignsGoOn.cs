using System.Diagnostics;
using System.Text.Json;
using Holdfast.Fuzz.Campaigns;
using Holdfast.Fuzz.Schedules;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>
/// <c>fuzz/campaign</c>: targets over time and cores, sums that go on, and what is written of them.
/// </summary>
public sealed class CampaignsGoOn : IDisposable
{
    private readonly DirectoryInfo _state = FuzzProgram.MakeState();

    private string State => _state.FullName;

    /// <inheritdoc/>
    public void Dispose() => _state.Delete(recursive: true);

    [OnLinuxFact]
    public void Each_target_has_a_turn_and_a_signal_ends_all_with_their_sums()
    {
        var json = Path.Combine(State, "sums.json");
        var page = Path.Combine(State, "page.md");
        File.WriteAllText(page, "before\n<!-- figures -->\nold\n<!-- /figures -->\nbehind\n");
        string[] how = ["--corpus", State, "--json", json, "--cores", "1"];

        // In a second none of the three would have one, had the first one all of it.
        var whole = FuzzProgram.Answer(FuzzProgram.StartCampaign(
            [.. how, "--for", "3s", "--table", page, "gre", "ah", "bfd"]));
        Assert.True(whole.Code == 0, whole.Error);
        var first = Read(json);
        Assert.Equal(["gre", "ah", "bfd"], first.Select(one => one.Target));
        Assert.All(first, one => Assert.True(one.Executions > 0, $"{one}"));
        var table = File.ReadAllText(page);
        Assert.StartsWith(
            "before\n<!-- figures -->\n\n| target |", table, StringComparison.Ordinal);
        Assert.EndsWith("|\n\n<!-- /figures -->\nbehind\n", table, StringComparison.Ordinal);
        Assert.All(first, one => Assert.Contains(
            FormattableString.Invariant($"| {one.Target} | {one.Executions:N0} | "), table,
            StringComparison.Ordinal));

        // What is found there is told by the exit code. No slice ends by itself.
        new Folder(State, "gre").Report("claim-1", [1], "planted");
        var before = new FileInfo(Log("gre")).Length;
        var longer = FuzzProgram.StartCampaign(
            [.. how, "--for", "10m", "--slice", "10m", "gre", "ah"]);
        FuzzProgram.Await(
            "gre logs some more", () => new FileInfo(Log("gre")).Length > before + 200);
        FuzzProgram.Signal(longer, "TERM");
        var ended = FuzzProgram.Answer(longer);
        Assert.Equal(1, ended.Code);
        var second = Read(json);
        Assert.Equal(["gre", "ah"], second.Select(one => one.Target));
        Assert.True(second[0].Executions > first[0].Executions, $"{second[0]}");
        Assert.Equal(first[1].Executions, second[1].Executions);

        // Nobody is left at the folder.
        using var held = new Folder(State, "gre").TryHold();
        Assert.NotNull(held);
    }

    [Fact]
    public void What_is_awaited_in_vain_is_named()
    {
        var asked = 0;
        var thrown = Assert.ThrowsAny<Exception>(() => FuzzProgram.Await(
            "three of five", () => ++asked > 5, TimeSpan.Zero));
        Assert.StartsWith("three of five: not within 00:00:00", thrown.Message,
            StringComparison.Ordinal);
        Assert.Equal(1, asked);
        FuzzProgram.Await("five", () => ++asked > 5);
        Assert.Equal(6, asked);
    }

    [Fact]
    public void A_table_has_a_row_for_each_target_and_what_was_mended()
    {
        var table = Figures.Table(
            [
                ("gre", new Sums { Executions = 12_000, Seconds = 3, Edges = 1687, Corpus = 9 }),
                ("ah", new Sums { Executions = 3_000, Seconds = 2, Edges = 5, Findings = 1 }),
            ],
            [new("ah", "0c8102a1", "one"), new("ah", "0c8102a1", "two"), new("esp", "f0", "no")]);
        Assert.Equal(
            """
            | target | executions | executions/s | edges | corpus | findings |
            |---|---:|---:|---:|---:|---|
            | gre | 12,000 | 4,000 | 1,687 | 9 | 0 |
            | ah | 3,000 | 1,500 | 5 |  | 1; 2 before, mended in 0c8102a1 |
            | all | 15,000 | 3,000 |  |  | 1 |

            """,
            table);
        Assert.Equal(table, Figures.Put("a page without marks", table));
    }

    [Fact]
    public void What_is_in_the_regressions_is_in_the_list_of_what_was_mended()
    {
        var folder = Path.Combine(Inputs.Root, "fuzz", "regressions");
        var listed = MendedFinding.Of(Path.Combine(folder, "mended.tsv"))
            .Select(one => one.Target);
        Assert.Equal(
            Directory.GetDirectories(folder).Select(Path.GetFileName)
                .Order(StringComparer.Ordinal),
            listed.Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Scenarios have numbers there: one more before them, and a regression would play
    /// another one.</summary>
    [Theory]
    [InlineData("clocks-run-ahead", "replication-availability-first-late-lossy")]
    [InlineData("octets-of-two", "replication-availability-first-life")]
    public void A_regression_of_schedules_plays_the_scenario_that_it_was_found_in(
        string input, string scenario) => Assert.Equal(
            scenario,
            new SchedulesTarget().ScenarioOf(File.ReadAllBytes(Path.Combine(
                Inputs.Root, "fuzz", "regressions", "schedules", input))));

    private string Log(string target) => Path.Combine(State, target, "log");

    private static List<(string Target, long Executions)> Read(string file)
    {
        using var text = JsonDocument.Parse(File.ReadAllText(file));
        return
        [
            .. text.RootElement.GetProperty("targets").EnumerateArray().Select(one => (
                one.GetProperty("target").GetString()!,
                one.GetProperty("executions").GetInt64())),
        ];
    }
}
