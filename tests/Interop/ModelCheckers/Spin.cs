using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.ModelCheckers;

/// <summary>What Spin found in a model.</summary>
/// <param name="States">States, each stored once.</param>
/// <param name="Errors">What it found wrong, such as an assertion.</param>
internal sealed record Searched(long States, int Errors)
{
    /// <summary>Transitions, and one for the beginning.</summary>
    public long Transitions { get; init; }
}

/// <summary>Spin, and the compiler that it needs.</summary>
internal static partial class Spin
{
    // No timing assertion: only a search that hangs takes so long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Why it can't be run; null: it can.</summary>
    public static string? Missing { get; } =
        new[] { "spin", "gcc" }.Where(name => !IsThere(name)).ToList() is { Count: > 0 } missing
            ? $"{string.Join(" and ", missing)} not installed: nobody else counts states"
            : null;

    /// <summary>Makes a verifier of a model, and lets it search everything.</summary>
    /// <param name="folder">Where the verifier is made.</param>
    /// <param name="model">The file.</param>
    /// <param name="defines">What is defined for it: "CMAX=2".</param>
    public static Searched Search(string folder, string model, params string[] defines)
    {
        Run(folder, "spin", [.. defines.Select(one => $"-D{one}"), "-a", model]);
        Run(folder, "gcc", "-O1", "-DSAFETY", "-o", "pan", "pan.c");
        var said = Run(folder, Path.Combine(folder, "pan"), "-m5000000", "-w22");
        return new(
            long.Parse(States().Match(said).Groups[1].Value, CultureInfo.InvariantCulture),
            int.Parse(Errors().Match(said).Groups[1].Value, CultureInfo.InvariantCulture))
        {
            Transitions = long.Parse(
                Transitions().Match(said).Groups[1].Value, CultureInfo.InvariantCulture),
        };
    }

    private static string Run(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var complaint = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} does not come to an end");
        }

        return process.ExitCode == 0
            ? said.Result
            : throw new InvalidOperationException($"{program}: {said.Result}{complaint.Result}");
    }

    private static bool IsThere(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, name)));

    [GeneratedRegex(@"(\d+) states, stored")]
    private static partial Regex States();

    [GeneratedRegex(@"(\d+) transitions")]
    private static partial Regex Transitions();

    [GeneratedRegex(@"errors: (\d+)")]
    private static partial Regex Errors();
}

/// <summary>A theory that needs Spin.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SpinTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips without it.</summary>
    public SpinTheoryAttribute() => Skip = Spin.Missing;
}

/// <summary>A theory that needs Spin, and takes long: HOLDFAST_LONG_SEARCH=1 runs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongSpinTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips without either.</summary>
    public LongSpinTheoryAttribute() => Skip = Spin.Missing
        ?? (Environment.GetEnvironmentVariable("HOLDFAST_LONG_SEARCH") == "1"
            ? null
            : "takes long: HOLDFAST_LONG_SEARCH=1 runs it");
}
