using System.Diagnostics;
using System.Text.RegularExpressions;
using Holdfast.Codec;
using Holdfast.Codec.Generator;

namespace Holdfast.Tests.Generator.Validate;

/// <summary>The compiler and the build of the SDK that runs the tests, each as a process.</summary>
internal static partial class CompilerRun
{
    private static readonly string Dotnet = Environment.ProcessPath is { } path
        && Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? path
            : "dotnet";

    public static string Library => typeof(WireAttribute).Assembly.Location;

    public static string Generator => typeof(WireGenerator).Assembly.Location;

    /// <summary>Compiles files of a folder with the generator and its analyzers.</summary>
    /// <param name="folder">Where the sources and tables lie, and nothing else.</param>
    /// <returns>"File.cs(line,column): error ID" of every error, in order.</returns>
    public static string[] Compile(string folder)
    {
        var compiler = Path.Combine(Sdk(), "Roslyn", "bincore", "csc.dll");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(one => Path.GetFileName(one).StartsWith("System.", StringComparison.Ordinal))
            .Append(Library);
        var response = Path.Combine(folder, "options.rsp");
        File.WriteAllLines(
            response,
            [
                "/nologo", "/target:library", "/langversion:14", "/nullable:enable",
                $"/out:\"{Path.Combine(folder, "out.dll")}\"",
                $"/analyzer:\"{Generator}\"",
                .. references.Select(one => $"/reference:\"{one}\""),
                .. Files(folder, "*.csv").Select(one => $"/additionalfile:\"{one}\""),
                .. Files(folder, "*.cs").Select(one => $"\"{one}\""),
            ]);
        return Errors(Run(folder, [compiler, "/noconfig", "@" + response]));
    }

    /// <summary>Builds the project of a folder.</summary>
    /// <inheritdoc cref="Compile"/>
    public static string[] Build(string folder) => Errors(Run(
        folder,
        [
            "build", "--nologo", "-v", "quiet", "-nodeReuse:false",
            "-p:UseSharedCompilation=false",
        ]));

    private static string[] Files(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];

    private static string Sdk()
    {
        // "10.0.401 [/usr/share/dotnet/sdk]": the last is the newest.
        var line = Run(AppContext.BaseDirectory, ["--list-sdks"]).Trim().Split('\n')[^1];
        var match = SdkLine().Match(line);
        Assert.True(match.Success, line);
        return Path.Combine(match.Groups["folder"].Value, match.Groups["version"].Value);
    }

    private static string Run(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(Dotnet, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the test host was started with is not meant for a compiler.
        foreach (var name in start.Environment.Keys
            .Where(name => name.Contains("MSBUILD", StringComparison.OrdinalIgnoreCase))
            .ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var complaint = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said + complaint.Result;
    }

    private static string[] Errors(string said) =>
    [
        .. Line().Matches(said)
            .Select(one => $"{Path.GetFileName(one.Groups["file"].Value)}{one.Groups["rest"]}")
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"^\s*(?<file>[^\s(][^(]*)(?<rest>\(\d+,\d+\): error \w+)",
        RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?<version>\S+) \[(?<folder>.+)\]$")]
    private static partial Regex SdkLine();
}
