using Holdfast.Codec.Schemas;

namespace Holdfast.Codec.Interpreter;

/// <summary>One element of a wire type as the reference reader saw it.</summary>
/// <param name="Schema">The type.</param>
/// <param name="Offset">Octets from the start of the source.</param>
/// <param name="Length">Octets that it covers.</param>
/// <param name="Parts">Its fields in wire order, absent ones too; empty for a sum.</param>
public sealed record WireNode(WireSchema Schema, int Offset, int Length, Items<WirePart> Parts)
{
    /// <summary>The tag that it was told, or that a sum chose by.</summary>
    public ulong Tag { get; init; }

    /// <summary>Byte order of its numbers.</summary>
    public ByteOrder Order { get; init; }

    /// <summary>On a sum: the element of the case that was chosen.</summary>
    public WireNode? Chosen { get; init; }

    /// <summary>On a sum: the case's name.</summary>
    public string Case { get; init; } = "";

    /// <summary>The part of that field.</summary>
    /// <exception cref="KeyNotFoundException">The type has no such field.</exception>
    public WirePart this[string field]
    {
        get
        {
            foreach (var part in Parts.Span)
            {
                if (part.Field.Name == field)
                {
                    return part;
                }
            }

            throw new KeyNotFoundException($"{Schema.Name} has no field {field}");
        }
    }

    /// <summary>The part whose field names the next link; null: it is no link.</summary>
    public WirePart? Next => Chosen is { } chosen
        ? chosen.Next
        : Parts.FirstOrDefault(p => p.Field.Next);

    /// <summary>The same element with one part replaced.</summary>
    public WireNode With(WirePart part)
    {
        for (var i = 0; i < Parts.Count; i++)
        {
            if (Parts[i].Field.Name == part.Field.Name)
            {
                return this with { Parts = Parts.With(i, part) };
            }
        }

        throw new KeyNotFoundException($"{Schema.Name} has no field {part.Field.Name}");
    }
}

/// <summary>One field of an element, as the reference reader saw it.</summary>
/// <param name="Field">The field.</param>
/// <param name="Present">Whether it is there (see When).</param>
/// <param name="BitOffset">Bits from the start of the source.</param>
/// <param name="BitLength">Bits that it covers.</param>
public sealed record WirePart(FieldSchema Field, bool Present, int BitOffset, int BitLength)
{
    /// <summary>The value of a number, or the tag.</summary>
    public ulong Number { get; init; }

    /// <summary>The octets of anything that is no number.</summary>
    public Octets Octets { get; init; }

    /// <summary>
    /// Elements of a struct (one), list or chain; of an opened sum one, else none.
    /// </summary>
    public Items<WireNode> Nodes { get; init; }

    /// <summary>On blocks: octets of each.</summary>
    public ulong BlockSize { get; init; }

    /// <summary>On a chain: the tag behind the last link.</summary>
    public ulong Ending { get; init; }

    /// <summary>On a sum of octets: the name of the case; empty: unknown.</summary>
    public string Case { get; init; } = "";

    /// <summary>Octets from the start of the source to its first bit.</summary>
    public int Offset => BitOffset / 8;

    /// <summary>The octet behind its last bit.</summary>
    public int End => (BitOffset + BitLength + 7) / 8;
}
