using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Cli;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>The tool, run in this process with its output caught.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record ToolRun(int Code, string Output, string Error)
{
    private static readonly string Root = FindRoot();

    /// <summary>The lines of standard output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A file of the repository.</summary>
    public static string File(string path) => Path.Combine(Root, path);

    /// <summary>Runs the tool.</summary>
    public static Task<ToolRun> Of(params string[] arguments) => With([], arguments);

    /// <summary>Runs the tool with octets on standard input.</summary>
    public static async Task<ToolRun> With(byte[] input, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var terminal = new Terminal(new MemoryStream(input), output, error, false);
        var code = await Tool.RunAsync(arguments, terminal);
        return new ToolRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    /// <summary>
    /// Compares text with a snapshot; HOLDFAST_UPDATE_GOLDENS=1 writes it instead, for a review.
    /// </summary>
    public static void Snapshot(string name, string text)
    {
        var path = Path.Combine(Here(), "Snapshots", name);
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            System.IO.File.WriteAllText(path, text);
        }

        Assert.Equal(System.IO.File.ReadAllText(path), text);
    }

    private static string FindRoot()
    {
        var folder = Here();
        while (!System.IO.File.Exists(Path.Combine(folder, "Protocol.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
