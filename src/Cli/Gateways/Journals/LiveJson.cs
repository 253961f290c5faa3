using System.Text.Encodings.Web;
using System.Text.Json;

namespace Holdfast.Cli.Gateways.Journals;

/// <summary>What really happened, for programs: one object.</summary>
internal static class LiveJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter to, LiveRun run)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("members");
            foreach (var member in run.Members)
            {
                json.WriteStringValue(member);
            }

            json.WriteEndArray();
            Lines(json, run.Lines);
            Takeovers(json, run.Takeovers);
            if (run.Ping is { } ping)
            {
                Ping(json, ping);
            }

            json.WriteEndObject();
        }

        to.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void Lines(Utf8JsonWriter json, IReadOnlyList<JournalLine> lines)
    {
        json.WriteStartArray("lines");
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString("time", line.Time);
            json.WriteString("who", line.Who);
            json.WriteString("kind", line.Kind.ToString().ToLowerInvariant());
            json.WriteString("text", line.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Takeovers(Utf8JsonWriter json, IReadOnlyList<Takeover> takeovers)
    {
        json.WriteStartArray("takeovers");
        foreach (var one in takeovers)
        {
            json.WriteStartObject();
            json.WriteString("of", one.Of);
            json.WriteString("by", one.By);
            json.WriteString("at", one.At);
            if (one.Cause is { } cause)
            {
                json.WriteString("cause", cause.Text);
                json.WriteNumber("after_ms", Math.Round(one.After!.Value.TotalMilliseconds, 1));
            }

            if (one.Silence is { } silence)
            {
                json.WriteNumber("silence_ms", Math.Round(silence.Length.TotalMilliseconds, 1));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Ping(Utf8JsonWriter json, PingLog ping)
    {
        json.WriteStartObject("ping");
        json.WriteNumber("sent", ping.Sent);
        json.WriteNumber("answered", ping.Answers.Count);
        json.WriteStartArray("silences");
        foreach (var silence in ping.Silences)
        {
            json.WriteStartObject();
            json.WriteString("from", silence.From);
            json.WriteNumber("ms", Math.Round(silence.Length.TotalMilliseconds, 1));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
