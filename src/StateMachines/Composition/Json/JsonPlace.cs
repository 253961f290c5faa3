using System.Globalization;
using System.Text.Json;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>A value of a JSON text, and where it stands.</summary>
internal sealed class JsonPlace
{
    private readonly JsonPlace? _parent;
    private readonly string _step;

    private JsonPlace(JsonPlace? parent, string step, JsonTokenType kind, int offset, string text)
    {
        _parent = parent;
        _step = step;
        Kind = kind;
        Offset = offset;
        Text = text;
    }

    /// <summary>What it is.</summary>
    public JsonTokenType Kind { get; }

    /// <summary>The octet at which it begins.</summary>
    public int Offset { get; }

    /// <summary>A string, or the digits of a number; else empty.</summary>
    public string Text { get; }

    /// <summary>The members of an object, or the elements of an array without names.</summary>
    public Items<Member> Members { get; private set; }

    /// <summary>A member of an object or an array.</summary>
    /// <param name="Name">Its name; empty in an array.</param>
    /// <param name="Offset">The octet at which its name begins.</param>
    /// <param name="Value">Its value.</param>
    public readonly record struct Member(string Name, int Offset, JsonPlace Value);

    /// <summary>Whether nothing is around it.</summary>
    public bool IsRoot => _parent is null;

    /// <summary>The way to it from the root: <c>$.members[1].name</c>.</summary>
    public string Path => _parent is null ? "$" : _parent.Path + _step;

    /// <summary>An error of this place.</summary>
    public JsonFailure Fails(ConfigTextFault fault, string message) =>
        new(fault, Offset, Path, message);

    /// <summary>The place that a path leads to, or the last one on its way that is there.</summary>
    /// <param name="steps">Names of members; numbers of elements between brackets.</param>
    public JsonPlace Find(IEnumerable<string> steps)
    {
        var place = this;
        foreach (var step in steps)
        {
            if (place.Next(step) is not { } next)
            {
                break;
            }

            place = next;
        }

        return place;
    }

    /// <summary>Reads a text; the failure is null where it is JSON.</summary>
    public static JsonPlace? Parse(ReadOnlySpan<byte> utf8, int depthMax, out JsonFailure? failure)
    {
        // One more than is read, so that our own message is the one that comes.
        var options = new JsonReaderOptions { MaxDepth = depthMax + 1 };
        var reader = new Utf8JsonReader(utf8, options);
        try
        {
            reader.Read();
            var root = Value(ref reader, null, "", depthMax, out failure);
            if (failure is null)
            {
                // Nothing but white space may follow: the reader says so itself.
                reader.Read();
            }

            return failure is null ? root : null;
        }
        catch (JsonException broken)
        {
            failure = new(
                ConfigTextFault.Syntax,
                OffsetOf(utf8, broken.LineNumber ?? 0, broken.BytePositionInLine ?? 0), "$",
                "JSON is needed: " + FirstSentence(broken.Message));
            return null;
        }
        catch (InvalidOperationException)
        {
            // An escape of half a surrogate pair is no text.
            failure = new(
                ConfigTextFault.Syntax, (int)reader.TokenStartIndex, "$",
                "text is needed, and half of a surrogate pair is none");
            return null;
        }
    }

    private JsonPlace? Next(string step)
    {
        for (var at = 0; at < Members.Count; at++)
        {
            var name = Kind == JsonTokenType.StartArray
                ? string.Create(CultureInfo.InvariantCulture, $"[{at}]")
                : Members[at].Name;
            if (name == step)
            {
                return Members[at].Value;
            }
        }

        return null;
    }

    private static JsonPlace Value(
        ref Utf8JsonReader reader, JsonPlace? parent, string step, int depthMax,
        out JsonFailure? failure)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
            _ => "",
        };
        var place = new JsonPlace(
            parent, step, reader.TokenType, (int)reader.TokenStartIndex, text);
        failure = null;
        var isNested = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        if (!isNested)
        {
            return place;
        }

        if (reader.CurrentDepth >= depthMax)
        {
            failure = place.Fails(
                ConfigTextFault.TooDeep,
                string.Create(CultureInfo.InvariantCulture, $"more than {depthMax} levels"));
            return place;
        }

        var members = new List<Member>();
        while (reader.Read()
            && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            var (name, offset) = ("", (int)reader.TokenStartIndex);
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.GetString()!;
                reader.Read();
            }

            var next = place.Kind == JsonTokenType.StartObject
                ? Step(name)
                : string.Create(CultureInfo.InvariantCulture, $"[{members.Count}]");
            members.Add(
                new(name, offset, Value(ref reader, place, next, depthMax, out failure)));
            if (failure is not null)
            {
                return place;
            }
        }

        place.Members = [.. members];
        return place;
    }

    /// <summary>A step of a path; a name that is no word stands between quotes.</summary>
    private static string Step(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? "." + name
            : $"['{(name.Length <= 64 ? name : name[..64] + "…")}']";

    private static int OffsetOf(ReadOnlySpan<byte> utf8, long line, long octet)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            start += utf8[start..].IndexOf((byte)'\n') + 1;
        }

        return (int)Math.Min(utf8.Length, start + octet);
    }

    private static string FirstSentence(string message)
    {
        // The platform adds its own line and position, counted from 0.
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }
}

/// <summary>An error before its line is known.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Offset">The octet at which it stands.</param>
/// <param name="Path">The value.</param>
/// <param name="Message">What is wrong and what to write.</param>
internal sealed record JsonFailure(
    ConfigTextFault Fault, int Offset, string Path, string Message)
{
    /// <summary>The error with its line and column.</summary>
    public ConfigTextError In(ReadOnlySpan<byte> utf8) =>
        new(Fault, PlaceOf(utf8, Offset, Path), Message);

    /// <summary>Line and column of an octet: lines end in LF, characters are code points.
    /// </summary>
    public static ConfigTextPlace PlaceOf(ReadOnlySpan<byte> utf8, int offset, string path)
    {
        var before = utf8[..Math.Clamp(offset, 0, utf8.Length)];
        var line = before.Count((byte)'\n') + 1;
        var column = 1;
        foreach (var octet in before[(before.LastIndexOf((byte)'\n') + 1)..])
        {
            column += (octet & 0xc0) == 0x80 ? 0 : 1;
        }

        return new(line, column, path);
    }
}
