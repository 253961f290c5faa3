using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Holdfast.Tests;

/// <summary>
/// JSON Schema 2020-12, as much of it as our schemas use: a keyword that it does not know is an
/// error, so no rule of a schema goes unchecked. Knows our own x-minimum and x-maximum of times.
/// </summary>
/// <param name="schema">The schema.</param>
internal sealed class JsonSchemaCheck(JsonNode schema)
{
    private static readonly Dictionary<string, decimal> Units = new()
    {
        ["us"] = 10,
        ["ms"] = 10_000,
        ["s"] = 10_000_000,
        ["m"] = 600_000_000,
        ["h"] = 36_000_000_000,
        ["d"] = 864_000_000_000,
    };

    /// <summary>The first place that a schema forbids, and by which keyword; null: none.</summary>
    public string? Wrong(JsonNode? value) => Wrong(schema.AsObject(), value, "$");

    /// <summary>The schema at a place of a document, with references followed.</summary>
    public JsonObject Resolve(JsonObject at) =>
        at["$ref"]?.GetValue<string>() is not { } reference
            ? at
            : schema["$defs"]![reference["#/$defs/".Length..]]!.AsObject();

    /// <summary>Ticks of 100 ns in a time as text; null: it is none.</summary>
    public static decimal? Ticks(string text)
    {
        var match = Regex.Match(text, @"^([0-9]+(?:\.[0-9]+)?)(us|ms|s|m|h|d)$");
        return match.Success
            && decimal.TryParse(
                match.Groups[1].Value, CultureInfo.InvariantCulture, out var number)
            ? number * Units[match.Groups[2].Value]
            : null;
    }

    private string? Wrong(JsonObject rules, JsonNode? value, string path)
    {
        foreach (var (keyword, rule) in rules)
        {
            var wrong = keyword switch
            {
                "$ref" => Wrong(Resolve(rules), value, path),
                "type" => IsOf(rule!.GetValue<string>(), value) ? null : path,
                "enum" => rule!.AsArray().Any(one => JsonNode.DeepEquals(one, value)) ? null : path,
                "oneOf" => rule!.AsArray().Count(
                    one => Wrong(one!.AsObject(), value, path) is null) == 1 ? null : path,
                "properties" => Properties(rule!.AsObject(), value, path),
                "additionalProperties" => Additional(rules, value, path),
                "propertyNames" => (value as JsonObject)?.Select(member => Wrong(
                        rule!.AsObject(), JsonValue.Create(member.Key), $"{path}.{member.Key}"))
                    .FirstOrDefault(wrong => wrong is not null),
                "required" => value is not JsonObject owner
                    || rule!.AsArray().All(name => owner.ContainsKey(name!.GetValue<string>()))
                    ? null : path,
                "items" => Elements(rule!.AsObject(), value, path),
                "minItems" => Bounded(value as JsonArray, rule, a => a.Count, isLeast: true, path),
                "maxItems" => Bounded(value as JsonArray, rule, a => a.Count, isLeast: false, path),
                "minimum" => Bounded(Number(value), rule, isLeast: true, path),
                "maximum" => Bounded(Number(value), rule, isLeast: false, path),
                "minLength" => Bounded(Length(value), rule, isLeast: true, path),
                "maxLength" => Bounded(Length(value), rule, isLeast: false, path),
                "x-minimum" => Time(value) < Ticks(rule!.GetValue<string>()) ? path : null,
                "x-maximum" => Time(value) > Ticks(rule!.GetValue<string>()) ? path : null,
                "pattern" => Text(value) is { } text
                    && !Regex.IsMatch(text, rule!.GetValue<string>(), RegexOptions.ECMAScript)
                    ? path : null,
                "$schema" or "$defs" or "title" or "description" or "default" => null,
                _ => throw new InvalidOperationException($"no such keyword: {keyword}"),
            };
            if (wrong is not null)
            {
                return wrong == path ? $"{path}: {keyword}" : wrong;
            }
        }

        return null;
    }

    private string? Properties(JsonObject rules, JsonNode? value, string path)
    {
        foreach (var (name, rule) in rules)
        {
            if (value is JsonObject owner && rule is JsonObject inner
                && owner.ContainsKey(name)
                && Wrong(inner, owner[name], $"{path}.{name}") is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private string? Additional(JsonObject rules, JsonNode? value, string path) =>
        value is JsonObject owner
            ? owner.Where(member => rules["properties"]?.AsObject().ContainsKey(member.Key) != true)
                .Select(member => rules["additionalProperties"] is JsonObject each
                    ? Wrong(each, member.Value, $"{path}.{member.Key}")
                    : $"{path}.{member.Key}: unknown")
                .FirstOrDefault(wrong => wrong is not null)
            : null;

    private string? Elements(JsonObject rule, JsonNode? value, string path) =>
        value is JsonArray array
            ? array.Select((element, at) => Wrong(rule, element, $"{path}[{at}]"))
                .FirstOrDefault(wrong => wrong is not null)
            : null;

    private static string? Bounded<T>(
        T? value, JsonNode? rule, Func<T, int> size, bool isLeast, string path)
        where T : class =>
        Bounded(value is null ? null : size(value), rule, isLeast, path);

    private static string? Bounded(decimal? value, JsonNode? rule, bool isLeast, string path)
    {
        var bound = Number(rule);
        return isLeast ? value < bound ? path : null : value > bound ? path : null;
    }

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => Number(value) is { } number && decimal.IsInteger(number),
        _ => throw new InvalidOperationException($"no such type: {type}"),
    };

    private static decimal? Number(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number
            && decimal.TryParse(
                value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture,
                out var number)
            ? number
            : null;

    private static string? Text(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static decimal? Time(JsonNode? value) => Text(value) is { } text ? Ticks(text) : null;

    // In code points, as the specification says.
    private static decimal? Length(JsonNode? value) => Text(value)?.EnumerateRunes().Count();
}
