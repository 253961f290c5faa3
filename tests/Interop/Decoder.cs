using System.Diagnostics;
using System.Text;

namespace Holdfast.Tests.Interop;

/// <summary>What <c>holdfast decode --json</c> said about a file.</summary>
/// <param name="ExitCode">0, or 2 for a broken file.</param>
/// <param name="Lines">One JSON text for each packet.</param>
/// <param name="Complaint">What went to standard error.</param>
internal sealed record Decoded(int ExitCode, IReadOnlyList<string> Lines, string Complaint);

/// <summary>The decoder under test, as its users see it.</summary>
internal static class Decoder
{
    // No timing assertion: only a run away decoder takes so long, on the slowest machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Decodes a capture.</summary>
    /// <exception cref="TimeoutException">The decoder does not come to an end.</exception>
    public static Decoded Decode(string capture)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "holdfast.dll");
        var start = new ProcessStartInfo("dotnet", [tool, "decode", "--json", capture])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var complaint = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"holdfast does not finish with {capture}");
        }

        var lines = output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new Decoded(process.ExitCode, lines, complaint.Result);
    }
}
