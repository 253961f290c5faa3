using System.Globalization;

namespace Holdfast.Cli.Gateways.Journals;

/// <summary>What really happened, for people: a line each, and the takeovers below.</summary>
internal static class LiveText
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter to, LiveRun run)
    {
        var silences = (run.Ping?.Silences ?? []).Select(silence => new JournalLine(
            silence.To, "ping", JournalKind.Note, SilenceText(silence)));
        var lines = run.Lines.Concat(silences).OrderBy(line => line.Time).ToList();
        var width = lines.Max(line => line.Who.Length);
        foreach (var line in lines)
        {
            to.WriteLine(
                $"{TimeText(line.Time)}  {Plain(line.Who).PadRight(width)}  {Plain(line.Text)}");
        }

        to.WriteLine();
        foreach (var one in run.Takeovers)
        {
            to.WriteLine(Plain(Sentence(one)));
        }

        if (run.Ping is { } ping)
        {
            to.WriteLine(Sentence(ping));
        }
    }

    /// <summary>A takeover in a sentence.</summary>
    public static string Sentence(Takeover one)
    {
        var cause = one.Cause switch
        {
            null => "",
            { Kind: JournalKind.Fault } fault => $" {Milliseconds(one.After!.Value)} after it "
                + fault.Text,
            _ => $" {Milliseconds(one.After!.Value)} after its own traffic ended",
        };
        var noticed = one.Silence is { } silence
            ? $"; {Milliseconds(silence.Length)} without an answer"
            : "";
        return $"{one.By} takes {one.Of}'s place{cause}{noticed}";
    }

    /// <summary>What whoever asked heard, in a sentence.</summary>
    public static string Sentence(PingLog ping)
    {
        var longest = ping.Silences.Count == 0
            ? ping.Usual
            : ping.Silences.Max(silence => silence.Length);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"ping: {ping.Answers.Count} of {ping.Sent} answered, "
                + $"{Milliseconds(longest)} without an answer at most");
    }

    /// <summary>A time of the day, to a millisecond, in UTC.</summary>
    public static string TimeText(DateTimeOffset time) =>
        time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string SilenceText(Silence silence) =>
        $"is answered again after {Milliseconds(silence.Length)}";

    /// <summary>What a terminal would take for a command is shown as a letter.</summary>
    private static string Plain(string text) => text.Any(char.IsControl)
        ? string.Concat(text.Select(one => char.IsControl(one) ? '\uFFFD' : one))
        : text;

    private static string Milliseconds(TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");
}
