using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Simulation.Campaigns;

namespace Holdfast.Cli.Campaigns;

/// <summary>What a campaign found, for programs: docs/campaign.md.</summary>
internal static class CampaignJson
{
    /// <summary>Writes one object.</summary>
    public static void Write(Stream to, CampaignResults results)
    {
        var summary = results.Summary;
        using var json = new Utf8JsonWriter(to, new()
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        json.WriteStartObject();
        json.WriteString("world", results.Head.World);
        json.WriteNumber("first", results.Head.Seeds.First);
        json.WriteNumber("last", results.Head.Seeds.Last);
        json.WriteBoolean("complete", results.IsComplete);
        json.WriteNumber("seeds", summary.Seeds);
        json.WriteNumber("failed", summary.Failed);
        json.WriteNumber("faults", summary.Faults);
        json.WriteNumber("events", summary.Events);
        json.WriteStartObject("measures");
        foreach (var (name, value, seed, sum) in summary.Worst)
        {
            json.WriteStartObject(name);
            json.WriteNumber("worst", value);
            json.WriteNumber("seed", seed);
            json.WriteNumber("mean", (double)sum / summary.Seeds);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("violations");
        foreach (var (invariant, count, seed) in summary.Broken)
        {
            json.WriteStartObject();
            json.WriteString("invariant", invariant);
            json.WriteNumber("seeds", count);
            json.WriteNumber("first_seed", seed);
            json.WriteString("says", results.Seeds[seed].Played.Broken
                .First(one => one.Invariant == invariant).Says);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        to.Write("\n"u8);
    }
}
