using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Gateway.Loading;

namespace Holdfast.Cli.Loading;

/// <summary>What a load has shown, for programs: one object, docs/load.md. Times are seconds.
/// </summary>
internal static class LoadJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>Writes it.</summary>
    public static void Write(
        TextWriter to, LoadReport report, IReadOnlyList<string> violations)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            Strings(json, "violations", violations);
            Handshakes(json, report);
            Questions(json, report);
            json.WriteStartArray("tunnels");
            foreach (var tunnel in report.Tunnels)
            {
                Tunnel(json, tunnel);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        to.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void Handshakes(Utf8JsonWriter json, LoadReport report)
    {
        json.WriteNumber("peers", report.Peers);
        json.WriteNumber("stood", report.Stood);
        json.WriteNumber("stood_after", report.StoodAfter.TotalSeconds);
        json.WriteNumber(
            "handshake_median", LoadText.Middle(report.Handshakes).TotalSeconds);
        json.WriteNumber("handshake_max", LoadText.Last(report.Handshakes).TotalSeconds);
        json.WriteNumber("failed", report.Failed);
        json.WriteString("failure", report.Failure);
        json.WriteNumber("ended", report.Ended);
        json.WriteNumber("requests", report.Requests);
        json.WriteNumber("syncs", report.Syncs);
        json.WriteNumber("child_rekeys", report.ChildRekeys);
        json.WriteNumber("ike_rekeys", report.IkeRekeys);
    }

    private static void Questions(Utf8JsonWriter json, LoadReport report)
    {
        json.WriteNumber("time", report.Time.TotalSeconds);
        json.WriteNumber("asked", report.Asked);
        json.WriteNumber("missed", report.Missed);
        json.WriteNumber("answered", report.Answered);
        json.WriteNumber("lost", report.Lost);
        json.WriteNumber("lost_beside", report.LostBeside);
        json.WriteNumber("twice", report.Twice);
        json.WriteNumber("reordered", report.Reordered);
        json.WriteNumber("replayed", report.Replayed);
        json.WriteNumber("refused", report.Refused);
        json.WriteNumber("unsent", report.Unsent);
        json.WriteNumber("kept", report.Kept);
        json.WriteNumber("silent", report.Silent);
        json.WriteNumber("waited", report.Waited.TotalSeconds);
        json.WriteNumber("waited_max", report.WaitedMost.TotalSeconds);
        json.WriteNumber("silence", report.Silence.TotalSeconds);
        json.WriteNumber("silence_median", LoadText.Middle(report.Silences).TotalSeconds);
        json.WriteNumber("silence_max", LoadText.Last(report.Silences).TotalSeconds);
    }

    private static void Tunnel(Utf8JsonWriter json, LoadTunnelReport tunnel)
    {
        json.WriteStartObject();
        json.WriteString("identity", tunnel.Identity);
        json.WriteString("behind", tunnel.Behind.ToString());
        json.WriteBoolean("kept", tunnel.IsKept);
        json.WriteString("spi_in", $"{tunnel.Inbound:x8}");
        json.WriteString("spi_out", $"{tunnel.Outbound:x8}");
        json.WriteNumber("asked", tunnel.Asked);
        json.WriteNumber("answered", tunnel.Answered);
        json.WriteNumber("lost", tunnel.Lost);
        json.WriteNumber("twice", tunnel.Twice);
        json.WriteNumber("reordered", tunnel.Reordered);
        json.WriteNumber("silence", tunnel.Silence.TotalSeconds);
        json.WriteNumber("lost_in_silence", tunnel.LostInSilence);
        json.WriteEndObject();
    }

    private static void Strings(
        Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
