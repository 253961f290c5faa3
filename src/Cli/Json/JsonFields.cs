using System.Buffers;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Codec;

namespace Holdfast.Cli.Json;

/// <summary>
/// Writes the fields of docs/decode-json.md: one JSON object in one line, straight from views.
/// </summary>
internal sealed class JsonFields : IDisposable
{
    private readonly Utf8JsonWriter _json;
    private byte[] _scratch = new byte[4096];

    /// <summary>Writes to a buffer.</summary>
    public JsonFields(IBufferWriter<byte> to)
    {
        var options = new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
        };
        _json = new Utf8JsonWriter(to, options);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    /// <summary>Begins a line's object.</summary>
    public void StartLine() => _json.WriteStartObject();

    /// <summary>Ends a line's object and makes ready for the next.</summary>
    public void EndLine()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
    }

    /// <summary>Begins an element of a list.</summary>
    public void StartElement() => _json.WriteStartObject();

    /// <summary>Begins an object.</summary>
    public void StartObject(ReadOnlySpan<byte> key) => _json.WriteStartObject(key);

    /// <summary>Ends an object or element.</summary>
    public void EndObject() => _json.WriteEndObject();

    /// <summary>Begins a list.</summary>
    public void StartList(ReadOnlySpan<byte> key) => _json.WriteStartArray(key);

    /// <summary>Ends a list.</summary>
    public void EndList() => _json.WriteEndArray();

    /// <summary>A number.</summary>
    public void Number(ReadOnlySpan<byte> key, ulong value) => _json.WriteNumber(key, value);

    /// <summary>A number, or null.</summary>
    public void NumberOrNull(ReadOnlySpan<byte> key, uint? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(key, number);
        }
        else
        {
            _json.WriteNull(key);
        }
    }

    /// <summary>A number as an element.</summary>
    public void Number(ulong value) => _json.WriteNumberValue(value);

    /// <summary>Null.</summary>
    public void Null(ReadOnlySpan<byte> key) => _json.WriteNull(key);

    /// <summary>True or false.</summary>
    public void Flag(ReadOnlySpan<byte> key, bool value) => _json.WriteBoolean(key, value);

    /// <summary>Text.</summary>
    public void Text(ReadOnlySpan<byte> key, string value) => _json.WriteString(key, value);

    /// <summary>Text that is UTF-8 already.</summary>
    public void Text(ReadOnlySpan<byte> key, ReadOnlySpan<byte> utf8) =>
        _json.WriteString(key, utf8);

    /// <summary>A name, where the number beside it has one.</summary>
    public void Name(ReadOnlySpan<byte> key, string? name)
    {
        if (!string.IsNullOrEmpty(name))
        {
            _json.WriteString(key, name);
        }
    }

    /// <summary>Octets as lower-case hex.</summary>
    public void Hex(ReadOnlySpan<byte> key, ReadOnlySpan<byte> octets) =>
        _json.WriteString(key, ToHex(octets));

    /// <summary>Octets as lower-case hex, as an element.</summary>
    public void Hex(ReadOnlySpan<byte> octets) => _json.WriteStringValue(ToHex(octets));

    /// <summary>A number as so many octets of lower-case hex.</summary>
    public void Hex(ReadOnlySpan<byte> key, ulong value, int octets)
    {
        Span<byte> bytes = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        Hex(key, bytes[(8 - octets)..]);
    }

    /// <summary>An address of 4 or 16 octets; anything else as hex.</summary>
    public void Address(ReadOnlySpan<byte> key, ReadOnlySpan<byte> octets)
    {
        if (octets.Length is not (4 or 16))
        {
            Hex(key, octets);
            return;
        }

        _ = new IPAddress(octets).TryFormat(_scratch, out var written);
        _json.WriteString(key, _scratch.AsSpan(0, written));
    }

    /// <summary>Anything that formats itself without allocation or in short text.</summary>
    public void Format<T>(ReadOnlySpan<byte> key, T value)
        where T : struct => _json.WriteString(key, value.ToString());

    /// <summary>
    /// Packets that something was joined from, where there is more than this one.
    /// </summary>
    public void From(IEnumerable<long> packets)
    {
        var started = false;
        foreach (var packet in packets)
        {
            if (!started)
            {
                _json.WriteStartArray("from_packets"u8);
                started = true;
            }

            _json.WriteNumberValue(packet);
        }

        if (started)
        {
            _json.WriteEndArray();
        }
    }

    /// <summary>What is not written yet goes to the buffer.</summary>
    public void Flush() => _json.Flush();

    private ReadOnlySpan<byte> ToHex(ReadOnlySpan<byte> octets)
    {
        if (_scratch.Length < 2 * octets.Length)
        {
            _scratch = new byte[2 * octets.Length];
        }

        _ = Convert.TryToHexStringLower(octets, _scratch, out var written);
        return _scratch.AsSpan(0, written);
    }
}
