namespace Holdfast.Codec;

/// <summary>Names the type of the first element of the chain.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FirstAttribute(string chain) : Attribute
{
    /// <summary>The chain, a later property.</summary>
    public string Chain { get; } = chain;
}

/// <summary>In a link of a chain: names the type of the following link.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NextAttribute : Attribute;

/// <summary>
/// In a link of a chain: its own type, told by whatever stands before it. Takes no octets.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TagAttribute : Attribute;

/// <summary>Elements of which each names the type of the next.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ChainAttribute : Attribute
{
    /// <summary>The tag that says that no element follows.</summary>
    public uint End { get; init; }

    /// <summary>
    /// The chain ends at any tag that is no case of the link type: IPv6 ends at any number that is
    /// no extension header.
    /// </summary>
    public bool EndsAtUnknown { get; init; }
}

/// <summary>
/// On a link type: a link with one of these tags is the last of its chain, and its Next field names
/// something else: it is handed on to another type (RFC 7296 §3.14).
/// </summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class UntilAttribute(params uint[] tags) : Attribute
{
    /// <summary>The tags.</summary>
    public uint[] Tags { get; } = tags;

    /// <summary>
    /// The type that the Next field of such a link is handed to, for documentation.
    /// </summary>
    public Type? Hands { get; init; }
}

/// <summary>In-band continuation: <c>more</c> in every element of a list but the last.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MoreAttribute(ulong last, ulong more) : Attribute
{
    /// <summary>The value in the last element.</summary>
    public ulong Last { get; } = last;

    /// <summary>The value in all others.</summary>
    public ulong More { get; } = more;
}

/// <summary>
/// On a property of octets: a closed sum chosen by a tag field. On a type: see
/// <see cref="PeekAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(string tag) : Attribute
{
    /// <summary>The field (or the <see cref="TagAttribute"/> property) that chooses.</summary>
    public string Tag { get; } = tag;

    /// <summary>
    /// A flag field that makes an unknown tag an error (<see cref="DecodeFault.UnknownCritical"/>)
    /// when the value is read whole; empty: unknown is never an error.
    /// </summary>
    public string Critical { get; init; } = "";
}

/// <summary>One case of a sum: the wire type for a tag.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class CaseAttribute(ulong tag, Type type) : Attribute
{
    /// <summary>The tag.</summary>
    public ulong Tag { get; } = tag;

    /// <summary>The wire type.</summary>
    public Type Type { get; } = type;

    /// <summary>The case's name; the type's name unless given.</summary>
    public string Name { get; init; } = "";
}

/// <summary>
/// On a type without own fields: a sum chosen by peeking at bits of what is to be parsed.
/// </summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class PeekAttribute(int offset, int bits) : Attribute
{
    /// <summary>Offset of the bits, in bits from the start.</summary>
    public int Offset { get; } = offset;

    /// <summary>Number of bits, 1 to 32.</summary>
    public int Bits { get; } = bits;

    /// <summary>The type for any other value; null: another value is an error.</summary>
    public Type? Otherwise { get; init; }

    /// <summary>The type where there are too few octets to peek at; null: truncated.</summary>
    public Type? Short { get; init; }
}

/// <summary>
/// On a link type without own fields: a sum of links chosen by the tag, each case with its own
/// <see cref="NextAttribute"/> field (IPv6 extension headers).
/// </summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class LinkOfAttribute : Attribute;
