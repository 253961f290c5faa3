using System.Globalization;

namespace Holdfast.Codec.Schemas;

/// <summary>
/// A wire type's spec as data: what figures, dissectors, test generators and the reference
/// interpreter are made from. The generated <c>Schema</c> property of every wire type gives it.
/// </summary>
/// <param name="Name">The type's name.</param>
/// <param name="Fields">The fields, in wire order.</param>
public sealed record WireSchema(string Name, Items<FieldSchema> Fields)
{
    /// <summary>The namespace of the type.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The defining RFC; 0: none.</summary>
    public int Rfc { get; init; }

    /// <summary>Section of the RFC, or another document.</summary>
    public string Section { get; init; } = "";

    /// <summary>Where it is specified: "RFC 4303 §2", "RFC 768", or the name of a draft.</summary>
    public string Source => (Rfc, Section) switch
    {
        (0, var section) => section,
        (var rfc, "") => string.Create(CultureInfo.InvariantCulture, $"RFC {rfc}"),
        var (rfc, section) =>
            string.Create(CultureInfo.InvariantCulture, $"RFC {rfc} §{section}"),
    };

    /// <summary>The bit diagram as declared; empty where the type is declared by widths.</summary>
    public string Figure { get; init; } = "";

    /// <summary>Byte order of numbers, and where it is found.</summary>
    public OrderSchema Order { get; init; } = new();

    /// <summary>The members of the context that the layout uses; empty: no context.</summary>
    public Items<string> ContextMembers { get; init; }

    /// <summary>On a sum chosen by peeking: how.</summary>
    public PeekSchema? Peek { get; init; }

    /// <summary>Whether this is a sum of links chosen by the tag.</summary>
    public bool IsLinkSum { get; init; }

    /// <summary>The cases of a sum type.</summary>
    public Items<CaseSchema> Cases { get; init; }

    /// <summary>On a link: tags that end the chain (their Next field is handed on).</summary>
    public Items<uint> Until { get; init; }

    /// <summary>The field of that name.</summary>
    public FieldSchema this[string name]
    {
        get
        {
            foreach (var field in Fields.Span)
            {
                if (field.Name == name)
                {
                    return field;
                }
            }

            throw new KeyNotFoundException($"{Name} has no field {name}");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Source})";
}

/// <summary>Byte order and its source.</summary>
/// <param name="Fixed">The order where nothing else says it.</param>
/// <param name="Field">The magic field that tells it; empty: none.</param>
/// <param name="Context">The context member that tells it; empty: none.</param>
public sealed record OrderSchema(
    ByteOrder Fixed = ByteOrder.Big, string Field = "", string Context = "")
{
    /// <summary>The magic values in their own order.</summary>
    public Items<uint> Magic { get; init; }
}

/// <summary>A choice by peeking.</summary>
/// <param name="Offset">Bits from the start.</param>
/// <param name="Bits">Number of bits.</param>
/// <param name="Otherwise">The type for other values.</param>
/// <param name="Short">The type for fewer octets.</param>
public sealed record PeekSchema(
    int Offset, int Bits, Func<WireSchema>? Otherwise, Func<WireSchema>? Short);

/// <summary>A case of a sum.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Name">The case's name.</param>
/// <param name="Type">The case's type.</param>
/// <param name="Opaque">
/// The type depends on facts that the enclosing type does not have, so a whole value keeps its
/// octets.
/// </param>
public sealed record CaseSchema(ulong Tag, string Name, Func<WireSchema> Type, bool Opaque = false);
