using System.Text;
using Holdfast.Cli;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop;

/// <summary>What <c>holdfast decode --json</c> said about a file.</summary>
/// <param name="ExitCode">0, or 2 for a broken file.</param>
/// <param name="Lines">One JSON text for each packet.</param>
/// <param name="Complaint">What went to standard error.</param>
internal sealed record Decoded(int ExitCode, IReadOnlyList<string> Lines, string Complaint);

/// <summary>The decoder under test: the whole tool, from its command line to its output, run in
/// this process, for the start of a process for each capture would take most of the time.
/// </summary>
internal static class Decoder
{
    // No timing assertion: only a run away decoder takes so long, on the slowest machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Decodes a capture.</summary>
    /// <exception cref="TimeoutException">The decoder does not come to an end.</exception>
    public static Decoded Decode(string capture) => Decode(capture, "--json");

    /// <summary>Decodes a capture, with the tables of its keys if it has some.</summary>
    /// <exception cref="TimeoutException">The decoder does not come to an end.</exception>
    public static Decoded Decode(CaptureFile capture) => capture.Profile is { } profile
        ? Decode(capture.Path, "--json", "--profile", profile)
        : Decode(capture.Path);

    /// <summary>Decodes a capture, with options that tell for whom, and with which keys.</summary>
    /// <exception cref="TimeoutException">The decoder does not come to an end.</exception>
    public static Decoded Decode(string capture, params string[] options)
    {
        using var output = new MemoryStream();
        using var complaint = new StringWriter();
        using var terminal = new Terminal(Stream.Null, output, complaint, false);
        var running = Task.Run(
            () => Tool.RunAsync(["decode", .. options, capture], terminal));
        if (Task.WaitAny([running], Patience) < 0)
            throw new TimeoutException($"holdfast does not finish with {capture}");

        var lines = Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new Decoded(running.GetAwaiter().GetResult(), lines, complaint.ToString());
    }
}
