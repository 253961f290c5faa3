using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Campaigns;

/// <summary>
/// A file of results: a line of JSON for the head, and one for each seed (docs/campaign.md). Lines
/// are only ever added, so that whatever ends a campaign leaves all but the last line whole.
/// </summary>
public static class CampaignLines
{
    /// <summary>What the member <c>format</c> of the head says.</summary>
    public const string Format = "holdfast-campaign/1";

    private static JsonWriterOptions Plain => new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The line of a head, with its end.</summary>
    public static byte[] Of(CampaignHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return Line(json =>
        {
            json.WriteString("format", Format);
            json.WriteString("world", head.World);
            json.WriteString("digest", Hex(head.Digest));
            json.WriteNumber("first", head.Seeds.First);
            json.WriteNumber("last", head.Seeds.Last);
            json.WriteNumber("swarm", head.Swarm);
        });
    }

    /// <summary>The line of a seed, with its end.</summary>
    /// <param name="record">The seed.</param>
    /// <param name="world">The world, which what is broken is told with.</param>
    public static byte[] Of(SeedRecord record, WorldPlan world)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Line(json =>
        {
            json.WriteNumber("seed", record.Seed);
            json.WriteString("digest", record.Played.Digest.ToString(
                "x32", CultureInfo.InvariantCulture));
            json.WriteNumber("events", record.Played.Events);
            json.WriteNumber("faults", record.Faults);
            json.WriteStartArray("kinds");
            foreach (var kind in record.Kinds)
            {
                json.WriteStringValue(kind);
            }

            json.WriteEndArray();
            json.WriteStartObject("measures");
            foreach (var (name, value) in record.Played.Measures)
            {
                json.WriteNumber(name, value);
            }

            json.WriteEndObject();
            WriteBroken(json, record, world);
        });
    }

    /// <summary>Reads the line of a head; null: it is none.</summary>
    public static CampaignHead? ReadHead(ReadOnlyMemory<byte> line) => Read(line, root =>
        root.GetProperty("format").GetString() == Format
            ? new CampaignHead(
                root.GetProperty("world").GetString()!,
                ulong.Parse(
                    root.GetProperty("digest").GetString()!, NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture),
                new(
                    root.GetProperty("first").GetUInt64(), root.GetProperty("last").GetUInt64()),
                root.GetProperty("swarm").GetInt32())
            : null);

    /// <summary>Reads the line of a seed; null: it is none.</summary>
    public static SeedRecord? ReadSeed(ReadOnlyMemory<byte> line) => Read(line, root =>
    {
        Items<BrokenClaim> broken =
        [
            .. root.GetProperty("broken").EnumerateArray().Select(one => new BrokenClaim(
                one.GetProperty("invariant").GetString()!,
                TimeSpan.FromTicks(one.GetProperty("at_ticks").GetInt64()),
                one.GetProperty("says").GetString()!)),
        ];
        var played = new PlayedSeed(
            broken,
            [
                .. root.GetProperty("measures").EnumerateObject()
                    .Select(one => new Measured(one.Name, one.Value.GetInt64())),
            ],
            UInt128.Parse(
                root.GetProperty("digest").GetString()!, NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture),
            root.GetProperty("events").GetInt64());
        return new SeedRecord(
            root.GetProperty("seed").GetUInt64(),
            [.. root.GetProperty("kinds").EnumerateArray().Select(one => one.GetString()!)],
            root.GetProperty("faults").GetInt32(), played,
            broken.Count > 0 ? ReadShrunk(root.GetProperty("shrunk")) : null);
    });

    private static void WriteBroken(Utf8JsonWriter json, SeedRecord record, WorldPlan world)
    {
        json.WriteStartArray("broken");
        foreach (var (invariant, at, says) in record.Played.Broken)
        {
            json.WriteStartObject();
            json.WriteString("invariant", invariant);
            json.WriteNumber("at_ticks", at.Ticks);
            json.WriteString("says", says);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (record.Shrunk is not { } shrunk)
        {
            return;
        }

        var scenario = new ArrayBufferWriter<byte>();
        WorldScenarioJson.Write(scenario, new(world, shrunk.Faults));
        json.WriteStartObject("shrunk");
        json.WriteNumber("faults", shrunk.Faults.Faults.Count);
        json.WriteNumber("tries", shrunk.Tries);
        json.WriteBoolean("minimal", shrunk.IsMinimal);
        json.WriteString("scenario", scenario.WrittenSpan);
        json.WriteEndObject();
    }

    private static Shrunk ReadShrunk(JsonElement shrunk)
    {
        var text = Encoding.UTF8.GetBytes(shrunk.GetProperty("scenario").GetString()!);
        return WorldScenarioJson.TryRead(text, out var scenario, out var error)
            ? new(
                scenario.Faults, shrunk.GetProperty("tries").GetInt32(),
                shrunk.GetProperty("minimal").GetBoolean())
            : throw new FormatException(error.ToString());
    }

    private static T? Read<T>(ReadOnlyMemory<byte> line, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return read(document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or FormatException
            or KeyNotFoundException or InvalidOperationException or OverflowException
            or ArgumentNullException)
        {
            // Whatever a line lacks, it is no line of a campaign.
            return null;
        }
    }

    private static byte[] Line(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Plain))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return [.. text.WrittenSpan, (byte)'\n'];
    }

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);
}
