using Holdfast.Codec;

namespace Holdfast.StateMachines.Composition;

/// <summary>
/// What a member measures, as names and numbers: a shell makes instruments of
/// System.Diagnostics.Metrics and activities of these names, and forwards. Names, units and tags
/// are part of the public contract: docs/telemetry.md lists them.
/// </summary>
/// <remarks>
/// They follow OpenTelemetry's conventions: lower case, dots between namespaces, underscores
/// between words, units of UCUM with annotations in braces, no unit in a name, counters in the
/// plural.
/// </remarks>
public static partial class Telemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Holdfast.ClusterMember";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Holdfast.ClusterMember";

    /// <summary>The version of both: it changes with the names below.</summary>
    public const string Version = "1.1";

    /// <summary>What kind of instrument it is.</summary>
    public enum Kind
    {
        /// <summary>Counter: it is increased.</summary>
        Counter,

        /// <summary>Histogram: single values.</summary>
        Histogram,

        /// <summary>Observable gauge: it is asked for.</summary>
        Gauge,
    }

    /// <summary>An instrument.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Unit">Its unit, UCUM.</param>
    /// <param name="Description">What it counts.</param>
    /// <param name="Tags">The names of its tags, in the order in which they are given.</param>
    public sealed record Instrument(
        string Name, Kind Kind, string Unit, string Description, Items<string> Tags);

    /// <summary>A tag.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Description">What it says.</param>
    /// <param name="IsStandard">Whether OpenTelemetry defines it.</param>
    public sealed record Tag(string Name, string Description, bool IsStandard = false);

    /// <summary>A kind of activity.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Description">From when until when.</param>
    public sealed record Activity(string Name, string Description);

    /// <summary>A tag with its value.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Value">The value.</param>
    public readonly record struct Label(string Name, string Value);

    /// <summary>A number to be recorded.</summary>
    /// <param name="Instrument">By which instrument.</param>
    /// <param name="Value">The number; of a counter the increment.</param>
    /// <param name="Labels">Its tags, as many as the instrument has.</param>
    public readonly record struct Measurement(
        Instrument Instrument, double Value, Items<Label> Labels);

    /// <summary>An activity to be recorded, on the clock of the member.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Parent">The name of the one that contains it; null: none does.</param>
    /// <param name="From">When it began.</param>
    /// <param name="Until">When it ended.</param>
    /// <param name="Labels">Its tags.</param>
    public sealed record Span(
        string Name, string? Parent, Instant From, Instant Until, Items<Label> Labels);

    /// <summary>The value of a tag for a name of the code: PeerSync is "peer_sync".</summary>
    private static string Value(string name) => FailoverReportText.Words(name, '_');

    private static string Value<T>(T value)
        where T : struct, Enum => Value(value.ToString());

    private static Measurement One(Instrument instrument, params ReadOnlySpan<string> values) =>
        Measured(instrument, 1, values);

    private static Measurement Measured(
        Instrument instrument, double value, params ReadOnlySpan<string> values)
    {
        var labels = new Label[values.Length];
        for (var at = 0; at < labels.Length; at++)
        {
            labels[at] = new(instrument.Tags[at], values[at]);
        }

        return new(instrument, value, [.. labels]);
    }
}
