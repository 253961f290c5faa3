namespace Holdfast.Codec.Schemas;

/// <summary>What stands in a field.</summary>
public enum FieldKind : byte
{
    /// <summary>An unsigned number of 1 to 64 bits.</summary>
    Number,

    /// <summary>Octets.</summary>
    Octets,

    /// <summary>One element of another wire type.</summary>
    Struct,

    /// <summary>A list of elements of one wire type.</summary>
    Many,

    /// <summary>A chain of links.</summary>
    Chain,

    /// <summary>A list of octet blocks of one size.</summary>
    Blocks,

    /// <summary>Octets that a tag gives a type.</summary>
    OneOf,

    /// <summary>No octets: the type of a link, told from outside.</summary>
    Tag,
}

/// <summary>What a number is to its reader.</summary>
public enum NumberForm : byte
{
    /// <summary>A plain number.</summary>
    Plain,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A number with a type of its own, perhaps with names.</summary>
    Named,
}

/// <summary>Where the number of octets of a variable field comes from.</summary>
public enum ExtentRule : byte
{
    /// <summary>The width is constant.</summary>
    Fixed,

    /// <summary>A length field measures it.</summary>
    Measured,

    /// <summary>All that is left.</summary>
    Rest,

    /// <summary>A member of the context.</summary>
    Context,

    /// <summary>Up to the next multiple of so many octets.</summary>
    Aligned,

    /// <summary>A number of blocks times their size.</summary>
    Sized,

    /// <summary>The elements themselves say where they end.</summary>
    Own,
}

/// <summary>One field of a wire type.</summary>
/// <param name="Name">The property.</param>
/// <param name="Label">The words in the figure, and in errors.</param>
/// <param name="Kind">What stands in it.</param>
public sealed record FieldSchema(string Name, string Label, FieldKind Kind)
{
    /// <summary>Bits of a number or of octets of constant width; otherwise 0.</summary>
    public int Bits { get; init; }

    /// <summary>What a number is to its reader.</summary>
    public NumberForm Form { get; init; }

    /// <summary>Names of a number's values, where a registry gives them.</summary>
    public Func<Items<RegistryEntry>>? Names { get; init; }

    /// <summary>Where a variable field's number of octets comes from.</summary>
    public ExtentRule Extent { get; init; }

    /// <summary>The length field or context member of the extent.</summary>
    public string ExtentBy { get; init; } = "";

    /// <summary>Alignment, for an aligned padding.</summary>
    public int ExtentOctets { get; init; }

    /// <summary>On blocks: the field with the size of a block; empty: it is constant.</summary>
    public string BlockSizeBy { get; init; } = "";

    /// <summary>On blocks: the constant size of a block.</summary>
    public int BlockSize { get; init; }

    /// <summary>On a list: the field that counts it; empty: none.</summary>
    public string CountedBy { get; init; } = "";

    /// <summary>On a chain: the field or tag that names its first link.</summary>
    public string FirstBy { get; init; } = "";

    /// <summary>Whether it is laid out from the end.</summary>
    public bool Trailer { get; init; }

    /// <summary>The field (or the first field) that a present When or a count decides.</summary>
    public WhenSchema? When { get; init; }

    /// <summary>The element type of a struct, list or chain.</summary>
    public Func<WireSchema>? Element { get; init; }

    /// <summary>What this length field measures.</summary>
    public MeasuresSchema? Measures { get; init; }

    /// <summary>The list that this count field counts; empty: none.</summary>
    public string Counts { get; init; } = "";

    /// <summary>The chain that this field's value begins; empty: none.</summary>
    public string First { get; init; } = "";

    /// <summary>Whether this field names the next link's type.</summary>
    public bool Next { get; init; }

    /// <summary>On a chain: its end.</summary>
    public ChainSchema? Chain { get; init; }

    /// <summary>A continuation mark: (last, more).</summary>
    public (ulong Last, ulong More)? More { get; init; }

    /// <summary>On a sum: the tag field.</summary>
    public string Tag { get; init; } = "";

    /// <summary>On a sum: the flag that makes an unknown tag an error; empty: none.</summary>
    public string Critical { get; init; } = "";

