namespace Holdfast.Codec.Generator.Model;

internal enum FieldKind
{
    Number,
    Octets,
    Struct,
    Many,
    Chain,
    Blocks,
    OneOf,
    Tag,
}

/// <summary>How a number is represented by the property's type.</summary>
internal enum NumberForm
{
    /// <summary>byte, ushort, uint or ulong itself.</summary>
    Plain,

    /// <summary>bool.</summary>
    Flag,

    /// <summary>A struct with a constructor from the primitive and a property Value.</summary>
    Newtype,
}

/// <summary>Where the number of octets of a field comes from.</summary>
internal enum ExtentRule
{
    Fixed,
    Measured,
    Rest,
    Context,
    Aligned,
    Sized,
    Own,
}

/// <summary>One property of a wire type.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Label">The figure's label (as drawn), or the name.</param>
/// <param name="Kind">The kind of field.</param>
/// <param name="Type">The property's type, fully qualified, with "global::".</param>
internal sealed record FieldModel(string Name, string Label, FieldKind Kind, string Type)
{
    /// <summary>Accessibility of the property ("public").</summary>
    public string Accessibility { get; init; } = "public";

    /// <summary>Bits of a number, or of octets of fixed width; 0: variable.</summary>
    public int Bits { get; init; }

    public NumberForm Form { get; init; }

    /// <summary>byte, ushort, uint or ulong: the number under a Plain or a Newtype.</summary>
    public string Primitive { get; init; } = "";

    /// <summary>Whether the property's type is a [Registry] enumeration.</summary>
    public bool IsRegistry { get; init; }

    public ExtentRule Extent { get; init; }

    /// <summary>Name of the length field or context member of the extent.</summary>
    public string ExtentBy { get; init; } = "";

    /// <summary>Alignment, for an aligned padding.</summary>
    public int ExtentOctets { get; init; }

    /// <summary>On blocks: name of the field with the size of a block; empty: constant.</summary>
    public string BlockSizeBy { get; init; } = "";

    /// <summary>On blocks: the constant size of a block.</summary>
    public int BlockSize { get; init; }

    public bool Trailer { get; init; }

    public WhenModel? When { get; init; }

    /// <summary>Element of Struct, Many, Chain.</summary>
    public TypeModel? Element { get; init; }

    public MeasuresModel? Measures { get; init; }

    /// <summary>Name of the list that this number counts; empty: none.</summary>
    public string Counts { get; init; } = "";

    /// <summary>On a list: name of the field that counts it; empty: none.</summary>
    public string CountedBy { get; init; } = "";

    /// <summary>Name of the chain of which this names the first link; empty: none.</summary>
    public string First { get; init; } = "";

    /// <summary>On a chain: name of the field (or Tag) that names its first link.</summary>
    public string FirstBy { get; init; } = "";

    public bool IsNext { get; init; }

    public ChainModel? Chain { get; init; }

    public MoreModel? More { get; init; }

    /// <summary>On a OneOf: name of the tag field.</summary>
    public string Tag { get; init; } = "";

    /// <summary>On a number: name of the OneOf that it is the tag of; empty: none.</summary>
    public string TagOf { get; init; } = "";

    /// <summary>On a OneOf: the flag field that makes unknown an error; empty: none.</summary>
    public string Critical { get; init; } = "";

    public EquatableArray<CaseModel> Cases { get; init; }

    public ulong? Const { get; init; }

    public RangeModel? Range { get; init; }

    /// <summary>Ranges under a condition, or with 0 besides.</summary>
    public EquatableArray<LimitModel> Limits { get; init; }

    /// <summary>How many octets a variable part may have.</summary>
    public EquatableArray<LimitModel> Lengths { get; init; }

    public bool NonZero { get; init; }

    /// <summary>Name of the static method that accepts the value; empty: none.</summary>
    public string Where { get; init; } = "";

    public string SameAs { get; init; } = "";

    public ReservedModel? Reserved { get; init; }

    public PaddingModel? Padding { get; init; }

    public ChecksumModel? Checksum { get; init; }

    public TypeModel? Encrypted { get; init; }

    /// <summary>Whether a [When] of another field looks at this flag (bool fields only).</summary>
    public bool DecidesPresence { get; init; }

    /// <summary>Whether its width is constant: a number, or octets of fixed width.</summary>
    public bool IsFixed => Bits > 0;
}

internal sealed record WhenModel(string Field, ulong Value, bool Not, int Remaining);

internal sealed record MeasuresModel(
    bool Self, string From, string To, int Unit, int Bias, int Absent);

internal sealed record ChainModel(uint End, bool EndsAtUnknown);

internal sealed record MoreModel(ulong Last, ulong More);

internal sealed record RangeModel(ulong Min, ulong Max);

/// <param name="Of">The number or tag that decides whether it holds; empty: it does.</param>
/// <param name="Is">The value that this must have.</param>
/// <param name="OrZero">0 is allowed too.</param>
internal sealed record LimitModel(ulong Min, ulong Max, string Of, ulong Is, bool OrZero);

/// <param name="Refuse">Set bits are an error.</param>
internal sealed record ReservedModel(bool Refuse, ulong OnWrite);

/// <param name="Rule">0 any, 1 zero, 2 counting.</param>
internal sealed record PaddingModel(int Rule, int Align, bool Refuse);

/// <param name="To">Last field covered; empty: all.</param>
/// <param name="Refuse">A wrong sum is an error.</param>
internal sealed record ChecksumModel(string To, bool Refuse);

/// <summary>A registry enumeration.</summary>
internal sealed record RegistryModel(
    string Namespace, string Name, string Accessibility, string Primitive, string File)
{
    public EquatableArray<RegistryRow> Rows { get; init; }
}

internal sealed record RegistryRow(ulong Value, string Identifier, string Label, string Reference);
