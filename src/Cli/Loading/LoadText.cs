using Holdfast.Cli.Exploring;
using Holdfast.Gateway.Loading;

namespace Holdfast.Cli.Loading;

/// <summary>What a load has shown, for people.</summary>
internal static class LoadText
{
    /// <summary>Writes the table, and what does not hold.</summary>
    public static void Write(
        TextWriter output, LoadReport report, IReadOnlyList<string> violations)
    {
        Columns.Write(output, [.. Tunnels(report), .. Questions(report)], _ => false);
        output.WriteLine();
        foreach (var violation in violations)
        {
            output.WriteLine(violation);
        }

        if (violations.Count == 0)
        {
            output.WriteLine("all holds");
        }
    }

    private static IEnumerable<string[]> Tunnels(LoadReport report)
    {
        yield return Row("tunnels", $"{report.Stood} of {report.Peers} after "
            + $"{report.StoodAfter.TotalSeconds:0.0} s, {PerSecond(report):0} a second");
        yield return Row(
            "a handshake", $"{Middle(report.Handshakes).TotalMilliseconds:0} ms in the middle, "
                + $"{Last(report.Handshakes).TotalMilliseconds:0} ms at most, "
                + $"{report.Failed} failed");
        yield return Row(
            "same SPIs", $"{report.Kept} of {report.Peers}; {report.ChildRekeys} CHILD SAs and "
                + $"{report.IkeRekeys} IKE SAs rekeyed, {report.Ended} ended");
        yield return Row(
            "the gateway asked",
            $"{report.Requests} times, and {report.Syncs} times for message IDs");
    }

    private static IEnumerable<string[]> Questions(LoadReport report)
    {
        var silences = report.Silences;
        yield return Row(
            "questions", $"{report.Asked} in {report.Time.TotalSeconds:0.0} s, "
                + $"{report.Missed} were due and not asked");
        yield return Row(
            "answered", $"{report.Answered}, after {report.Waited.TotalMilliseconds:0.0} ms on "
                + $"average and {report.WaitedMost.TotalMilliseconds:0} ms at most");
        yield return Row(
            "lost", $"{report.Lost}, of a tunnel {MostLost(report)} at most; {report.LostBeside} "
                + "of them beside the longest silence of their tunnel");
        yield return Row("twice", $"{report.Twice}");
        yield return Row("reordered", $"{report.Reordered}");
        yield return Row(
            "refused here", $"{report.Replayed} numbers that were used, {report.Refused} others; "
                + $"{report.Unsent} not sent");
        yield return Row("nobody answered", $"for {report.Silence.TotalMilliseconds:0} ms");
        yield return Row(
            "a tunnel was silent", $"for {Middle(silences).TotalMilliseconds:0} ms in the middle, "
                + $"{Last(silences).TotalMilliseconds:0} ms at most");
    }

    private static string[] Row(string what, string said) => [what, said];

    /// <summary>The one in the middle of what is sorted.</summary>
    internal static TimeSpan Middle(IReadOnlyList<TimeSpan> sorted) =>
        sorted.Count == 0 ? TimeSpan.Zero : sorted[sorted.Count / 2];

    /// <summary>The last of what is sorted.</summary>
    internal static TimeSpan Last(IReadOnlyList<TimeSpan> sorted) =>
        sorted.Count == 0 ? TimeSpan.Zero : sorted[^1];

    /// <summary>Tunnels that were made in a second.</summary>
    internal static double PerSecond(LoadReport report) =>
        report.StoodAfter > TimeSpan.Zero ? report.Stood / report.StoodAfter.TotalSeconds : 0;

    private static ulong MostLost(LoadReport report) =>
        report.Tunnels.Max(tunnel => tunnel.Lost);
}
