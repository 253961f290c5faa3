using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Trace;

/// <summary>Reads what <see cref="TraceJson"/> writes; what it does not know it leaves alone.
/// </summary>
public sealed class TraceReader
{
    /// <summary>Octets of a file that are read at most.</summary>
    public const int LengthMax = 64 << 20;

    private readonly ReadOnlyMemory<byte> _text;
    private TraceTextError? _error;

    private TraceReader(ReadOnlyMemory<byte> text) => _text = text;

    /// <summary>Reads a file.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="trace">The counter-example.</param>
    /// <param name="error">Where it is not one, and what is needed there.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> text, [NotNullWhen(true)] out SavedTrace? trace,
        [NotNullWhen(false)] out TraceTextError? error)
    {
        trace = null;
        if (text.Length > LengthMax)
        {
            error = new(1, "$", $"at most {LengthMax} octets are read");
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(
                text, new() { AllowDuplicateProperties = false });
            var reader = new TraceReader(text);
            trace = reader.Root(document.RootElement);
            error = reader._error;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The latter: a string is no UTF-8.
            var line = (broken as JsonException)?.LineNumber ?? 0;
            error = new((int)line + 1, "$", "this is no JSON");
        }

        trace = error is null ? trace : null;
        return trace is not null;
    }

    private SavedTrace Root(JsonElement root)
    {
        if (Text(root, "$", "format") is var format && format != TraceJson.Format)
        {
            Wrong(root, "$.format", $"\"{TraceJson.Format}\" is needed");
        }

        var saved = new SavedTrace(
            Text(root, "$", "scenario"),
            [.. Members(root).Select(one => new Budget(one.Name, one.Max))],
            Text(root, "$", "property"),
            root.ValueKind == JsonValueKind.Object && root.TryGetProperty("start", out var start)
                ? Digest(start, "$.start")
                : Wrong(root, "$.start", "an object with a digest is needed"),
            [.. Events(root)],
            Number(root, "$", "cycle_from", null));
        if (saved.CycleFrom >= saved.Events.Count)
        {
            Wrong(root, "$.cycle_from", "it is the place of an event, from 0");
        }

        return saved;
    }

    private IEnumerable<(string Name, int Max)> Members(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("faults", out var faults)
            || faults.ValueKind != JsonValueKind.Object)
        {
            Wrong(root, "$.faults", "an object of budgets is needed");
            yield break;
        }

        foreach (var one in faults.EnumerateObject())
        {
            yield return (one.Name, Number(faults, "$.faults", one.Name, 0) ?? 0);
        }
    }

    private IEnumerable<SavedEvent> Events(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("events", out var events)
            || events.ValueKind != JsonValueKind.Array)
        {
            Wrong(root, "$.events", "an array of events is needed");
            yield break;
        }

        var at = 0;
        foreach (var one in events.EnumerateArray())
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"$.events[{at++}]");
            if (one.ValueKind != JsonValueKind.Object)
            {
                Wrong(one, path, "an object is needed");
                yield break;
            }

            yield return new(
                new(
                    Kind(one, path), Optional(one, path, "from"), Optional(one, path, "to"),
                    Optional(one, path, "what") ?? "", Number(one, path, "which", 0) ?? 0),
                Digest(one, path));
        }
    }

    private EventKind Kind(JsonElement place, string path)
    {
        var name = Text(place, path, "kind");
        foreach (var kind in Enum.GetValues<EventKind>())
        {
            if (TraceJson.NameOf(kind) == name)
            {
                return kind;
            }
        }

        var known = string.Join(", ", Enum.GetValues<EventKind>().Select(TraceJson.NameOf));
        Wrong(place, $"{path}.kind", $"one of these is needed: {known}");
        return EventKind.Time;
    }

    private ulong Digest(JsonElement place, string path) =>
        ulong.TryParse(
            Text(place, path, "digest"), NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture, out var digest)
            ? digest
            : Wrong(place, $"{path}.digest", "16 hex digits in a string are needed");

    private string Text(JsonElement place, string path, string name)
    {
        if (Optional(place, path, name) is { } text)
        {
            return text;
        }

        Wrong(place, $"{path}.{name}", "a string is needed");
        return "";
    }

    private string? Optional(JsonElement place, string path, string name)
    {
        if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Wrong(value, $"{path}.{name}", "a string is needed");
        return "";
    }

    private int? Number(JsonElement place, string path, string name, int? otherwise)
    {
        if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty(name, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            && number >= 0)
        {
            return number;
        }

        Wrong(value, $"{path}.{name}", "a whole number from 0 is needed");
        return otherwise;
    }

    /// <summary>Keeps the first error.</summary>
    private ulong Wrong(JsonElement near, string path, string what)
    {
        var text = _text.Span;
        var line = text.Overlaps(JsonMarshal.GetRawUtf8Value(near), out var at)
            ? 1 + text[..at].Count((byte)'\n')
            : 1;
        _error ??= new(line, path, what);
        return 0;
    }
}

/// <summary>Where a text is no counter-example.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Path">The path from the root: "$.events[3].kind".</param>
/// <param name="What">What is needed there.</param>
public sealed record TraceTextError(int Line, string Path, string What)
{
    /// <summary>Line, path and what is needed.</summary>
    public override string ToString() => $"({Line}): {Path}: {What}";
}
