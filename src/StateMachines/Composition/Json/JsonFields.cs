using Holdfast.Codec;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>Makes the fields of a record.</summary>
/// <param name="name">What the object is called in the schema.</param>
/// <param name="blank">The record with every default.</param>
/// <typeparam name="T">The record.</typeparam>
internal sealed class JsonFields<T>(string name, T blank)
    where T : notnull
{
    private readonly string _name = name;
    private readonly T _blank = blank;

    /// <summary>The object with fields.</summary>
    public ObjectShape<T> Of(params Items<JsonField<T>> fields) => new(_name, _blank, fields);

    /// <summary>A field that has to be there.</summary>
    public JsonField<T> Need<TValue>(
        string field, JsonShape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> with,
        string about) =>
        new JsonField<T, TValue>(
            field, about, true, shape, _blank, owner => (true, get(owner)), with);

    /// <summary>A field with a default.</summary>
    public JsonField<T> Has<TValue>(
        string field, JsonShape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> with,
        string about) =>
        new JsonField<T, TValue>(
            field, about, false, shape, _blank, owner => (true, get(owner)), with);

    /// <summary>A field that may have no value.</summary>
    public JsonField<T> May<TValue>(
        string field, JsonShape<TValue> shape, Func<T, TValue?> get, Func<T, TValue, T> with,
        string about)
        where TValue : struct =>
        new JsonField<T, TValue>(
            field, about, false, shape, _blank,
            owner => get(owner) is { } value ? (true, value) : (false, default), with);

    /// <summary>A field that may have no value.</summary>
    public JsonField<T> MayHave<TValue>(
        string field, JsonShape<TValue> shape, Func<T, TValue?> get, Func<T, TValue, T> with,
        string about)
        where TValue : class =>
        new JsonField<T, TValue>(
            field, about, false, shape, _blank,
            owner => get(owner) is { } value ? (true, value) : (false, null!), with);
}
