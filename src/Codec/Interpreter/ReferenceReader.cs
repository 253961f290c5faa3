using Holdfast.Codec.Schemas;

namespace Holdfast.Codec.Interpreter;

/// <summary>
/// The slow second implementation of docs/codec-language.md: reads octets by walking a schema. It
/// shares no code with the generated parsers, so that each tests the other.
/// </summary>
public static class ReferenceReader
{
    /// <summary>
    /// Reads one element from the start of a source, as a view does: bodies stay octets.
    /// </summary>
    /// <param name="schema">The type.</param>
    /// <param name="source">Octets; what the element does not cover is left over.</param>
    /// <param name="facts">What the type must be told.</param>
    /// <param name="reading">The element, or what is wrong, and the steps taken.</param>
    public static bool TryParse(
        WireSchema schema, ReadOnlySpan<byte> source, ReferenceFacts facts, out Reading reading)
    {
        var input = new Input(source.ToArray(), facts);
        var node = input.Element(schema, new Room(0, source.Length, false), facts.Tag);
        reading = new Reading(node, node is null ? input.Error : default, input.Steps);
        return node is not null;
    }

    /// <summary>
    /// Reads one element as a value does: every body is opened, unless it is opaque.
    /// </summary>
    /// <param name="schema">The type.</param>
    /// <param name="source">Octets; what the element does not cover is left over.</param>
    /// <param name="facts">What the type must be told.</param>
    /// <param name="reading">The element, or what is wrong, and the steps taken.</param>
    public static bool TryRead(
        WireSchema schema, ReadOnlySpan<byte> source, ReferenceFacts facts, out Reading reading)
    {
        var input = new Input(source.ToArray(), facts);
        var node = input.Element(schema, new Room(0, source.Length, false), facts.Tag);
        node = node is null ? null : BodyOpener.Open(input, node);
        reading = new Reading(node, node is null ? input.Error : default, input.Steps);
        return node is not null;
    }
}

/// <summary>What a type must be told to be read.</summary>
/// <param name="Tag">Its tag, where it has one.</param>
/// <param name="Members">
/// Members of its context by name; a <see cref="ByteOrder"/> as its number.
/// </param>
public sealed record ReferenceFacts(ulong Tag, IReadOnlyDictionary<string, long> Members)
{
    /// <summary>Nothing.</summary>
    public static ReferenceFacts None => new(0, new Dictionary<string, long>());
}

/// <summary>The outcome of a reading.</summary>
/// <param name="Node">The element; null: it was refused.</param>
/// <param name="Error">Why it was refused.</param>
/// <param name="Steps">Fields and elements looked at: the cost, without a clock.</param>
public sealed record Reading(WireNode? Node, DecodeError Error, int Steps);

/// <summary>Where an element may lie.</summary>
/// <param name="Start">Its first octet.</param>
/// <param name="End">The octet behind the last that it may take.</param>
/// <param name="Bounded">
/// Whether a length fixes the end: octets missing there are a wrong length, not a truncation.
/// </param>
internal readonly record struct Room(int Start, int End, bool Bounded);

/// <summary>
/// The source of one reading, the facts, the cost so far and the first thing wrong.
/// </summary>
internal sealed class Input(byte[] octets, ReferenceFacts facts)
{
    public byte[] Octets { get; } = octets;

    public ReferenceFacts Facts { get; } = facts;

    public DecodeError Error { get; private set; }

    public int Steps { get; private set; }

    public void Step() => Steps++;

    /// <summary>Notes what is wrong. Offsets are from the start of the whole source.</summary>
    public bool Fail(DecodeFault fault, int offset, string field, long missing = 0)
    {
        Error = new DecodeError(fault, offset, field, (int)Math.Min(missing, int.MaxValue));
        return false;
    }

    /// <summary>Octets are missing: a truncation, or in a fixed extent a wrong length.</summary>
    public bool FailShort(bool bounded, int offset, string field, long missing) => bounded
        ? Fail(DecodeFault.LengthOutOfRange, offset, field)
        : Fail(DecodeFault.Truncated, offset, field, missing);

    /// <summary>
    /// Passes an element's error on: what was a truncation to the element is a wrong length to
    /// whatever fixed its extent.
    /// </summary>
    public void FailWithin()
    {
        if (Error.Fault == DecodeFault.Truncated)
        {
            Fail(DecodeFault.LengthOutOfRange, Error.Offset, Error.Field);
        }
    }

    /// <summary>Reads an element of any type, its bodies left closed.</summary>
    public WireNode? Element(WireSchema schema, Room room, ulong tag)
    {
        Step();
        var node = schema.Peek is { } peek ? Peeked(schema, peek, room, tag)
            : schema.IsLinkSum ? Linked(schema, room, tag)
            : new FieldReader(this, schema, room, tag).Read();
        if (node is null && room.Bounded)
        {
            FailWithin();
        }

        return node;
    }

    /// <summary>The big-endian number in so many bits.</summary>
    public ulong Bits(int bitOffset, int bits)
    {
        ulong value = 0;
        for (var bit = bitOffset; bit < bitOffset + bits; bit++)
        {
            value = (value << 1) | (uint)((Octets[bit / 8] >> (7 - (bit % 8))) & 1);
        }

        return value;
    }

    public Octets Slice(int start, int end) => new(Octets.AsSpan(start, end - start));

    private WireNode? Peeked(WireSchema schema, PeekSchema peek, Room room, ulong tag)
    {
        var needed = (peek.Offset + peek.Bits + 7) / 8;
        var there = room.End - room.Start;
        if (there < needed)
        {
            if (peek.Short is { } shorter)
            {
                return Chosen(schema, shorter(), shorter().Name, room, 0, tag);
            }

            FailShort(false, room.Start, schema.Name, needed - there);
            return null;
        }

        var value = Bits((room.Start * 8) + peek.Offset, peek.Bits);
        if (schema.Cases.FirstOrDefault(c => c.Tag == value) is { } chosen)
        {
            return Chosen(schema, chosen.Type(), chosen.Name, room, value, value);
        }

        if (peek.Otherwise is { } otherwise)
        {
            return Chosen(schema, otherwise(), otherwise().Name, room, value, tag);
        }

        Fail(DecodeFault.UnknownTag, room.Start, schema.Name);
        return null;
    }

    private WireNode? Linked(WireSchema schema, Room room, ulong tag)
    {
        if (schema.Cases.FirstOrDefault(c => c.Tag == tag) is { } chosen)
        {
            return Chosen(schema, chosen.Type(), chosen.Name, room, tag, tag);
        }

        Fail(DecodeFault.UnknownTag, room.Start, schema.Name);
        return null;
    }

    private WireNode? Chosen(
        WireSchema sum, WireSchema type, string name, Room room, ulong value, ulong tag)
    {
        var inner = Element(type, room with { Bounded = false }, tag);
        return inner is null
            ? null
            : new WireNode(sum, inner.Offset, inner.Length, default)
            {
                Tag = value,
                Chosen = inner,
                Case = name,
            };
    }
}
