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
        var first = Search("gre");
        var second = Search("gre");
        Assert.True(first.Executions > 1_000 && first.Edges > 300, $"{first}");
        Assert.True(second.Executions > first.Executions, $"{first}, {second}");
        Assert.True(second.Edges >= first.Edges && second.Corpus >= first.Corpus, $"{second}");

        (long Executions, long Edges, long Corpus) Search(string target)
        {
            var answer = Run(target);
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
        var answer = Run("canary");
        Assert.True(answer.Code == 1, answer.Error);
        var crashes = Path.Combine(_state.FullName, "canary", "afl", "out", "default", "crashes");
        var crash = Directory.GetFiles(crashes, "id:*").First();
        Assert.NotEqual(0, FuzzProgram.Run("reproduce", crash, "--target", "canary").Code);
    }

    private FuzzAnswer Run(string target) => FuzzProgram.Answer(
        FuzzProgram.StartAfl(target, "--corpus", _state.FullName, "-V", "6"));

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
