using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Codec;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Tests;

/// <summary>What a schema says of the values in a document, and of the properties of a type.
/// </summary>
internal static class SchemaWalk
{
    /// <summary>Every number and time of a document, and the document with another value there.
    /// </summary>
    public static List<(string Path, JsonObject Rules, Func<JsonNode, JsonNode> With)> Leaves(
        JsonNode schema, JsonNode whole) =>
    [
        .. Fields(schema, whole).Where(one =>
            one.Rules.ContainsKey("minimum") || one.Rules.ContainsKey("x-minimum")),
    ];

    /// <summary>
    /// Everything in a document that the schema knows, with what it says of that, references
    /// followed, and the document with another value there.
    /// </summary>
    public static List<(string Path, JsonObject Rules, Func<JsonNode, JsonNode> With)> Fields(
        JsonNode schema, JsonNode whole)
    {
        var check = new JsonSchemaCheck(schema);
        var found = new List<(string, JsonObject, Func<JsonNode, JsonNode>)>();
        Inside(schema.AsObject(), whole, "$");
        return found;

        void Walk(JsonObject rules, JsonNode at, string path)
        {
            found.Add((
                path, check.Resolve(rules), value => ConfigDocuments.With(whole, path, value)));
            Inside(check.Resolve(rules), at, path);
        }

        void Inside(JsonObject rules, JsonNode at, string path)
        {
            foreach (var (name, value) in at as JsonObject ?? [])
            {
                if (rules["properties"]![name] is JsonObject field)
                {
                    Walk(field, value!, $"{path}.{name}");
                }
            }

            for (var i = 0; i < (at as JsonArray ?? []).Count; i++)
            {
                Walk(rules["items"]!.AsObject(), at[i]!, $"{path}[{i}]");
            }
        }
    }

    /// <summary>The values at both bounds of a number or a time, and just beyond them.</summary>
    public static IEnumerable<(bool IsInside, JsonNode Value)> Bounds(JsonObject rules)
    {
        if (rules["minimum"] is { } least)
        {
            var most = rules["maximum"]!.GetValue<long>();
            yield return (true, least.GetValue<long>());
            yield return (true, most);
            yield return (false, least.GetValue<long>() - 1);
            yield return (false, most + 1);
            yield break;
        }

        var shortest = (long)JsonSchemaCheck.Ticks(rules["x-minimum"]!.GetValue<string>())!;
        var longest = (long)JsonSchemaCheck.Ticks(rules["x-maximum"]!.GetValue<string>())!;
        yield return (true, rules["x-minimum"]!.GetValue<string>());
        yield return (true, rules["x-maximum"]!.GetValue<string>());
        yield return (false, Time(longest + 1));
        if (shortest > 0)
        {
            yield return (false, Time(shortest - 1));
        }
    }

    /// <summary>
    /// Reads documents with each bound of each value, and with what is just beyond it: that is
    /// refused where it stands. The number of documents.
    /// </summary>
    /// <param name="leaves">The values.</param>
    /// <param name="read">The error of a text; null: it is read.</param>
    public static int TryBounds(
        IEnumerable<(string Path, JsonObject Rules, Func<JsonNode, JsonNode> With)> leaves,
        Func<byte[], ConfigTextError?> read)
    {
        var tried = 0;
        foreach (var (path, rules, with) in leaves)
        {
            foreach (var (isInside, value) in Bounds(rules))
            {
                var error = read(Encoding.UTF8.GetBytes(with(value).ToJsonString()));
                if (isInside)
                {
                    Assert.True(
                        error is null or { Fault: ConfigTextFault.Contradiction },
                        $"{path}: {error}");
                }
                else
                {
                    Assert.Equal(
                        (ConfigTextFault.OutOfRange, path), (error?.Fault, error?.Place.Path));
                }

                tried++;
            }
        }

        return tried;
    }

    /// <summary>The properties that people set and for which a schema has no field, by their paths.
    /// </summary>
    /// <param name="type">The type of an object.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="rules">What it says of that object.</param>
    public static IEnumerable<string> Missing(Type type, JsonNode schema, JsonObject rules)
    {
        var missing = new List<string>();
        Walk(type, rules, "");
        return missing;

        void Walk(Type type, JsonObject rules, string path)
        {
            var fields = new JsonSchemaCheck(schema).Resolve(rules)["properties"]!.AsObject();
            foreach (var property in type.GetProperties().Where(one => one.CanWrite))
            {
                var name = path + NameOf(property.Name);
                var inner = Nullable.GetUnderlyingType(property.PropertyType)
                    ?? property.PropertyType;
                var isList = inner.IsGenericType
                    && inner.GetGenericTypeDefinition() == typeof(Items<>);
                inner = isList ? inner.GetGenericArguments()[0] : inner;
                if (fields[NameOf(property.Name)] is not JsonObject field)
                {
                    missing.Add(name);
                }
                else if ((isList ? field["items"]!.AsObject() : field).ContainsKey("$ref")
                    && !inner.IsAbstract)
                {
                    Walk(inner, isList ? field["items"]!.AsObject() : field, name + ".");
                }
            }
        }
    }

    /// <summary>A property's name as a field's.</summary>
    public static string NameOf(string property) => string.Concat(property.Select(
        (c, at) => (at > 0 && char.IsUpper(c) ? "_" : "") + char.ToLowerInvariant(c)));

    private static string Time(long ticks) =>
        (ticks / 10m).ToString(CultureInfo.InvariantCulture) + "us";
}
