using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>Documents drawn from the schema of configurations.</summary>
/// <param name="schema">The schema.</param>
internal sealed class DrawnDocuments(JsonNode schema)
{
    private readonly JsonSchemaCheck _check = new(schema);

    /// <summary>A whole document in which some values were drawn anew, by the schema.</summary>
    public JsonNode Lawful(Choices choices, JsonNode whole)
    {
        var document = whole.DeepClone();
        for (var change = choices.Below(6); change > 0; change--)
        {
            Redraw(choices, schema.AsObject(), document);
        }

        return document;
    }

    /// <summary>The same with one value that is anything.</summary>
    public JsonNode Lawless(Choices choices, JsonNode whole)
    {
        var document = Lawful(choices, whole);
        var at = document;
        while (true)
        {
            var children = at switch
            {
                JsonObject owner => owner.Select(member => member.Key).ToArray(),
                JsonArray array => [.. Enumerable.Range(0, array.Count).Select(i => $"{i}")],
                _ => [],
            };
            if (children.Length == 0)
            {
                return document;
            }

            var step = choices.Of(children);
            var child = at is JsonArray list
                ? list[int.Parse(step, CultureInfo.InvariantCulture)]
                : at[step];
            if (child is JsonObject or JsonArray && choices.Chance(80))
            {
                at = child;
                continue;
            }

            Break(choices, at, step);
            return document;
        }
    }

    private static void Break(Choices choices, JsonNode at, string step)
    {
        switch (at)
        {
            case JsonArray array when choices.Chance(20):
                array.RemoveAt(0);
                break;
            case JsonArray array:
                array[int.Parse(step, CultureInfo.InvariantCulture)] = Anything(choices);
                break;
            case JsonObject owner when choices.Chance(20):
                owner.Remove(step);
                break;
            case JsonObject owner when choices.Chance(20):
                owner[step + "s"] = Anything(choices);
                break;
            default:
                at[step] = Anything(choices);
                break;
        }
    }

    private static JsonNode? Anything(Choices choices) => choices.Below(9) switch
    {
        0 => null,
        1 => choices.Chance(50),
        2 => (long)choices.Number(34) - 1_000,
        3 => 1.5,
        4 => choices.Of(["", "3s", "-3s", "3", "10h", "9999999d", "0.00000001s", "1e3s"]),
        5 => choices.Of(["10.0.0.1", "2001:db8::1", "10.0.0.0/8", "fqdn:a", "v2", "strict"]),
        6 => new JsonArray(),
        7 => new JsonObject(),
        _ => choices.Of([-1, 0, 1, 256, 65_536, 2_000_000_000]),
    };

    private void Redraw(Choices choices, JsonObject rules, JsonNode at)
    {
        switch (at)
        {
            case JsonObject owner:
                var fields = _check.Resolve(rules)["properties"]!.AsObject()
                    .Where(field => field.Value is JsonObject && field.Key != "$schema")
                    .Where(field => rules["oneOf"] is null || owner.ContainsKey(field.Key))
                    .ToArray();
                var (name, field) = choices.Of(fields);
                if (owner[name] is { } inner and (JsonObject or JsonArray))
                {
                    Redraw(choices, field!.AsObject(), inner);
                }
                else if (Value(choices, field!.AsObject()) is { } value)
                {
                    owner[name] = value;
                }

                break;
            case JsonArray array when array.Count > 0:
                var place = choices.Below(array.Count);
                if (array[place] is { } element and (JsonObject or JsonArray))
                {
                    Redraw(choices, rules["items"]!.AsObject(), element);
                }
                else if (Value(choices, rules["items"]!.AsObject()) is { } drawn)
                {
                    array[place] = drawn;
                }

                break;
            case JsonArray or JsonValue:
                break;
        }
    }

    /// <summary>A value that a schema allows; null: it is an object or a list.</summary>
    private static JsonNode? Value(Choices choices, JsonObject rules) => rules switch
    {
        _ when rules["enum"] is JsonArray words => choices.Of(words.ToArray())!.DeepClone(),
        _ when rules["minimum"] is { } least => Number(
            choices, least.GetValue<long>(), rules["maximum"]!.GetValue<long>()),
        _ when rules["x-minimum"] is { } shortest => Time(
            choices,
            (long)JsonSchemaCheck.Ticks(shortest.GetValue<string>())!,
            (long)JsonSchemaCheck.Ticks(rules["x-maximum"]!.GetValue<string>())!),
        _ when rules["type"]?.GetValue<string>() == "boolean" => choices.Chance(50),
        _ when rules["pattern"] is { } pattern => Text(
            choices, pattern.GetValue<string>(), rules["maxLength"]!.GetValue<int>()),
        _ when rules["minLength"] is not null => choices.Of(["mars", "märs", "a b", "\"", "\\"]),
        _ => null,
    };

    private static long Number(Choices choices, long least, long most) => choices.Below(4) switch
    {
        0 => least,
        1 => most,
        _ => least + (long)(choices.Number(40) % (ulong)Math.Min(1_000, most - least + 1)),
    };

    private static string Time(Choices choices, long least, long most)
    {
        var ticks = choices.Below(4) switch
        {
            0 => least,
            1 => most,
            2 => least + (long)(choices.Number(44) % (ulong)(most - least + 1)),
            _ => Math.Clamp(choices.Below(100) * TimeSpan.TicksPerSecond, least, most),
        };
        return ticks % 10 == 0 && choices.Chance(50)
            ? $"{ticks / 10}us"
            : (ticks / 10_000_000m).ToString(CultureInfo.InvariantCulture) + "s";
    }

    /// <summary>Strings for the patterns of addresses, prefixes, identities and octets.</summary>
    private static string Text(Choices choices, string pattern, int longest)
    {
        string[] all =
        [
            "10.0.0.1", "192.0.2.7", "2001:db8::1", "10.1.0.0/16", "2001:db8::/32",
            "fqdn:gw.example", "email:carol@example", "address:192.0.2.9", "key:00ff",
            "dn:3000", "hex:0500000001", "02:00:00:00:00:01", "00ff", "cisco", "a\"b", "",
        ];
        return choices.Of(all.Where(text => text.Length <= longest
            && Regex.IsMatch(text, pattern, RegexOptions.ECMAScript)).ToArray());
    }
}
