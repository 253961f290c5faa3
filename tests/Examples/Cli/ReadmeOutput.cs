using System.Diagnostics;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>The README shows what the tool prints, to the letter.</summary>
public sealed class ReadmeOutput
{
    [Fact]
    public void The_output_in_the_readme_is_what_the_tool_prints()
    {
        var root = Root();
        var readme = File.ReadAllText(Path.Combine(root, "README.md")).ReplaceLineEndings("\n");
        var shown = readme.Split("```text\n")[1].Split("\n```")[0];

        var tool = Path.Combine(AppContext.BaseDirectory, "holdfast.dll");
        var capture = Path.Combine(root, "samples", "captures", "tour.pcap");
        var start = new ProcessStartInfo("dotnet", [tool, "decode", capture])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var printed = process.StandardOutput.ReadToEnd().ReplaceLineEndings("\n");
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(shown, printed.TrimEnd('\n'));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Protocol.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
