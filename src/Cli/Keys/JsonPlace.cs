using System.Text.Json;

namespace Holdfast.Cli.Keys;

/// <summary>
/// A value of a JSON text that knows its line and its path, so that an error can be found. Strings
/// stay octets in the text they came from, for they may be keys.
/// </summary>
internal sealed class JsonPlace
{
    private readonly List<(string Name, JsonPlace Value)> _members = [];

    private JsonPlace(JsonTokenType kind, int line, string path)
    {
        Kind = kind;
        Line = line;
        Path = path;
    }

    /// <summary>What it is: the token that it begins with.</summary>
    public JsonTokenType Kind { get; }

    /// <summary>Its line, from 1.</summary>
    public int Line { get; }

    /// <summary>Its path from the root, such as <c>sas[3].spi</c>.</summary>
    public string Path { get; }

    /// <summary>The characters of a string (UTF-8, without quotes) or number.</summary>
    public ReadOnlyMemory<byte> Text { get; private set; }

    /// <summary>The members of an object, or the elements of an array.</summary>
    public IReadOnlyList<(string Name, JsonPlace Value)> Members => _members;

    /// <summary>Reads a text.</summary>
    /// <exception cref="KeyFileException">It is not JSON.</exception>
    public static JsonPlace Read(ReadOnlyMemory<byte> json)
    {
        var text = new Source(json);
        var reader = new Utf8JsonReader(json.Span);
        try
        {
            if (!reader.Read())
            {
                throw new KeyFileException(1, "", "no JSON value is there");
            }

            var root = Value(ref reader, text, "");
            while (reader.Read())
            {
            }

            return root;
        }
        catch (JsonException error)
        {
            // Its message may tell a character of a key.
            throw new KeyFileException((int)(error.LineNumber ?? 0) + 1, "", "this is no JSON");
        }
    }

    /// <summary>The member of that name; null: there is none.</summary>
    public JsonPlace? Find(string name)
    {
        foreach (var (key, value) in _members)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>An error at this place.</summary>
    public KeyFileException Wrong(string what) => new(Line, Path, what);

    private static JsonPlace Value(ref Utf8JsonReader reader, Source source, string path)
    {
        var place = new JsonPlace(reader.TokenType, source.LineAt(reader.TokenStartIndex), path);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                place.ReadObject(ref reader, source);
                break;
            case JsonTokenType.StartArray:
                place.ReadArray(ref reader, source);
                break;
            case JsonTokenType.String or JsonTokenType.Number:
                place.Text = source.TextOf(ref reader);
                break;
        }

        return place;
    }

    private void ReadObject(ref Utf8JsonReader reader, Source source)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var line = source.LineAt(reader.TokenStartIndex);
            var name = reader.GetString()!;
            if (Find(name) is not null)
            {
                throw new KeyFileException(line, Path, "a name stands here twice");
            }

            _ = reader.Read();
            _members.Add((name, Value(ref reader, source, Path == "" ? name : $"{Path}.{name}")));
        }
    }

    private void ReadArray(ref Utf8JsonReader reader, Source source)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            _members.Add(("", Value(ref reader, source, $"{Path}[{_members.Count}]")));
        }
    }

    // Counts lines as the reading goes on.
    private sealed class Source(ReadOnlyMemory<byte> text)
    {
        private long _at;
        private int _line = 1;

        public int LineAt(long offset)
        {
            _line += text.Span[(int)_at..(int)offset].Count((byte)'\n');
            _at = offset;
            return _line;
        }

        public ReadOnlyMemory<byte> TextOf(ref Utf8JsonReader reader)
        {
            if (reader.ValueIsEscaped)
            {
                var plain = new byte[reader.ValueSpan.Length];
                return plain.AsMemory(0, reader.CopyString(plain));
            }

            var quote = reader.TokenType == JsonTokenType.String ? 1 : 0;
            return text.Slice((int)reader.TokenStartIndex + quote, reader.ValueSpan.Length);
        }
    }
}
