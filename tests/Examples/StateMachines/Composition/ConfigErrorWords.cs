using System.Text;
using System.Text.Json.Nodes;
using Holdfast.StateMachines.Composition;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// Whoever writes a wrong value into any field of a configuration is told in one sentence what is
/// needed there: config-errors.txt beside this file. HOLDFAST_UPDATE_GOLDENS=1 writes it, for a
/// review.
/// </summary>
public sealed class ConfigErrorWords
{
    private const string Told = "tests/Examples/StateMachines/Composition/config-errors.txt";

    private static readonly JsonObject Whole = Schema().AsObject();

    /// <summary>No field takes all of them.</summary>
    private static readonly JsonNode[] Values =
        [true, "?", -1, new JsonArray("?"), new JsonObject(), 1e15];

    [Fact]
    public void Each_wrong_value_in_each_field_is_told_in_a_sentence()
    {
        var told = new StringBuilder();
        foreach (var path in Paths(Whole, []))
        {
            var name = string.Join('.', path);
            told.Append(name).Append('\n');
            foreach (var value in Values)
            {
                var text = With(path, value.DeepClone());
                told.Append($"    {value.ToJsonString()}: ")
                    .Append(ClusterMemberJson.TryRead(
                        Encoding.UTF8.GetBytes(text), out _, out var error)
                        ? "stands"
                        : $"{error.Fault}: {error.Place.Path}: {error.Message}")
                    .Append('\n');
            }
        }

        IsUpToDate(Told, told.ToString());
    }

    [Theory]
    [InlineData("cluster")]
    [InlineData("members.[0].name")]
    public void A_name_may_be_as_long_as_the_schema_says_and_no_longer(string field)
    {
        var most = (int)Whole["properties"]!["cluster"]!["maxLength"]!;
        foreach (var length in (int[])[0, 1, most, most + 1])
        {
            var text = With(field.Split('.'), new string('a', length));
            var stands = ClusterMemberJson.TryRead(
                Encoding.UTF8.GetBytes(text), out _, out var error);
            Assert.Equal(length >= 1 && length <= most, stands);
            Assert.True(stands || error.Fault == ConfigTextFault.OutOfRange);
        }
    }

    private static string With(string[] path, JsonNode value)
    {
        var root = JsonNode.Parse(Smallest)!;
        var at = root;
        for (var i = 0; i < path.Length - 1; i++)
        {
            at = Inside(at, path[i], path[i + 1] == "[0]");
        }

        Set(at, path[^1], value);
        return root.ToJsonString();
    }

    private static JsonNode Inside(JsonNode at, string name, bool isList)
    {
        var there = name == "[0]" ? at.AsArray().FirstOrDefault() : at[name];
        return there ?? Set(at, name, isList ? new JsonArray() : new JsonObject());
    }

    private static JsonNode Set(JsonNode at, string name, JsonNode value)
    {
        if (name != "[0]")
        {
            at[name] = value;
        }
        else if (at.AsArray() is { Count: > 0 } items)
        {
            items[0] = value;
        }
        else
        {
            at.AsArray().Add(value);
        }

        return value;
    }

    private static IEnumerable<string[]> Paths(JsonNode? of, string[] path)
    {
        var shape = of as JsonObject;
        if ((string?)shape?["$ref"] is { } name)
        {
            shape = Whole["$defs"]![name.Split('/')[^1]]!.AsObject();
        }

        if (path.Length > 0)
        {
            yield return path;
        }

        foreach (var (field, inside) in shape?["properties"] as JsonObject ?? [])
        {
            foreach (var found in Paths(inside, [.. path, field]))
            {
                yield return found;
            }
        }

        if (shape?["items"] is JsonObject items)
        {
            foreach (var found in Paths(items, [.. path, "[0]"]))
            {
                yield return found;
            }
        }
    }
}
