using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>
/// <c>fuzz/afl</c>: afl-fuzz itself at a target, told as the loop in one process is, and gone on
/// with where it ended.
/// </summary>
public sealed partial class AflPlusPlusGoesOn : IDisposable
{
    private readonly DirectoryInfo _state = FuzzProgram.MakeState();

    /// <inheritdoc/>
    public void Dispose() => _state.Delete(recursive: true);

    [OnAflFact]
    public void A_search_that_is_begun_again_goes_on_and_says_how_it_goes()
    {
        var first = Search("gre", 20_000);
        var second = Search("gre", 40_000);
        Assert.True(first.Executions > 1_000 && first.Edges > 300, $"{first}");
        Assert.True(second.Executions > first.Executions, $"{first}, {second}");
        Assert.True(second.Edges >= first.Edges && second.Corpus >= first.Corpus, $"{second}");

        (long Executions, long Edges, long Corpus) Search(string target, int most)
        {
            var answer = Run(target, most);
            Assert.True(answer.Code == 0, answer.Error);
            var line = StatusLine().Match(answer.Error.TrimEnd().Split('\n')[^1]);
            Assert.True(line.Success, answer.Error);
            return (Of(line, "executions"), Of(line, "edges"), Of(line, "corpus"));
        }
    }

    [OnAflFact]
    public void What_it_finds_is_told_by_the_exit_code_and_runs_again()
    {
        // The dictionary of this target has the words that end it.
        var crashes = Path.Combine(
            _state.FullName, "canary", "afl", "out", "default", "crashes");
        string[] Found() => Directory.Exists(crashes) ? Directory.GetFiles(crashes, "id:*") : [];
        var search = FuzzProgram.StartAfl("canary", "--corpus", _state.FullName);
        FuzzProgram.Await("a crash of the canary", () => Found().Length > 0);
        FuzzProgram.Signal(search, "TERM");
        var answer = FuzzProgram.Answer(search);
        Assert.True(answer.Code == 1, answer.Error);
        Assert.Contains(
            FuzzProgram.Run("reproduce", Found()[0], "--target", "canary").Code,
            (int[])[1, 134]);
    }

    // So many executions, however long they take.
    private FuzzAnswer Run(string target, int most) => FuzzProgram.Answer(
        FuzzProgram.StartAfl(target, "--corpus", _state.FullName, "-E", $"{most}", "-V", "120"));

    private static long Of(Match line, string name) => long.Parse(
        line.Groups[name].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^gre +(?<executions>[\d,]+) executions +[\d,]+/s +(?<edges>[\d,]+) edges +"
        + @"(?<corpus>[\d,]+) corpus +0 findings$")]
    private static partial Regex StatusLine();
}

/// <summary>A test that needs AFL++.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnAflFactAttribute : FactAttribute
{
    /// <summary>Skips where it is not.</summary>
    public OnAflFactAttribute() => Skip = !OperatingSystem.IsLinux() ? "needs Linux"
        : File.Exists("/usr/bin/afl-fuzz") ? null
        : "needs afl-fuzz, of Debian's afl++";
}
