using System.Text.RegularExpressions;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.Packages;

/// <summary>The way of docs/testing.md from nothing to a speaker, line by line.</summary>
[Collection(Consumer.Name)]
public sealed partial class FromNothing(Consumer consumer)
{
    /// <summary>What is not literal: the packages are there (<see cref="Consumer"/> packs the
    /// solution, as the first line does), and no other source is asked.</summary>
    [Fact]
    public void The_steps_of_the_page_lead_to_a_speaker_that_fails_and_on_to_one_that_passes()
    {
        using var whole = new TemporaryFolder();
        var folder = Directory.CreateDirectory(whole.File("clone")).FullName;
        Directory.CreateSymbolicLink(whole.File("packages"), consumer.Feed);
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/testing.md"))
            .ReplaceLineEndings("\n");
        page = page[page.IndexOf("## From nothing", StringComparison.Ordinal)..];
        var steps = Steps.Match(page).Groups[1].Value.TrimEnd().Split('\n');
        Assert.Equal("dotnet pack Protocol.sln -c Release -o ../packages", steps[0]);
        foreach (var step in steps.Skip(1))
        {
            var words = step.Split(' ');
            if (words[0] == "cd")
            {
                folder = Path.GetFullPath(Path.Combine(folder, words[1]));
                continue;
            }

            Assert.Equal("dotnet", words[0]);
            Consumer.Run(folder, [.. words[1..], .. (string[])(words[1] == "add"
                ? ["--no-restore"] : [])]);
        }

        var others = OfOthers(whole.File("others"));
        var block = Program.Match(page);
        var (program, fails) = (block.Groups[1].Value, block.Groups[2].Value);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        Assert.Equal(fails, BuiltAndRun(exit: 1));
        var sources = File.ReadAllText(Path.Combine(folder, "nuget.config"));
        Assert.Contains("../packages", sources.Replace('\\', '/'));

        // Where the page ends, in place of the class that says nothing.
        var speaker = File.ReadAllText(Path.Combine(
            Repository.Root, "docs", End.Match(page).Groups[1].Value));
        var from = program.IndexOf(Class, StringComparison.Ordinal);
        Assert.Contains(Class, speaker, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program[..from]);
        File.WriteAllText(Path.Combine(folder, "Speaker.cs"), speaker);
        var passes = BuiltAndRun(exit: 0).TrimEnd('\n').Split('\n');
        Assert.All(passes, line => Assert.StartsWith("✓ ", line, StringComparison.Ordinal));
        Assert.Equal(Properties(fails.Split('\n')), Properties(passes));

        string BuiltAndRun(int exit)
        {
            Consumer.Run(
                folder, "build", "-v:q", "--nologo", "-warnaserror", "-o", whole.File("built"),
                $"-p:RestoreSources={consumer.Feed}",
                $"-p:RestorePackagesPath={whole.File("own")}",
                $"-p:RestoreFallbackFolders={others}");
            return Consumer.Start(Path.Combine(whole.File("built"), "speaker"), folder, exit)
                .ReplaceLineEndings("\n");
        }
    }

    private const string Class = "internal sealed class Speaker(HsrpSettings set)\n{";

    private static string[] Properties(string[] lines) =>
    [
        .. lines.Where(line => line.StartsWith('✓') || line.StartsWith('✗'))
            .Select(line => line[2..line.IndexOf(", seed", StringComparison.Ordinal)]),
    ];

    /// <summary>Packages that others have made, of those that lie here: ours may be older ones of
    /// the same version.</summary>
    private static string OfOthers(string folder)
    {
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                ".nuget/packages");
        Directory.CreateDirectory(folder);
        foreach (var one in Directory.GetDirectories(known))
        {
            var name = Path.GetFileName(one);
            if (!name.StartsWith("holdfast.", StringComparison.Ordinal))
            {
                Directory.CreateSymbolicLink(Path.Combine(folder, name), one);
            }
        }

        return folder;
    }

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Steps { get; }

    [GeneratedRegex(@"```csharp\n(.*?)```\n\n```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program { get; }

    [GeneratedRegex(@"\]\((\S+/Speaker\.cs)\) is where that ends")]
    private static partial Regex End { get; }
}
