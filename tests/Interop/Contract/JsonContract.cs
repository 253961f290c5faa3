using System.Text.Json;

namespace Holdfast.Tests.Interop.Contract;

/// <summary>Checks a line against docs/decode-json.md: every key that must be there is, no key is
/// there that the page does not know, every value has the form that the page gives it.</summary>
internal static class JsonContract
{
    /// <summary>What is wrong with a line; empty when nothing is.</summary>
    public static IReadOnlyList<string> Faults(string line)
    {
        var faults = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(line);
            CheckObject("", document.RootElement, "envelope", faults);
        }
        catch (JsonException exception)
        {
            faults.Add("no JSON: " + exception.Message);
        }

        return faults;
    }

    private static void CheckObject(
        string path, JsonElement element, string schema, List<string> faults)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{path}: {element.ValueKind} in place of an object");
            return;
        }

        var keys = Schemas.Of(schema);
        var seen = new HashSet<string>();
        foreach (var property in element.EnumerateObject())
        {
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (!seen.Add(property.Name)) faults.Add($"{at}: twice");
            if (property.Name == "layer" && path.StartsWith("layers[", StringComparison.Ordinal))
                continue;
            if (keys.TryGetValue(property.Name, out var key))
                Check(at, property.Value, key.Form, faults);
            else
                faults.Add($"{at}: the contract of {schema} has no such key");
        }

        foreach (var (name, key) in keys)
        {
            if (!key.Optional && !seen.Contains(name)) faults.Add($"{path}.{name}: missing");
        }
    }

    private static void Check(string path, JsonElement value, string form, List<string> faults)
    {
        if (form.EndsWith('~'))
        {
            if (value.ValueKind == JsonValueKind.Null) return;
            form = form[..^1];
        }

        if (form is ['[', .. var inner, ']'])
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                faults.Add($"{path}: {value.ValueKind} in place of an array");
                return;
            }

            var index = 0;
            foreach (var element in value.EnumerateArray())
                Check($"{path}[{index++}]", element, inner, faults);
            return;
        }

        if (form is ['{', .. var schema, '}']) CheckObject(path, value, schema, faults);
        else if (form == "layer") CheckLayer(path, value, faults);
        else if (!Forms.Fits(form, value)) faults.Add($"{path}: {value} is no {form}");
    }

    private static void CheckLayer(string path, JsonElement value, List<string> faults)
    {
        var name = value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("layer", out var layer) ? layer.GetString() : null;
        if (name is null) faults.Add($"{path}.layer: missing");
        else if (Schemas.ForLayer(name, value) is { } schema)
            CheckObject(path, value, schema, faults);
        else
            faults.Add($"{path}.layer: {name} is no layer of the contract");
    }
}
