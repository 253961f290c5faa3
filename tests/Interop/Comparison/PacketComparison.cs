using System.Text.Json.Nodes;
using Holdfast.Tests.Interop.Oracle;

namespace Holdfast.Tests.Interop.Comparison;

/// <summary>Compares one packet: whatever tshark reports, the decoder must report alike.</summary>
internal sealed class PacketComparison
{
    private readonly List<Difference> _differences = [];
    private readonly ulong _packet;
    private readonly bool _stopped;

    private PacketComparison(ulong packet, bool stopped)
    {
        _packet = packet;
        _stopped = stopped;
    }

    /// <summary>The number of values that were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>What differs.</summary>
    public IReadOnlyList<Difference> Differences => _differences;

    /// <summary>Compares a packet as tshark sees it with a line of the decoder.</summary>
    public static PacketComparison Of(OraclePacket oracle, JsonObject ours)
    {
        var error = ours["error"] as JsonObject;
        var comparison = new PacketComparison(oracle.Number, error is not null);
        foreach (var field in oracle.Unread)
            comparison.Add("unmapped", field, "no rule reads this field or leaves it out");
        comparison.Error(oracle, error);
        comparison.Envelope(oracle.Envelope, ours);
        comparison.Layers(oracle, ours["layers"] as JsonArray ?? []);
        return comparison;
    }

    private void Error(OraclePacket oracle, JsonObject? error)
    {
        Compared++;
        var layer = (string?)error?["layer"];
        if (oracle.Malformed is { } malformed)
        {
            if (layer is null) Add("error", "malformed " + malformed, "no error");
        }
        else if (error is not null && !(oracle.Cut && (string?)error["fault"] == "Truncated"))
        {
            Add("error", "well formed", error.ToJsonString());
        }
    }

    private void Envelope(JsonObject oracle, JsonObject ours)
    {
        foreach (var key in (string[])["packet", "length", "captured", "from_packets"])
            Value(key, oracle[key], ours[key]);
        Value("time", oracle["time"], NineDigits(ours["time"]));
    }

    private static JsonNode? NineDigits(JsonNode? time) =>
        (string?)time is [.., 'Z'] text && text.LastIndexOf('.') is > 0 and var point
            ? text[..^1].PadRight(point + 10, '0') + "Z"
            : time;

    private void Layers(OraclePacket oracle, JsonArray ours)
    {
        var expected = oracle.Layers;
        for (var i = 0; i < expected.Count; i++)
        {
            var name = (string)expected[i]!["layer"]!;
            if (i >= ours.Count)
            {
                if (!_stopped) Add($"{name}.layer", name, "missing");
                return;
            }

            if ((string?)ours[i]?["layer"] != name)
            {
                Add($"{name}.layer", name, Text(ours[i]?["layer"]));
                return;
            }

            Object(name, (JsonObject)expected[i]!, (JsonObject)ours[i]!, i == ours.Count - 1);
        }

        var rest = ours.Skip(expected.Count).Select(layer => Text(layer?["layer"])).ToArray();
        var fits = oracle.Rest switch
        {
            Remainder.None => rest.Length == 0,
            Remainder.Data => rest is ["\"data\""] || (_stopped && rest.Length == 0),
            _ => rest is [] or ["\"data\""],
        };
        if (!fits) Add("layers.rest", oracle.Rest.ToString(), string.Join(',', rest));
    }

    // The last layer of a packet with an error holds what stands before the fault.
    private void Object(string path, JsonObject expected, JsonObject actual, bool last)
    {
        foreach (var (key, value) in expected)
        {
            if (value is JsonArray array)
            {
                Array($"{path}.{key}", array, actual[key] as JsonArray, last);
            }
            else if (!actual.ContainsKey(key))
            {
                if (!(_stopped && last)) Add($"{path}.{key}", Text(value), "absent");
            }
            else if (value is JsonObject inner)
            {
                Object($"{path}.{key}", inner, actual[key] as JsonObject ?? [], last);
            }
            else
            {
                Value($"{path}.{key}", value, actual[key]);
            }
        }
    }

    private void Array(string path, JsonArray expected, JsonArray? actual, bool last)
    {
        var ours = actual?.Count ?? 0;
        Compared++;
        if (ours != expected.Count && !(_stopped && last && ours < expected.Count))
            Add(path, $"{expected.Count} elements", $"{ours} elements");
        for (var i = 0; i < Math.Min(ours, expected.Count); i++)
        {
            var at = $"{path}[{i}]";
            if (expected[i] is JsonObject inner)
                Object(at, inner, actual![i] as JsonObject ?? [], last);
            else
                Value(at, expected[i], actual![i]);
        }
    }

    private void Value(string path, JsonNode? expected, JsonNode? actual)
    {
        Compared++;
        if (Text(expected) != Text(actual)) Add(path, Text(expected), Text(actual));
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";

    private void Add(string path, string expected, string actual) =>
        _differences.Add(new Difference(_packet, path, expected, actual));
}
