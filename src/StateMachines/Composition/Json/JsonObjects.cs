using System.Buffers;
using System.Text;
using System.Text.Json;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>An object with known fields, which becomes a record.</summary>
/// <param name="name">What it is called in the schema.</param>
/// <param name="blank">The record with every default; what is required stands in for itself.
/// </param>
/// <param name="fields">Its fields.</param>
/// <typeparam name="T">The record.</typeparam>
internal sealed class ObjectShape<T>(string name, T blank, Items<JsonField<T>> fields)
    : JsonShape<T>, IJsonObject
    where T : notnull
{
    /// <summary>The field that any object may have, and that nobody reads.</summary>
    public const string Comment = "comment";

    /// <summary>The field by which editors find the schema, in the root alone.</summary>
    public const string Schema = "$schema";

    private readonly T _blank = blank;
    private readonly Items<JsonField<T>> _fields = fields;

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public override string Summary => $"[`{Name}`](#{Name})";

    /// <inheritdoc/>
    public override IJsonObject? Inside => this;

    IEnumerable<IJsonField> IJsonObject.Fields => _fields;

    /// <inheritdoc/>
    public override bool TryRead(JsonPlace place, out T value, out JsonFailure? failure)
    {
        value = _blank;
        if (place.Kind != JsonTokenType.StartObject)
        {
            return Fail(
                place.Fails(ConfigTextFault.WrongType, "an object is needed"),
                out value, out failure);
        }

        var seen = new HashSet<string>();
        foreach (var member in place.Members)
        {
            if (!seen.Add(member.Name))
            {
                failure = new(
                    ConfigTextFault.RepeatedField, member.Offset, member.Value.Path,
                    "a field that stands there already");
                return false;
            }

            if (member.Name == Comment)
            {
                continue;
            }

            if (member.Name == Schema && place.IsRoot)
            {
                if (member.Value.Kind == JsonTokenType.String)
                {
                    continue;
                }

                failure = member.Value.Fails(ConfigTextFault.WrongType, "a string is needed");
                return false;
            }

            if (_fields.FirstOrDefault(field => field.Name == member.Name) is not { } known)
            {
                failure = new(
                    ConfigTextFault.UnknownField, member.Offset, member.Value.Path,
                    Unknown(member.Name));
                return false;
            }

            if (!known.TryRead(member.Value, ref value, out failure))
            {
                return false;
            }
        }

        failure = _fields.FirstOrDefault(field => field.IsRequired && !seen.Contains(field.Name))
            is { } missing
            ? place.Fails(ConfigTextFault.MissingField, $"the field {missing.Name} is missing")
            : null;
        return failure is null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, T value)
    {
        to.WriteStartObject();
        foreach (var field in _fields)
        {
            field.Write(to, value);
        }

        to.WriteEndObject();
    }

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema) =>
        schema.WriteString("$ref", "#/$defs/" + Name);

    /// <inheritdoc/>
    public void Define(Utf8JsonWriter schema, bool isRoot)
    {
        schema.WriteString("type", "object");
        schema.WriteBoolean("additionalProperties", false);
        schema.WriteStartArray("required");
        foreach (var field in _fields.Where(field => field.IsRequired))
        {
            schema.WriteStringValue(field.Name);
        }

        schema.WriteEndArray();
        schema.WriteStartObject("properties");
        schema.WriteBoolean(Comment, true);
        if (isRoot)
        {
            schema.WriteStartObject(Schema);
            schema.WriteString("type", "string");
            schema.WriteEndObject();
        }

        foreach (var field in _fields)
        {
            schema.WriteStartObject(field.Name);
            field.Describe(schema);
            schema.WriteEndObject();
        }

        schema.WriteEndObject();
    }

    /// <summary>An error names the nearest fields that are known, or all of them.</summary>
    private string Unknown(string given)
    {
        var near = _fields.Select(field => field.Name)
            .Where(name => given.Length > 0
                && (name.Contains(given, StringComparison.OrdinalIgnoreCase)
                    || given.Contains(name, StringComparison.OrdinalIgnoreCase)
                    || name.Replace("_", "", StringComparison.Ordinal).Equals(
                        given, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        return near.Count > 0
            ? $"a field that is not known; did you mean {string.Join(", ", near)}?"
            : "a field that is not known; known are "
                + string.Join(", ", _fields.Select(field => field.Name));
    }
}

/// <summary>A field of an object.</summary>
/// <param name="name">Its name.</param>
/// <param name="about">What it is for.</param>
/// <param name="isRequired">Whether it has to be there.</param>
/// <typeparam name="TOwner">The record that has it.</typeparam>
internal abstract class JsonField<TOwner>(string name, string about, bool isRequired) : IJsonField
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public string About { get; } = about;

    /// <inheritdoc/>
    public bool IsRequired { get; } = isRequired;

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract IJsonObject? Inside { get; }

    /// <inheritdoc/>
    public abstract string? Default { get; }

    /// <summary>Reads it into the record.</summary>
    public abstract bool TryRead(JsonPlace place, ref TOwner owner, out JsonFailure? failure);

    /// <summary>Writes it; nothing where there is nothing.</summary>
    public abstract void Write(Utf8JsonWriter to, TOwner owner);

    /// <summary>Writes the keywords that describe it.</summary>
    public abstract void Describe(Utf8JsonWriter schema);
}

/// <summary>A field of a record.</summary>
/// <param name="name">Its name.</param>
/// <param name="about">What it is for.</param>
/// <param name="isRequired">Whether it has to be there.</param>
/// <param name="shape">What it is.</param>
/// <param name="blank">The record of the defaults.</param>
/// <param name="get">The value, and whether there is one.</param>
/// <param name="with">The record with another value.</param>
internal sealed class JsonField<TOwner, T>(
    string name, string about, bool isRequired, JsonShape<T> shape, TOwner blank,
    Func<TOwner, (bool IsThere, T Value)> get, Func<TOwner, T, TOwner> with)
    : JsonField<TOwner>(name, about, isRequired)
{
    private readonly JsonShape<T> _shape = shape;
    private readonly TOwner _blank = blank;
    private readonly Func<TOwner, (bool IsThere, T Value)> _get = get;
    private readonly Func<TOwner, T, TOwner> _with = with;

    /// <inheritdoc/>
    public override string Summary => _shape.Summary;

    /// <inheritdoc/>
    public override IJsonObject? Inside => _shape.Inside;

    /// <inheritdoc/>
    public override string? Default
    {
        get
        {
            if (IsRequired || Inside is not null || _get(_blank) is not (true, var value))
            {
                return null;
            }

            var text = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(text))
            {
                _shape.Write(writer, value);
            }

            return Encoding.UTF8.GetString(text.WrittenSpan);
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(JsonPlace place, ref TOwner owner, out JsonFailure? failure)
    {
        if (!_shape.TryRead(place, out var value, out failure))
        {
            return false;
        }

        owner = _with(owner, value);
        return true;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, TOwner owner)
    {
        if (_get(owner) is (true, var value))
        {
            to.WritePropertyName(Name);
            _shape.Write(to, value);
        }
    }

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("description", About);
        _shape.Describe(schema);
        if (Default is { } text)
        {
            schema.WritePropertyName("default");
            schema.WriteRawValue(text);
        }
    }
}
