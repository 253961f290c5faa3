namespace Holdfast.Codec;

/// <summary>
/// The cell of the figure that a property reads, where it is not its name in words.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LabelAttribute(string label) : Attribute
{
    /// <summary>The words in the figure's cell.</summary>
    public string Label { get; } = label;
}

/// <summary>
/// Width in bits: 1 to 64 for a number, any multiple of 8 for octets. Only in a type without
/// figure.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BitsAttribute(int width) : Attribute
{
    /// <summary>The width in bits.</summary>
    public int Width { get; } = width;
}

/// <summary>Octets or elements that take all that the fields behind it leave.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RestAttribute : Attribute;

/// <summary>A field that is laid out from the end of the extent, behind a <c>Rest</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TrailerAttribute : Attribute;

/// <summary>
/// Padding octets. The extent is measured by a field, or with <see cref="Align"/> reaches the next
/// multiple of that many octets, counted from the start of the type.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PaddingAttribute(PaddingRule rule) : Attribute
{
    /// <summary>What the padding octets hold.</summary>
    public PaddingRule Rule { get; } = rule;

    /// <summary>
    /// Octets that the whole type, this padding and all behind it, is a multiple of.
    /// </summary>
    public int Align { get; init; } = 1;

    /// <summary>What a reader does with octets that break the rule.</summary>
    public OnRead OnRead { get; init; } = OnRead.Ignore;
}

/// <summary>What padding octets hold.</summary>
public enum PaddingRule : byte
{
    /// <summary>Anything; a canonical writer writes zeros.</summary>
    Any,

    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>1, 2, 3, ... (RFC 4303 §2.4).</summary>
    Counting,
}

/// <summary>What a reader does with a value that it need not obey.</summary>
public enum OnRead : byte
{
    /// <summary>It is passed over; the field is declared malleable.</summary>
    Ignore,

    /// <summary>It is an error.</summary>
    Refuse,
}

/// <summary>Bits with no meaning: written as zero, on read ignored or refused.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReservedAttribute : Attribute
{
    /// <summary>What a reader does with set bits.</summary>
    public OnRead OnRead { get; init; } = OnRead.Ignore;

    /// <summary>The value that a canonical writer writes.</summary>
    public ulong OnWrite { get; init; }
}

/// <summary>Octets whose number is a member of the type's context.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContextAttribute(string member) : Attribute
{
    /// <summary>The member of the context type, a number of octets.</summary>
    public string Member { get; } = member;
}
