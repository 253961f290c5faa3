using System.Text.Json;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>One of several objects: an object with exactly one field, which says which.</summary>
/// <param name="name">What it is called in the schema.</param>
/// <param name="cases">The fields.</param>
/// <typeparam name="T">What all of them are.</typeparam>
internal sealed class SumShape<T>(string name, Items<JsonField<SumShape<T>.Slot>> cases)
    : JsonShape<T>
    where T : class
{
    private readonly ObjectShape<Slot> _object = new(name, new(null, 0), cases);
    private readonly Items<JsonField<Slot>> _cases = cases;

    /// <summary>What was read so far.</summary>
    /// <param name="Value">The last one; null: none yet.</param>
    /// <param name="Count">How many.</param>
    internal sealed record Slot(T? Value, int Count);

    /// <inheritdoc/>
    public override string Summary => "one field of " + _object.Summary;

    /// <inheritdoc/>
    public override IJsonObject Inside => _object;

    /// <summary>A case.</summary>
    /// <param name="name">Its field.</param>
    /// <param name="shape">What it is.</param>
    /// <param name="about">What it is for.</param>
    /// <typeparam name="TCase">The case.</typeparam>
    public static JsonField<Slot> Case<TCase>(
        string name, JsonShape<TCase> shape, string about)
        where TCase : class, T =>
        new JsonField<Slot, TCase>(
            name, about, false, shape, new(null, 0),
            slot => slot.Value is TCase value ? (true, value) : (false, null!),
            (slot, value) => new(value, slot.Count + 1));

    /// <inheritdoc/>
    public override bool TryRead(JsonPlace place, out T value, out JsonFailure? failure)
    {
        value = null!;
        if (!_object.TryRead(place, out var slot, out failure))
        {
            return false;
        }

        failure = slot is { Value: not null, Count: 1 }
            ? null
            : place.Fails(
                ConfigTextFault.MissingField,
                $"exactly one field of {string.Join(", ", _cases.Select(one => one.Name))} is "
                    + "needed");
        value = slot.Value!;
        return failure is null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, T value) => _object.Write(to, new(value, 1));

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema)
    {
        _object.Describe(schema);
        OneOf.Describe(schema, _object);
    }
}

/// <summary>The keyword of JSON Schema by which an object has exactly one of its fields.</summary>
internal static class OneOf
{
    /// <summary>Writes it.</summary>
    public static void Describe(Utf8JsonWriter schema, IJsonObject shape)
    {
        schema.WriteStartArray("oneOf");
        foreach (var field in shape.Fields)
        {
            schema.WriteStartObject();
            schema.WriteStartArray("required");
            schema.WriteStringValue(field.Name);
            schema.WriteEndArray();
            schema.WriteEndObject();
        }

        schema.WriteEndArray();
    }
}
