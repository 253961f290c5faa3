using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Trace;

namespace Holdfast.Cli.Exploring;

/// <summary>What was found as one JSON object, docs/prove.md.</summary>
internal static class ProofJson
{
    /// <summary>Writes the object.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="all">What was explored.</param>
    /// <param name="scheduled">Where every schedule of a few faults was run.</param>
    public static void Write(
        TextWriter output, IReadOnlyList<Proven> all, IReadOnlyList<Scheduled> scheduled)
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
            json.WriteStartArray("scenarios");
            foreach (var one in all)
            {
                Scenario(json, one);
            }

            json.WriteEndArray();
            if (scheduled.Count > 0)
            {
                ScheduleText.WriteJson(json, scheduled);
            }

            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(to.WrittenSpan));
    }

    private static void Scenario(Utf8JsonWriter json, Proven one)
    {
        var outcome = one.Outcome;
        json.WriteStartObject();
        json.WriteString("name", one.Scenario.Name);
        json.WriteBoolean("known_bad", one.Scenario.IsKnownBad);
        json.WriteStartObject("faults");
        foreach (var (name, max) in one.Faults)
        {
            json.WriteNumber(name, max);
        }

        json.WriteEndObject();
        json.WriteNumber("states", outcome.States);
        if (outcome.Exchanges > 1)
        {
            json.WriteNumber("exchanges", outcome.Exchanges);
            if (outcome.Unfolded is { } unfolded)
            {
                json.WriteNumber("unfolded", unfolded);
            }
        }

        json.WriteNumber("transitions", outcome.Transitions);
        json.WriteNumber("depth", outcome.Depth);
        json.WriteBoolean("complete", outcome.IsComplete);
        json.WriteString("ended_by", NameOf(outcome.Ending));

        // More than a number of JSON holds where programs read it as a double.
        json.WriteString(
            "permutations", outcome.Permutations.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("seconds", Math.Round(outcome.Seconds, 3));
        json.WriteNumber("states_per_second", Math.Round(outcome.StatesPerSecond));
        json.WriteNumber("bytes_per_state", Math.Round(outcome.OctetsPerState, 1));
        json.WriteStartArray("invariants");
        foreach (var claim in one.Claims)
        {
            json.WriteStringValue(claim.Name);
        }

        json.WriteEndArray();
        Goals(json, one);
        Gauges(json, one);
        json.WriteStartArray("violations");
        foreach (var violation in outcome.Violations)
        {
            json.WriteStartObject();
            json.WriteString("invariant", violation.Name);
            json.WriteString("says", one.SaysOf(violation.Name));
            TraceJson.WriteEvents(json, violation.Trace, "trace");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Goals(Utf8JsonWriter json, Proven one)
    {
        json.WriteStartArray("goals");
        foreach (var goal in one.Outcome.Goals)
        {
            json.WriteStartObject();
            json.WriteString("name", goal.Name);
            if (goal.Holds is { } holds)
            {
                json.WriteBoolean("holds", holds);
            }
            else
            {
                json.WriteNull("holds");
            }

            json.WriteNumber("from_states", goal.From);
            if (goal.Worst is { } worst)
            {
                json.WriteNumber("worst_units", worst);
            }
            else
            {
                json.WriteNull("worst_units");
            }

            json.WriteNumber("seconds", Math.Round(goal.Seconds, 3));
            Spread(json, goal.Spread, goal.Permutations);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Gauges(Utf8JsonWriter json, Proven one)
    {
        json.WriteStartArray("gauges");
        foreach (var gauge in one.Outcome.Gauges)
        {
            json.WriteStartObject();
            json.WriteString("name", gauge.Name);
            json.WriteString("says", gauge.Says);
            json.WriteNumber("most", gauge.Most);
            Spread(json, gauge.Spread, gauge.Permutations);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Spread(
        Utf8JsonWriter json, IEnumerable<long> counts, IEnumerable<UInt128> permutations)
    {
        json.WriteStartArray("spread");
        foreach (var count in counts)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
        json.WriteStartArray("permutations");
        foreach (var count in permutations)
        {
            json.WriteStringValue(count.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndArray();
    }

    private static string NameOf(Ending ending) => ending switch
    {
        Ending.Complete => "complete",
        Ending.Violation => "violation",
        Ending.Depth => "depth",
        Ending.States => "states",
        Ending.Memory => "memory",
        Ending.Time => "time",
        Ending.Cancelled => "interrupted",
    };
}
