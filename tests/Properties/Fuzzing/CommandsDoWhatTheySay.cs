using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Fuzz;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>
/// The commands of docs/fuzzing.md as a person starts them: searches that go on where they ended,
/// findings of every kind, and inputs that are thrown out or run again.
/// </summary>
public sealed partial class CommandsDoWhatTheySay : IDisposable
{
    private readonly DirectoryInfo _state = FuzzProgram.MakeState();

    private string State => _state.FullName;

    /// <inheritdoc/>
    public void Dispose() => _state.Delete(recursive: true);

    [OnLinuxFact]
    public void A_search_that_is_begun_again_goes_on()
    {
        var folder = new Folder(State, "gre");
        var (first, before) = Search("gre");
        Assert.Equal(0, first.Code);
        Assert.Matches(StatusLine(), first.Error.TrimEnd().Split('\n')[^1]);
        Assert.True(before.Executions >= 3000, $"{before}");
        Assert.True(before.Edges > 300 && before.Corpus > 20, $"{before}");
        Assert.Equal((0, 1), (before.Findings, before.Runs));
        string[] corpus = [.. Directory.GetFiles(folder.CorpusPath)];
        Assert.Equal(before.Corpus, corpus.Length);

        var (_, after) = Search("gre");
        Assert.True(after.Executions >= before.Executions + 3000 + corpus.Length, $"{after}");
        Assert.True(after.Edges >= before.Edges && after.Seconds > before.Seconds, $"{after}");
        Assert.Equal(2, after.Runs);
        Assert.Empty(corpus.Except(Directory.GetFiles(folder.CorpusPath)));

        var told = FuzzProgram.Run("sums", "--corpus", State);
        Assert.Equal((0, Figures.Json([("gre", after)])), (told.Code, told.Output));
    }

