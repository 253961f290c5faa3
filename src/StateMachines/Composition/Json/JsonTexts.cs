using System.Globalization;
using System.Text.Json;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>A string that stands for a value.</summary>
/// <param name="summary">What it is, for people.</param>
/// <param name="pattern">
/// An ECMA regular expression of what every such string looks like; not all that match are one.
/// </param>
/// <param name="lengthMax">The most characters.</param>
/// <param name="read">The value; null where the string stands for none.</param>
/// <param name="write">The string of a value.</param>
/// <typeparam name="T">The value.</typeparam>
internal sealed class TextShape<T>(
    string summary, string pattern, int lengthMax, Func<string, T?> read, Func<T, string> write)
    : JsonShape<T>
    where T : struct
{
    private readonly string _pattern = pattern;
    private readonly int _lengthMax = lengthMax;
    private readonly Func<string, T?> _read = read;
    private readonly Func<T, string> _write = write;

    /// <inheritdoc/>
    public override string Summary { get; } = summary;

    /// <inheritdoc/>
    public override bool TryRead(JsonPlace place, out T value, out JsonFailure? failure)
    {
        value = default;
        if (place.Kind != JsonTokenType.String)
        {
            return Fail(
                place.Fails(ConfigTextFault.WrongType, $"a string is needed: {Summary}"),
                out value, out failure);
        }

        if (place.Text.Length > _lengthMax || _read(place.Text) is not { } found)
        {
            return Fail(
                place.Fails(ConfigTextFault.Malformed, $"{Summary} is needed"),
                out value, out failure);
        }

        value = found;
        failure = null;
        return true;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, T value) => to.WriteStringValue(_write(value));

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "string");
        schema.WriteString("pattern", _pattern);
        schema.WriteNumber("maxLength", _lengthMax);
    }
}

/// <summary>Text for people, a line at most.</summary>
/// <param name="least">The fewest characters.</param>
/// <param name="most">The most.</param>
internal sealed class NameShape(int least, int most) : JsonShape<string>
{
    private readonly int _least = least;
    private readonly int _most = most;

    /// <summary>A name.</summary>
    public static NameShape Shape { get; } = new(1, ClusterMemberConfig.NameMax);

    /// <inheritdoc/>
    public override string Summary => string.Create(
        CultureInfo.InvariantCulture, $"text of {_least} to {_most} characters");

    /// <inheritdoc/>
    public override bool TryRead(JsonPlace place, out string value, out JsonFailure? failure)
    {
        value = place.Text;
        failure = place.Kind != JsonTokenType.String
            ? place.Fails(ConfigTextFault.WrongType, $"a string is needed: {Summary}")
            : value.Length < _least || value.Length > _most
                ? place.Fails(ConfigTextFault.OutOfRange, $"{Summary} is needed")
                : ClusterMemberConfig.IsName(value)
                    ? null
                    : place.Fails(
                        ConfigTextFault.Malformed, "text without control characters is needed");
        return failure is null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, string value) => to.WriteStringValue(value);

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "string");
        schema.WriteNumber("minLength", _least);
        schema.WriteNumber("maxLength", _most);
    }
}

/// <summary>A list of values.</summary>
/// <param name="item">What each of them is.</param>
/// <param name="least">The fewest.</param>
/// <param name="most">The most.</param>
/// <typeparam name="T">The value.</typeparam>
internal sealed class ListShape<T>(JsonShape<T> item, int least, int most) : JsonShape<Items<T>>
{
    private readonly JsonShape<T> _item = item;
    private readonly int _least = least;
    private readonly int _most = most;

    /// <inheritdoc/>
    public override string Summary => string.Create(
        CultureInfo.InvariantCulture, $"list of {_least} to {_most}: {_item.Summary}");

    /// <inheritdoc/>
    public override IJsonObject? Inside => _item.Inside;

    /// <inheritdoc/>
    public override bool TryRead(JsonPlace place, out Items<T> value, out JsonFailure? failure)
    {
        value = default;
        if (place.Kind != JsonTokenType.StartArray)
        {
            return Fail(
                place.Fails(ConfigTextFault.WrongType, "a list is needed"),
                out value, out failure);
        }

        if (place.Members.Count < _least || place.Members.Count > _most)
        {
            var count = string.Create(
                CultureInfo.InvariantCulture,
                $"{_least} to {_most} elements are needed, not {place.Members.Count}");
            return Fail(place.Fails(ConfigTextFault.OutOfRange, count), out value, out failure);
        }

        var items = new T[place.Members.Count];
        for (var at = 0; at < items.Length; at++)
        {
            if (!_item.TryRead(place.Members[at].Value, out var element, out failure))
            {
                return false;
            }

            items[at] = element;
        }

        value = [.. items];
        failure = null;
        return true;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, Items<T> value)
    {
        to.WriteStartArray();
        foreach (var element in value)
        {
            _item.Write(to, element);
        }

        to.WriteEndArray();
    }

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "array");
        schema.WriteStartObject("items");
        _item.Describe(schema);
        schema.WriteEndObject();
        schema.WriteNumber("minItems", _least);
        schema.WriteNumber("maxItems", _most);
    }
}
