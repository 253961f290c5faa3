using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Holdfast.Cli.Exploring;

/// <summary>What came of every schedule of faults: a table for people, or one JSON object.
/// </summary>
internal static class ScheduleText
{
    /// <summary>Writes a table of all scenarios, then the claims.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="all">What came of them.</param>
    /// <param name="said">Claims that were said before.</param>
    public static void Write(
        TextWriter output, IReadOnlyList<Scheduled> all,
        IReadOnlyCollection<(string Name, string Says)>? said = null)
    {
        Columns.Write(output, Rows(all), column => column is >= 1 and <= 8);
        output.WriteLine();
        Columns.Write(
            output,
            [
                .. all.SelectMany(one => one.Claims).Distinct().Except(said ?? [])
                    .Select(claim => new[] { claim.Name, claim.Says }),
                [
                    "worst", "units of time after everything was mended, until it all holds for "
                        + "good",
                ],
            ],
            _ => false);
    }

    /// <summary>The table: its head, then a row for each.</summary>
    public static List<string[]> Rows(IReadOnlyList<Scheduled> all) =>
    [
        [
            "scenario", "faults", "units", "alphabet", "schedules", "prefixes", "states", "worst",
            "seconds", "verdict",
        ],
        .. all.Select(Row),
    ];

    /// <summary>Writes one object, docs/prove.md.</summary>
    public static void WriteJson(TextWriter output, IReadOnlyList<Scheduled> all)
    {
        var to = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var json = new Utf8JsonWriter(to, options))
        {
            json.WriteStartObject();
            WriteJson(json, all);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(to.WrittenSpan));
    }

    /// <summary>Writes the array of all scenarios, a member of an object.</summary>
    public static void WriteJson(Utf8JsonWriter json, IReadOnlyList<Scheduled> all)
    {
        json.WriteStartArray("schedules");
        foreach (var one in all)
        {
            Scenario(json, one);
        }

        json.WriteEndArray();
    }

    private static string[] Row(Scheduled one) =>
    [
        one.Scenario.Name,
        Number(one.Outcome.Bounds.Faults),
        Number(one.Outcome.Bounds.Units),
        Number(one.Outcome.Alphabet.Count),
        one.Outcome.Schedules.ToString("N0", CultureInfo.InvariantCulture),
        Number(one.Outcome.Prefixes),
        Number(one.Outcome.States),
        one.Worst,
        one.Outcome.Seconds.ToString("0.0", CultureInfo.InvariantCulture),
        one.Verdict,
    ];

    private static string Number(long number) =>
        number.ToString("N0", CultureInfo.InvariantCulture);

    private static void Scenario(Utf8JsonWriter json, Scheduled one)
    {
        var outcome = one.Outcome;
        json.WriteStartObject();
        json.WriteString("name", one.Scenario.Name);
        json.WriteNumber("faults", outcome.Bounds.Faults);
        json.WriteNumber("units", outcome.Bounds.Units);
        json.WriteBoolean("complete", outcome.IsComplete);

        // More than a number of JSON holds where programs read it as a double.
        json.WriteString(
            "schedules", outcome.Schedules.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("prefixes", outcome.Prefixes);
        json.WriteNumber("states", outcome.States);
        json.WriteNumber("seconds", Math.Round(outcome.Seconds, 3));
        json.WriteStartArray("alphabet");
        foreach (var name in outcome.Alphabet)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteStartArray("goals");
        foreach (var goal in outcome.Goals)
        {
            json.WriteStartObject();
            json.WriteString("name", goal.Name);
            json.WriteString("never", goal.Never.ToString(CultureInfo.InvariantCulture));
            json.WriteStartArray("spread");
            foreach (var count in goal.Spread)
            {
                json.WriteStringValue(count.ToString(CultureInfo.InvariantCulture));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("violations");
        foreach (var violation in outcome.Violations)
        {
            json.WriteStringValue(violation.Name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
