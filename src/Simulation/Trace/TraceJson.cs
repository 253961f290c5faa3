using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Trace;

/// <summary>A counter-example as JSON, docs/trace-json.md.</summary>
public static class TraceJson
{
    /// <summary>What the member <c>format</c> says.</summary>
    public const string Format = "holdfast-trace/1";

    private static JsonWriterOptions Indented => new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a whole file.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="scenario">The name of the scenario.</param>
    /// <param name="faults">Its budgets.</param>
    /// <param name="property">The invariant or goal that is broken.</param>
    /// <param name="says">The claim in words.</param>
    /// <param name="trace">How it comes to that.</param>
    public static void Write(
        IBufferWriter<byte> to, string scenario, Items<Budget> faults, string property,
        string says, Counterexample trace)
    {
        using var json = new Utf8JsonWriter(to, Indented);
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("scenario", scenario);
        json.WriteStartObject("faults");
        foreach (var (name, max) in faults)
        {
            json.WriteNumber(name, max);
        }

        json.WriteEndObject();
        json.WriteString("property", property);
        json.WriteString("says", says);
        Names(json, "members", trace.Columns);
        json.WriteNumber("unit_seconds", trace.Unit.TotalSeconds);
        json.WriteStartObject("start");
        Names(json, "after", trace.Start);
        json.WriteString("digest", Digest(trace.StartDigest));
        json.WriteEndObject();
        WriteEvents(json, trace);
        json.WriteEndObject();
        json.Flush();
        to.Write("\n"u8);
    }

    /// <summary>Writes the members <c>cycle_from</c>, where it repeats, and <c>events</c>.
    /// </summary>
    public static void WriteEvents(
        Utf8JsonWriter json, Counterexample trace, string name = "events")
    {
        if (trace.Cycle.Count > 0)
        {
            json.WriteNumber("cycle_from", trace.Stem.Count);
        }

        json.WriteStartArray(name);
        foreach (var one in trace.Events)
        {
            WriteEvent(json, one);
        }

        json.WriteEndArray();
    }

    internal static string NameOf(EventKind kind) => kind switch
    {
        EventKind.Time => "time",
        EventKind.Tick => "tick",
        EventKind.Deliver => "deliver",
        EventKind.Lose => "lose",
        EventKind.Double => "double",
        EventKind.Fault => "fault",
        EventKind.Mend => "mend",
    };

    private static void WriteEvent(Utf8JsonWriter json, TraceEvent one)
    {
        json.WriteStartObject();
        json.WriteNumber("time", one.Time);
        json.WriteString("kind", NameOf(one.Event.Kind));
        Optional(json, "from", one.Event.From);
        Optional(json, "to", one.Event.To);
        Optional(json, "what", one.Event.What);
        if (one.Event.Which > 0)
        {
            json.WriteNumber("which", one.Event.Which);
        }

        Optional(json, "reason", one.Reason);
        if (one.Follows.Count > 0)
        {
            json.WriteStartArray("follows");
            foreach (var follows in one.Follows)
            {
                json.WriteStartObject();
                Optional(json, "from", follows.From);
                json.WriteString("who", follows.Who);
                json.WriteString("what", follows.What);
                Optional(json, "reason", follows.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        Names(json, "after", one.After);
        json.WriteString("digest", Digest(one.Digest));
        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, string name, Items<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static string Digest(ulong digest) =>
        digest.ToString("x16", CultureInfo.InvariantCulture);
}
