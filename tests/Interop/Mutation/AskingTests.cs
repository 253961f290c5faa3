using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Holdfast.Tests.Interop.Mutation;

/// <summary>tests/mutation/asking_test.py: what is made of what tests say of mutants.</summary>
public sealed class AskingTests
{
    [PythonFact]
    public void Verdicts_rest_on_what_tests_did()
    {
        using var process = Process.Start(new ProcessStartInfo(
            PythonFactAttribute.Python!, [Script(), "--verbose"])
        {
            RedirectStandardError = true,
        })!;
        var told = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("it does not end");
        }

        Assert.True(process.ExitCode == 0, told.Result);
        Assert.Contains(
            "test_more_tests_than_a_pipe_holds_are_asked", told.Result, StringComparison.Ordinal);
    }

    private static string Script([CallerFilePath] string source = "") => Path.GetFullPath(
        Path.Combine(
            Path.GetDirectoryName(source)!, "..", "..", "mutation", "asking_test.py"));
}

/// <summary>A fact that needs a Python.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    /// <summary>Skips without Python.</summary>
    public PythonFactAttribute() => Skip = Python is null ? "python3 is not installed" : null;

    /// <summary>One that runs; null: none does.</summary>
    public static string? Python { get; } =
        ((string[])["/usr/bin/python3", "python3"]).FirstOrDefault(Runs);

    private static bool Runs(string python)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(python, ["--version"]) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
