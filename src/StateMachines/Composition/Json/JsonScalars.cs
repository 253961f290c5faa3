using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>True or false.</summary>
internal sealed class FlagShape : JsonShape<bool>
{
    /// <summary>The only one.</summary>
    public static FlagShape Shape { get; } = new();

    /// <inheritdoc/>
    public override string Summary => "`true` or `false`";

    /// <inheritdoc/>
    public override bool TryRead(JsonPlace place, out bool value, out JsonFailure? failure)
    {
        value = place.Kind == JsonTokenType.True;
        failure = value || place.Kind == JsonTokenType.False
            ? null
            : place.Fails(ConfigTextFault.WrongType, "true or false is needed");
        return failure is null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, bool value) => to.WriteBooleanValue(value);

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema) => schema.WriteString("type", "boolean");
}

/// <summary>A whole number between two bounds.</summary>
/// <param name="least">The least one.</param>
/// <param name="most">The greatest one.</param>
/// <typeparam name="T">A type of whole numbers that holds both.</typeparam>
internal sealed class NumberShape<T>(T least, T most) : JsonShape<T>
    where T : struct, IBinaryInteger<T>
{
    private readonly long _least = long.CreateChecked(least);
    private readonly long _most = long.CreateChecked(most);

    /// <inheritdoc/>
    public override string Summary =>
        string.Create(CultureInfo.InvariantCulture, $"number, {_least} to {_most}");

    /// <inheritdoc/>
    public override bool TryRead(JsonPlace place, out T value, out JsonFailure? failure)
    {
        value = default;
        if (place.Kind != JsonTokenType.Number || !IsWhole(place.Text, out var number))
        {
            return Fail(
                place.Fails(ConfigTextFault.WrongType, $"a whole {Summary}, is needed"),
                out value, out failure);
        }

        if (number < _least || number > _most)
        {
            return Fail(
                place.Fails(
                    ConfigTextFault.OutOfRange,
                    $"a whole {Summary}, is needed, not {place.Text}"),
                out value, out failure);
        }

        value = T.CreateChecked((long)number);
        failure = null;
        return true;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, T value) =>
        to.WriteNumberValue(long.CreateChecked(value));

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "integer");
        schema.WriteNumber("minimum", _least);
        schema.WriteNumber("maximum", _most);
    }

    /// <summary>
    /// 3, 3.0 and 30e-1 are whole, as JSON Schema says. Of so few digits all that is not whole
    /// stays so in a decimal, or becomes 0.
    /// </summary>
    private static bool IsWhole(string text, out decimal number)
    {
        number = 0;
        const int longest = 24;
        return text.Length <= longest
            && decimal.TryParse(
                text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && decimal.IsInteger(number)
            && (number != 0
                || text.TakeWhile(c => c is not ('e' or 'E')).All(c => c is '-' or '.' or '0'));
    }
}

/// <summary>One of some words: the names of an enum, as names are written in JSON.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal sealed class WordShape<T> : JsonShape<T>
    where T : struct, Enum
{
    /// <summary>The only one.</summary>
    public static WordShape<T> Shape { get; } = new();

    /// <inheritdoc/>
    public override string Summary =>
        string.Join(", ", Enum.GetValues<T>().Select(value => $"`\"{NameOf(value)}\"`"));

    /// <inheritdoc/>
    public override bool TryRead(JsonPlace place, out T value, out JsonFailure? failure)
    {
        if (place.Kind == JsonTokenType.String)
        {
            foreach (var known in Enum.GetValues<T>())
            {
                if (NameOf(known) == place.Text)
                {
                    value = known;
                    failure = null;
                    return true;
                }
            }
        }

        var fault = place.Kind == JsonTokenType.String
            ? ConfigTextFault.Malformed
            : ConfigTextFault.WrongType;
        var names = string.Join(", ", Enum.GetValues<T>().Select(NameOf));
        return Fail(place.Fails(fault, $"one of {names} is needed"), out value, out failure);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, T value) => to.WriteStringValue(NameOf(value));

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteStartArray("enum");
        foreach (var value in Enum.GetValues<T>())
        {
            schema.WriteStringValue(NameOf(value));
        }

        schema.WriteEndArray();
    }

    private static string NameOf(T value) => JsonName.Of(value.ToString());
}

/// <summary>Names as JSON has them.</summary>
internal static class JsonName
{
    /// <summary>HoldTime is hold_time, V2 is v2 and Rfc2281Literal is rfc2281_literal.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>The steps of a path: <c>Hsrp.Front.Links[2].Decrement</c>.</summary>
    public static IEnumerable<string> Steps(string path)
    {
        foreach (var step in path.Split('.'))
        {
            var bracket = step.IndexOf('[');
            if (bracket < 0)
            {
                yield return Of(step);
                continue;
            }

            yield return Of(step[..bracket]);
            yield return step[bracket..];
        }
    }
}
