using System.Globalization;
using System.Text.Json;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;

namespace Holdfast.Simulation.Worlds.Json;

/// <summary>A name by which others refer to something.</summary>
internal sealed class KeyShape : JsonShape<string>
{
    /// <summary>The most characters.</summary>
    public const int LengthMax = 64;

    /// <summary>What every name looks like.</summary>
    private const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$";

    /// <summary>The only one.</summary>
    public static KeyShape Shape { get; } = new();

    /// <inheritdoc/>
    public override string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"name of at most {LengthMax} letters, digits, dots, dashes and underscores");

    /// <inheritdoc/>
    public override bool TryRead(JsonPlace place, out string value, out JsonFailure? failure)
    {
        value = place.Text;
        failure = place.Kind != JsonTokenType.String
            ? place.Fails(ConfigTextFault.WrongType, $"a string is needed: {Summary}")
            : IsKey(value)
                ? null
                : place.Fails(ConfigTextFault.Malformed, $"a {Summary} is needed");
        return failure is null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, string value) => to.WriteStringValue(value);

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "string");
        schema.WriteString("pattern", Pattern);
        schema.WriteNumber("maxLength", LengthMax);
    }

    private static bool IsKey(string text) =>
        text.Length is > 0 and <= LengthMax
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
