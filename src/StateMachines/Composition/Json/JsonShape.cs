using System.Text.Json;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>
/// What a value of a text is: how it is read, how it is written and how a schema says so. One
/// description for all three, so that they agree.
/// </summary>
/// <typeparam name="T">The value.</typeparam>
internal abstract class JsonShape<T>
{
    /// <summary>The value at a place, or what is wrong with it and no value.</summary>
    public abstract bool TryRead(JsonPlace place, out T value, out JsonFailure? failure);

    /// <summary>Writes a value as it is read.</summary>
    public abstract void Write(Utf8JsonWriter to, T value);

    /// <summary>Writes the keywords of JSON Schema 2020-12 that describe it.</summary>
    public abstract void Describe(Utf8JsonWriter schema);

    /// <summary>What it is, for people: "time, 1 ms to 1 h".</summary>
    public abstract string Summary { get; }

    /// <summary>The shape of the objects inside, for a page; null: there is none.</summary>
    public virtual IJsonObject? Inside => null;

    /// <summary>Nothing was read.</summary>
    protected static bool Fail(JsonFailure why, out T value, out JsonFailure? failure)
    {
        value = default!;
        failure = why;
        return false;
    }
}

/// <summary>An object with fields, for a page of all of them.</summary>
internal interface IJsonObject
{
    /// <summary>What it is called in the schema.</summary>
    string Name { get; }

    /// <summary>Its fields.</summary>
    IEnumerable<IJsonField> Fields { get; }

    /// <summary>Writes the keywords of JSON Schema that describe it.</summary>
    /// <param name="schema">Where to.</param>
    /// <param name="isRoot">Whether it is the whole text, which may name its schema.</param>
    void Define(Utf8JsonWriter schema, bool isRoot);
}

/// <summary>A field of an object, for a page.</summary>
internal interface IJsonField
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>What it is for.</summary>
    string About { get; }

    /// <summary>What it is.</summary>
    string Summary { get; }

    /// <summary>Whether it has to be there.</summary>
    bool IsRequired { get; }

    /// <summary>The object inside it; null: there is none.</summary>
    IJsonObject? Inside { get; }

    /// <summary>What it is where it is absent, as JSON; null: nothing.</summary>
    string? Default { get; }
}
