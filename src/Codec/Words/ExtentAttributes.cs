namespace Holdfast.Codec;

/// <summary>An extent that a length field can measure, other than a field.</summary>
public enum Extent : byte
{
    /// <summary>The whole type, from its first octet to its last.</summary>
    Self,
}

/// <summary>A length field: value = octets(extent) / Unit + Bias.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MeasuresAttribute : Attribute
{
    /// <summary>Measures the whole type.</summary>
    public MeasuresAttribute(Extent extent) => Self = extent == Extent.Self;

    /// <summary>Measures one field.</summary>
    public MeasuresAttribute(string field) => (From, To) = (field, field);

    /// <summary>Measures from the first octet of one field to the last of another.</summary>
    public MeasuresAttribute(string from, string to) => (From, To) = (from, to);

    /// <summary>Whether the extent is the whole type.</summary>
    public bool Self { get; }

    /// <summary>The first field of the extent.</summary>
    public string From { get; } = "";

    /// <summary>The last field of the extent.</summary>
    public string To { get; } = "";

    /// <summary>Octets in one unit of the length.</summary>
    public int Unit { get; init; } = 1;

    /// <summary>What is added to the number of units.</summary>
    public int Bias { get; init; }

    /// <summary>
    /// The value that says that what stands behind the extent is absent and the extent reaches the
    /// end of the type; −1: no such value.
    /// </summary>
    public int Absent { get; init; } = -1;
}

/// <summary>A number of elements of the named list.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountsAttribute(string list) : Attribute
{
    /// <summary>The list.</summary>
    public string List { get; } = list;
}

/// <summary>Octets of each block of a list of blocks (<see cref="OctetBlocks"/>).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SizeAttribute : Attribute
{
    /// <summary>The size stands in a field.</summary>
    public SizeAttribute(string field) => Field = field;

    /// <summary>The size is a constant number of octets.</summary>
    public SizeAttribute(int octets) => Octets = octets;

    /// <summary>The field; empty: <see cref="Octets"/>.</summary>
    public string Field { get; } = "";

    /// <summary>The constant.</summary>
    public int Octets { get; }
}

/// <summary>Present only where an earlier field has the value (or, with Not, has not).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WhenAttribute(string field, ulong value) : Attribute
{
    /// <summary>The deciding field.</summary>
    public string Field { get; } = field;

    /// <summary>The value; 1 for true.</summary>
    public ulong Value { get; } = value;

    /// <summary>Present where the field has another value.</summary>
    public bool Not { get; init; }
}

/// <summary>Present only where at least so many octets are left in the extent.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WhenRemainingAttribute(int octets) : Attribute
{
    /// <summary>The number of octets.</summary>
    public int Octets { get; } = octets;
}
