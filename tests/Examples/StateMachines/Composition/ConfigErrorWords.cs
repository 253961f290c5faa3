using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.StateMachines.Composition;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// Whoever writes a wrong value into any field of a configuration is told, where it stands, what
/// the schema needs there.
/// </summary>
public sealed class ConfigErrorWords
{
    private static readonly (string Path, JsonObject Rules, Func<JsonNode, JsonNode> With)[]
        Fields = [.. SchemaWalk.Fields(Schema(), ConfigDocuments.Whole())];

    /// <summary>No field takes all of them.</summary>
    private static readonly JsonNode[] Values =
        [true, "?", -1, 0.5, 1_000_000_000_000_000, new JsonArray("?"), new JsonObject()];

    [Fact]
    public void Each_value_of_a_wrong_kind_is_told_with_what_is_needed()
    {
        var told = 0;
        foreach (var (path, rules, with) in Fields)
        {
            foreach (var value in Values.Where(value => !IsOfKind(rules, value)))
            {
                var error = Wrong(with(value).ToJsonString());
                Assert.Equal(
                    (path, ConfigTextFault.WrongType), (error.Place.Path, error.Fault));
                Assert.Matches($"^{Needed(rules)}$", error.Message);
                told++;
            }
        }

        Assert.True(told > 1_000, $"{told}");
    }

    [Fact]
    public void A_number_beyond_its_bounds_is_told_with_them()
    {
        foreach (var (path, rules, with) in Fields.Where(one => one.Rules.ContainsKey("minimum")))
        {
            foreach (var (isInside, value) in SchemaWalk.Bounds(rules))
            {
                if (!isInside)
                {
                    var error = Wrong(with(value).ToJsonString());
                    Assert.Equal(
                        (path, ConfigTextFault.OutOfRange), (error.Place.Path, error.Fault));
                    Assert.Matches($"^{Needed(rules)}, not {value}$", error.Message);
                }
            }
        }
    }

    [Fact]
    public void A_text_that_does_not_fit_is_told_by_the_words_that_tell_what_does()
    {
        var told = 0;
        foreach (var (path, rules, with) in Fields.Where(one =>
            KindOf(one.Rules) == "string"
            && (one.Rules.ContainsKey("enum") || one.Rules["pattern"] is { } pattern
                && !Regex.IsMatch("?", $"{pattern}"))))
        {
            var error = Wrong(with("?").ToJsonString());
            Assert.Equal((path, ConfigTextFault.Malformed), (error.Place.Path, error.Fault));
            var other = Wrong(with(true).ToJsonString()).Message;
            Assert.Equal(
                rules.ContainsKey("enum") ? other
                    : rules.ContainsKey("x-minimum")
                    ? $"{other.Split(", as")[0]}: a number and us, ms, s, m, h or d"
                    : $"{other["a string is needed: ".Length..]} is needed",
                error.Message);
            told++;
        }

        Assert.True(told > 80, $"{told}");
    }

    [Fact]
    public void An_object_without_what_it_needs_is_told_the_first_that_is_missing()
    {
        var told = 0;
        foreach (var (path, rules, with) in Fields.Where(one => KindOf(one.Rules) == "object"))
        {
            if (rules["required"] is JsonArray { Count: > 0 } required)
            {
                var error = Wrong(with(new JsonObject()).ToJsonString());
                Assert.Equal((path, ConfigTextFault.MissingField), (error.Place.Path, error.Fault));
                Assert.Equal($"the field {required[0]} is missing", error.Message);
                told++;
            }
        }

        Assert.True(told > 5, $"{told}");
    }

    [Theory]
    [InlineData("$.cluster")]
    [InlineData("$.members[0].name")]
    [InlineData("$.peers[0].child_sas[0].name")]
    public void A_name_may_be_as_long_as_the_schema_says_and_no_longer(string path)
    {
        var (_, rules, with) = Fields.Single(one => one.Path == path);
        var (least, most) = ((int)rules["minLength"]!, (int)rules["maxLength"]!);
        foreach (var length in (int[])[least - 1, least, most, most + 1])
        {
            var text = Encoding.UTF8.GetBytes(with(new string('a', length)).ToJsonString());
            var stands = ClusterMemberJson.TryRead(text, out _, out var error);
            Assert.Equal(length >= least && length <= most, stands);
            Assert.True(stands || error.Fault == ConfigTextFault.OutOfRange);
            Assert.True(
                stands || error.Message == $"text of {least} to {most} characters is needed");
        }
    }

    private static bool IsOfKind(JsonObject rules, JsonNode value) => KindOf(rules) switch
    {
        "boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.GetValueKind() == JsonValueKind.Number
            && decimal.IsInteger(decimal.Parse(
                value.ToJsonString(), CultureInfo.InvariantCulture)),
        "array" => value is JsonArray,
        "object" => value is JsonObject,
        _ => value.GetValueKind() == JsonValueKind.String,
    };

    private static string KindOf(JsonObject rules) =>
        rules.ContainsKey("enum") ? "string" : $"{rules["type"]}";

    /// <summary>In words, as an expression.</summary>
    private static string Needed(JsonObject rules) => KindOf(rules) switch
    {
        "boolean" => "true or false is needed",
        "integer" => $"a whole number, {rules["minimum"]} to {rules["maximum"]}, is needed",
        "array" => "a list is needed",
        "object" => "an object is needed",
        _ when rules["enum"] is JsonArray words =>
            $"one of {string.Join(", ", words.Select(word => $"{word}"))} is needed",
        _ when rules.ContainsKey("x-minimum") => Regex.Escape(
            $"a time, {rules["x-minimum"]} to {rules["x-maximum"]}, is needed, "
            + "as \"3s\" or \"250ms\""),
        _ when rules.ContainsKey("minLength") => "a string is needed: "
            + $"text of {rules["minLength"]} to {rules["maxLength"]} characters",
        _ => "a string is needed: .{9,}",
    };
}
