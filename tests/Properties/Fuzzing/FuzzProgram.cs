using System.Diagnostics;
using Holdfast.Fuzz;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>
/// The fuzzers as a program: what a person starts. Their instrumented copy is made once for all
/// tests.
/// </summary>
internal static class FuzzProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly Lazy<string> Copies = new(MakeFolder);

    private static readonly Lazy<string> Copy = new(() =>
        Holdfast.Fuzz.Campaigns.Instrumented.Program(Copies.Value, TargetRooms.Octets));

    /// <summary>The program as it was built.</summary>
    public static string AsBuilt => typeof(CanaryTarget).Assembly.Location;

    /// <summary>The program in which the rooms of octets count their edges.</summary>
    public static string Instrumented => Copy.Value;

    /// <summary>A folder of campaigns, which has the instrumented copy.</summary>
    public static DirectoryInfo MakeState()
    {
        _ = Instrumented;
        var state = Directory.CreateTempSubdirectory("holdfast");
        Directory.CreateSymbolicLink(Path.Combine(state.FullName, "instrumented"), Copies.Value);
        return state;
    }

    /// <summary>Starts the program in the repository.</summary>
    public static Process Start(params string[] arguments) =>
        Start("dotnet", [AsBuilt, .. arguments]);

    /// <summary>Starts <c>fuzz/campaign</c> with the program as it was built.</summary>
    public static Process StartCampaign(params string[] arguments) =>
        Start("bash", [Path.Combine(Inputs.Root, "fuzz", "campaign"), .. arguments]);

    /// <summary>Starts <c>fuzz/afl</c> with the program as it was built.</summary>
    public static Process StartAfl(params string[] arguments) =>
        Start("bash", [Path.Combine(Inputs.Root, "fuzz", "afl"), .. arguments]);

    /// <summary>Runs the program, and hears what it says.</summary>
    public static FuzzAnswer Run(params string[] arguments) => Answer(Start(arguments));

    /// <summary>Waits for the end of what was started.</summary>
    public static FuzzAnswer Answer(Process started)
    {
        using var process = started;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(error.Result);
        }

        return new(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Waits until something holds of a program that runs.</summary>
    /// <param name="what">What is awaited, for who reads that it did not come.</param>
    /// <param name="holds">Whether it is there.</param>
    /// <param name="patience">How long it may take; null: as long as a program.</param>
    public static void Await(string what, Func<bool> holds, TimeSpan? patience = null)
    {
        var most = patience ?? Patience;
        var since = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < most, $"{what}: not within {most}");
            Thread.Sleep(50);
        }
    }

    /// <summary>Sends a process a signal.</summary>
    public static void Signal(Process process, string name)
    {
        using var kill = Process.Start("bash", ["-c", $"kill -{name} {process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static Process Start(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = Inputs.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOLDFAST_FUZZ_PROGRAM"] = AsBuilt;
        return Process.Start(start)!;
    }

    private static string MakeFolder()
    {
        var folder = Directory.CreateTempSubdirectory("holdfast");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        return folder.FullName;
    }
}

/// <summary>What a program came to.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it wrote to standard error.</param>
internal sealed record FuzzAnswer(int Code, string Output, string Error);
