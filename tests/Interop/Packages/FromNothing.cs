using System.Text.RegularExpressions;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.Packages;

/// <summary>The way of docs/testing.md from nothing to a speaker, line by line.</summary>
[Collection(Consumer.Name)]
public sealed partial class FromNothing(Consumer consumer)
{
    /// <summary>What is not literal: the packages are there, and no other source is asked.</summary>
    [Fact]
    public void The_steps_of_the_page_lead_to_a_speaker_that_builds_without_warnings_and_fails()
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

        var block = Program.Match(page);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), block.Groups[1].Value);
        Consumer.Run(
            folder, "build", "-v:q", "--nologo", "-warnaserror", "-o", whole.File("built"),
            $"-p:RestoreSources={consumer.Feed}", $"-p:RestorePackagesPath={whole.File("own")}",
            $"-p:RestoreFallbackFolders={Known}");
        Assert.Contains(
            "../packages", File.ReadAllText(Path.Combine(folder, "nuget.config")).Replace('\\', '/'));
        Assert.Equal(
            block.Groups[2].Value,
            Consumer.Start(Path.Combine(whole.File("built"), "speaker"), folder, exit: 1)
                .ReplaceLineEndings("\n"));
    }

    /// <summary>Where packages lie that others have made.</summary>
    private static string Known => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Steps { get; }

    [GeneratedRegex(@"```csharp\n(.*?)```\n\n```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program { get; }
}