    [OnLinuxFact]
    public void Every_target_is_named_with_what_is_claimed_of_it()
    {
        Assert.Equal(
            string.Concat(Targets.All.Select(target => target.Name + "\n")),
            FuzzProgram.Run("list", "--names").Output);
        var words = FuzzProgram.Run("list").Output.Split(
            (char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.All(Targets.All, target => Assert.True(
            target.Claim.Length > 20
                && target.Claim.Split(' ').All(words.Contains) && words.Contains(target.Name),
            target.Name));
    }

    /// <summary>What ends a process at the first look at it would end each one that begins anew.
    /// </summary>
    [OnLinuxFact]
    public void Each_kind_of_finding_is_kept_once_and_none_of_them_stops_a_search()
    {
        var folder = new Folder(State, "canary");
        Put(folder, "a", new byte[8]);
        Put(folder, "b", With(CanaryTarget.Hangs, 8));
        Put(folder, "c", With(CanaryTarget.Overflows, 16));
        Put(folder, "d", With(CanaryTarget.Overflows, 8));
        Put(folder, "e", With(CanaryTarget.Throws, 16));
        Put(folder, "f", With(CanaryTarget.Throws, 8));

        // Two inputs each until one ends it, three times; then those that are left, and one more.
        var (answer, sums) = Search("canary", "--executions", "7", "--patience", "1");
        Assert.Equal(1, answer.Code);
        Assert.Equal((3, 4), (sums.Findings, sums.Runs));
        string[] found =
        [
            .. Directory.GetFiles(folder.FindingsPath, "*.bin").Order(StringComparer.Ordinal),
        ];
        Assert.Collection(
            found.Select(Path.GetFileName),
            name => Assert.StartsWith("claim-", name, StringComparison.Ordinal),
            name => Assert.StartsWith("crash-134-", name, StringComparison.Ordinal),
            name => Assert.StartsWith("hang-", name, StringComparison.Ordinal));
        Assert.Equal(With(CanaryTarget.Throws, 8), File.ReadAllBytes(found[0]));
        Assert.Equal(With(CanaryTarget.Overflows, 8), File.ReadAllBytes(found[1]));
        Assert.Equal(With(CanaryTarget.Hangs, 8), File.ReadAllBytes(found[2]));
        Assert.Contains("Stack overflow", Said(found[1]), StringComparison.Ordinal);
        Assert.Contains("no end within", Said(found[2]), StringComparison.Ordinal);

        var thrown = FuzzProgram.Run("reproduce", found[0], "--target", "canary");
        Assert.Equal(1, thrown.Code);
        Assert.StartsWith(
            $"canary: {Path.GetFileNameWithoutExtension(found[0])}\n", thrown.Output,
            StringComparison.Ordinal);
        Assert.Equal(134, FuzzProgram.Run("reproduce", found[1], "--target", "canary").Code);
    }

    [OnLinuxFact]
    public void An_input_runs_again_as_what_its_folder_says()
    {
        var folder = new Folder(State, "gre");
        Put(folder, "one", Inputs.InTree(Targets.Named("gre")!).First());
        var file = Path.Combine(folder.CorpusPath, "one");
        var sound = FuzzProgram.Run("reproduce", file);
        Assert.Equal((0, "gre: every claim holds\n"), (sound.Code, sound.Output));
        Assert.Equal(2, FuzzProgram.Run("reproduce", file + "s").Code);
        Assert.Equal(2, FuzzProgram.Run("reproduce", file, "--target", "nobody").Code);
    }

    [OnLinuxFact]
    public void What_is_left_by_minimising_goes_wherever_all_went()
    {
        var folder = new Folder(State, "canary");
        byte[][] inputs = [.. Inputs.InTree(Targets.Named("gre")!)];
        foreach (var input in inputs)
        {
            folder.Keep(input);
            folder.Keep([.. input, 0]);
            folder.Keep([.. input, 0, 0]);
        }

        // An input that once ended a process does not end this one.
        folder.Keep(With(CanaryTarget.Hangs, 8));
        folder.AddEnded(With(CanaryTarget.Hangs, 8));
        folder.Keep(With(CanaryTarget.Throws, 8));
        byte[][] all = [.. Folder.Inputs(folder.CorpusPath)];

        var first = Minimised();
        byte[][] kept = [.. Folder.Inputs(folder.CorpusPath)];
        Assert.Equal((all.Length, kept.Length), first);
        Assert.InRange(kept.Length, 5, inputs.Length + 1);
        Assert.Equal((kept.Length, kept.Length), Minimised());

        using var parent = new AflParent(FuzzProgram.Instrumented, AflWay.Memory);
        parent.Say(parent.Hear());
        _ = parent.Run(inputs[0]);
        Assert.Equal(
            EdgesOf(parent, all.Where(one => !one.AsSpan().EndsWith(CanaryTarget.Hangs))),
            EdgesOf(parent, kept));
    }

    private (int Before, int After) Minimised()
    {
        var answer = FuzzProgram.Run("minimise", "canary", "--corpus", State);
        Assert.Equal(0, answer.Code);
        var numbers = Minimum().Match(answer.Output);
        Assert.True(numbers.Success, answer.Output);
        return (int.Parse(numbers.Groups[1].Value, null), int.Parse(numbers.Groups[2].Value, null));
    }

    private static int[] EdgesOf(AflParent parent, IEnumerable<byte[]> inputs)
    {
        var edges = new SortedSet<int>();
        foreach (var input in inputs)
        {
            var counts = parent.Run(input).Counts;
            edges.UnionWith(Enumerable.Range(0, counts.Length).Where(at => counts[at] > 0));
        }

        return [.. edges];
    }

    // What the last line of output says, what the folder says and what 'sums' says is one thing.
    private (FuzzAnswer Answer, Sums Sums) Search(string target, params string[] more)
    {
        string[] how = more.Length > 0 ? more : ["--executions", "3000"];
        var answer = FuzzProgram.Run(
            ["run", target, "--corpus", State, "--json", "--for", "60s", .. how]);
        var sums = new Folder(State, target).Sums;
        Assert.Equal(Figures.Line(target, sums) + "\n", answer.Output);
        using var text = JsonDocument.Parse(answer.Output);
        Assert.Equal(
            sums.Executions, text.RootElement.GetProperty("executions").GetInt64());
        return (answer, sums);
    }

    private static void Put(Folder folder, string name, byte[] input) =>
        File.WriteAllBytes(Path.Combine(folder.CorpusPath, name), input);

    private static string Said(string file) =>
        File.ReadAllText(Path.ChangeExtension(file, ".txt"));

    // The word stands at the end.
    private static byte[] With(ReadOnlySpan<byte> word, int length) =>
        [.. new byte[length - word.Length], .. word];

    [GeneratedRegex(
        @"^gre +[\d,]+ executions +[\d,]+/s +[\d,]+ edges +[\d,]+ corpus +0 findings$")]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"^canary: (\d+) inputs, now (\d+)\n$")]
    private static partial Regex Minimum();
}
