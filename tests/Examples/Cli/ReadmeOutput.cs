using System.Diagnostics;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>The README shows what the tool prints, to the letter.</summary>
public sealed class ReadmeOutput
{
    [Fact]
    public void The_output_in_the_readme_is_what_the_tool_prints()
    {
        var root = Root();
        var shown = Block(root, 1);
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

    [Fact]
    public async Task The_decrypted_lines_in_the_readme_are_what_the_tool_prints()
    {
        var shown = Block(Root(), 2).Split('\n');
        var run = await ToolRun.Of(
            "decode", "--keys", ToolRun.File("samples/captures/tour.keys.json"),
            ToolRun.File("samples/captures/tour.pcap"));
        Assert.Equal(0, run.Code);
        Assert.Equal(5, shown.Length);
        Assert.Equal(shown, run.Lines.Intersect(shown));
        Assert.DoesNotContain("icv bad", run.Output);
    }

    private static string Block(string root, int number)
    {
        var readme = File.ReadAllText(Path.Combine(root, "README.md")).ReplaceLineEndings("\n");
        return readme.Split("```text\n")[number].Split("\n```")[0];
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