    /// <summary>On a sum: the cases.</summary>
    public Items<CaseSchema> Cases { get; init; }

    /// <summary>The only value.</summary>
    public ulong? Const { get; init; }

    /// <summary>The allowed values, bounds included.</summary>
    public (ulong Min, ulong Max)? Range { get; init; }

    /// <summary>Further ranges of a number's values, each perhaps under a condition.</summary>
    public Items<LimitSchema> Limits { get; init; }

    /// <summary>How many octets a variable part may have.</summary>
    public Items<LimitSchema> Lengths { get; init; }

    /// <summary>Whether zero is refused.</summary>
    public bool NonZero { get; init; }

    /// <summary>Accepts a value.</summary>
    public Func<ulong, bool>? Where { get; init; }

    /// <summary>The earlier field that it repeats; empty: none.</summary>
    public string SameAs { get; init; } = "";

    /// <summary>Bits with no meaning.</summary>
    public ReservedSchema? Reserved { get; init; }

    /// <summary>Padding octets.</summary>
    public PaddingSchema? Padding { get; init; }

    /// <summary>A checksum.</summary>
    public ChecksumSchema? Checksum { get; init; }

    /// <summary>The plaintext type of ciphertext.</summary>
    public Func<WireSchema>? Encrypted { get; init; }
}

/// <summary>Presence of a field.</summary>
/// <param name="Field">The deciding field; empty: <paramref name="Remaining"/> decides.</param>
/// <param name="Value">The value that it must have.</param>
/// <param name="Not">Must not have.</param>
/// <param name="Remaining">Octets that must be left.</param>
public sealed record WhenSchema(string Field, ulong Value, bool Not, int Remaining);

/// <summary>What a length field measures: value = octets / Unit + Bias.</summary>
/// <param name="From">The first field; empty: the whole type.</param>
/// <param name="To">The last field.</param>
/// <param name="Unit">Octets in a unit.</param>
/// <param name="Bias">Added units.</param>
/// <param name="Absent">The value saying that nothing stands behind the extent; −1: none.</param>
public sealed record MeasuresSchema(string From, string To, int Unit, int Bias, int Absent);

/// <summary>A range of a number's values or of a part's octets.</summary>
/// <param name="Min">The least.</param>
/// <param name="Max">The most.</param>
/// <param name="Of">The earlier number or tag by which it holds; empty: it always does.</param>
/// <param name="Is">The value that this must have.</param>
/// <param name="OrZero">Whether 0 is allowed too.</param>
public sealed record LimitSchema(ulong Min, ulong Max, string Of, ulong Is, bool OrZero)
{
    /// <summary>Whether a number lies in the range.</summary>
    public bool Allows(ulong number) =>
        (number >= Min && number <= Max) || (OrZero && number == 0);
}

/// <summary>How a chain ends.</summary>
/// <param name="End">The end value.</param>
/// <param name="EndsAtUnknown">Whether an unknown type ends it too.</param>
public sealed record ChainSchema(uint End, bool EndsAtUnknown);

/// <summary>Declared malleability.</summary>
/// <param name="OnRead">What a reader does with other values.</param>
/// <param name="OnWrite">What a canonical writer writes.</param>
public sealed record ReservedSchema(OnRead OnRead, ulong OnWrite);

/// <summary>Padding.</summary>
/// <param name="Rule">Its content.</param>
/// <param name="Align">What the type's size is a multiple of.</param>
/// <param name="OnRead">What a reader does with other content.</param>
public sealed record PaddingSchema(PaddingRule Rule, int Align, OnRead OnRead);

/// <summary>A checksum.</summary>
/// <param name="Algorithm">How it is computed.</param>
/// <param name="To">The last field covered; empty: all.</param>
/// <param name="OnRead">What a reader does with a wrong one.</param>
public sealed record ChecksumSchema(ChecksumAlgorithm Algorithm, string To, OnRead OnRead);

/// <summary>One named value of a registry.</summary>
/// <param name="Value">The code point.</param>
/// <param name="Identifier">Its name in C#.</param>
/// <param name="Label">Its name in the registry.</param>
/// <param name="Reference">Where it is defined.</param>
public sealed record RegistryEntry(ulong Value, string Identifier, string Label, string Reference);
