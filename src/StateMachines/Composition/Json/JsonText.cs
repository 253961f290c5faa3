using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>Texts that are one object of a shape: how each of them is read, written and described.
/// </summary>
/// <param name="root">The object.</param>
/// <param name="lengthMax">Octets of the longest text that is read.</param>
/// <param name="depthMax">How deeply objects and lists may be inside each other.</param>
/// <typeparam name="T">What the object is.</typeparam>
internal sealed class JsonText<T>(ObjectShape<T> root, int lengthMax, int depthMax)
    where T : notnull
{
    private readonly ObjectShape<T> _root = root;
    private readonly int _lengthMax = lengthMax;
    private readonly int _depthMax = depthMax;

    /// <summary>For files and terminals, not for pages of the web: letters are no escapes.
    /// </summary>
    private static JsonWriterOptions Indented => new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What cannot stand of a value whose every field can; null: all can.</summary>
    public delegate ConfigError? Contradicts(T value);

    /// <summary>Reads a text in UTF-8; a byte order mark before it is skipped.</summary>
    public bool TryRead(
        ReadOnlySpan<byte> utf8, Contradicts contradicts, out T value, out ConfigTextError error)
    {
        value = default!;
        error = default;
        var text = WithoutMark(utf8);
        var failure = Unreadable(text);
        if (failure is null && JsonPlace.Parse(text, _depthMax, out failure) is { } place
            && _root.TryRead(place, out value, out failure)
            && contradicts(value) is { } wrong)
        {
            failure = place.Find(JsonName.Steps(wrong.Name)).Fails(
                ConfigTextFault.Contradiction, wrong.ToString());
        }

        error = failure?.In(text) ?? default;
        return failure is null;
    }

    /// <summary>
    /// Where in a text a setting stands, by its name in a <see cref="ConfigError"/>; where it is
    /// absent, what would have it. The text is one that was read.
    /// </summary>
    public ConfigTextPlace PlaceOf(ReadOnlySpan<byte> utf8, string name)
    {
        var text = WithoutMark(utf8);
        return JsonPlace.Parse(text, _depthMax, out _)?.Find(JsonName.Steps(name)) is { } place
            ? JsonFailure.PlaceOf(text, place.Offset, place.Path)
            : new(1, 1, "$");
    }

    /// <summary>Writes a value: every field that has one, defaults too.</summary>
    public void Write(IBufferWriter<byte> to, T value)
    {
        using var writer = new Utf8JsonWriter(to, Indented);
        _root.Write(writer, value);
    }

    /// <summary>Writes the JSON Schema 2020-12 of such texts.</summary>
    public void WriteSchema(IBufferWriter<byte> to, string title, string description)
    {
        using var writer = new Utf8JsonWriter(to, Indented);
        writer.WriteStartObject();
        writer.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        writer.WriteString("title", title);
        writer.WriteString("description", description);
        _root.Define(writer, isRoot: true);
        writer.WriteStartObject("$defs");
        foreach (var shape in JsonReference.Objects(_root).Skip(1))
        {
            writer.WriteStartObject(shape.Name);
            shape.Define(writer, isRoot: false);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private JsonFailure? Unreadable(ReadOnlySpan<byte> text)
    {
        if (text.Length > _lengthMax)
        {
            return new(ConfigTextFault.TooLong, 0, "$", $"at most {_lengthMax} octets are read");
        }

        if (Utf8.IsValid(text))
        {
            return null;
        }

        var valid = 0;
        while (System.Text.Rune.DecodeFromUtf8(text[valid..], out _, out var length)
            == OperationStatus.Done)
        {
            valid += length;
        }

        return new(ConfigTextFault.Syntax, valid, "$", "text in UTF-8 is needed");
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
}
