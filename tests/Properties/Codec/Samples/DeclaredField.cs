using System.Reflection;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>A property of a wire type, and its cell in the figure where there is one.</summary>
internal sealed class DeclaredField(
    Declared of, PropertyInfo property, (string Label, int Bits)? cell)
{
    private readonly string _name = property.Name;

    public Type? Element => Kind switch
    {
        FieldKind.Struct => property.PropertyType,
        FieldKind.Many or FieldKind.Chain => property.PropertyType.GenericTypeArguments[0],
        _ => null,
    };

    public Type Number => Nullable.GetUnderlyingType(property.PropertyType)
        ?? property.PropertyType;

    public IReadOnlyList<CaseAttribute> Cases =>
        [.. property.GetCustomAttributes<CaseAttribute>()];

    public EncryptedAttribute? Encrypted => One<EncryptedAttribute>();

    public WhereAttribute? Where => One<WhereAttribute>();

    /// <summary>All that is no function.</summary>
    public FieldSchema Schema => new(_name, Label, Kind)
    {
        Bits = Bits,
        Form = Kind is not (FieldKind.Number or FieldKind.Tag) || Number.IsPrimitive
            ? Number == typeof(bool) ? NumberForm.Flag : NumberForm.Plain
            : NumberForm.Named,
        Extent = Extent,
        ExtentBy = Extent switch
        {
            ExtentRule.Measured => Length!.Name,
            ExtentRule.Context => One<ContextAttribute>()!.Member,
            _ => "",
        },
        ExtentOctets = Extent == ExtentRule.Aligned ? One<PaddingAttribute>()!.Align : 0,
        BlockSizeBy = One<SizeAttribute>()?.Field ?? "",
        BlockSize = One<SizeAttribute>()?.Octets ?? 0,
        CountedBy = Counter?.Name ?? "",
        FirstBy = of.Where<FirstAttribute>(one => one.Chain == _name)?.Name ?? "",
        Trailer = Has<TrailerAttribute>(),
        When = When,
        Measures = Measures,
        Counts = One<CountsAttribute>()?.List ?? "",
        First = One<FirstAttribute>()?.Chain ?? "",
        Next = Has<NextAttribute>(),
        Chain = Kind != FieldKind.Chain ? null : One<ChainAttribute>() is { } chain
            ? new(chain.End, chain.EndsAtUnknown)
            : new(0, false),
        More = One<MoreAttribute>() is { } more ? (more.Last, more.More) : null,
        Tag = One<OneOfAttribute>()?.Tag ?? "",
        Critical = One<OneOfAttribute>()?.Critical ?? "",
        Const = One<ConstAttribute>()?.Value,
        Range = Ranges.Where(IsPlain).Select(one => ((ulong, ulong)?)(one.Min, one.Max))
            .FirstOrDefault(),
        Limits = [.. Ranges.Where(one => !IsPlain(one))],
        Lengths =
        [
            .. property.GetCustomAttributes<LengthAttribute>().Select(
                one => new LimitSchema(one.Min, one.Max, one.Of, one.Is, one.OrZero)),
        ],
        NonZero = Has<NonZeroAttribute>(),
        SameAs = One<SameAsAttribute>()?.Field ?? "",
        Reserved = One<ReservedAttribute>() is { } reserved
            ? new(reserved.OnRead, reserved.OnWrite)
            : null,
        Padding = One<PaddingAttribute>() is { } padding
            ? new(padding.Rule, padding.Align, padding.OnRead)
            : null,
        Checksum = One<ChecksumAttribute>() is { } checksum
            ? new(checksum.Algorithm, checksum.To, checksum.OnRead)
            : null,
    };

    private string Label => cell?.Label ?? One<LabelAttribute>()?.Label ?? _name;

    private int Bits => cell?.Bits ?? One<BitsAttribute>()?.Width ?? 0;

    private FieldKind Kind => property.PropertyType switch
    {
        _ when Has<TagAttribute>() => FieldKind.Tag,
        var type when type == typeof(ReadOnlySpan<byte>) =>
            Has<OneOfAttribute>() ? FieldKind.OneOf : FieldKind.Octets,
        var type when type == typeof(OctetBlocks) => FieldKind.Blocks,
        { Name: "Many`1" or "Many`2" } => FieldKind.Many,
        { Name: "Chain`1" } => FieldKind.Chain,
        var type => type.IsDefined(typeof(WireAttribute)) ? FieldKind.Struct : FieldKind.Number,
    };

    private PropertyInfo? Counter => of.Where<CountsAttribute>(one => one.List == _name);

    // A length that reaches the last field says where the type ends, and a Rest takes what is left.
    private PropertyInfo? Length => Has<RestAttribute>() && of.IsLast(property)
        ? null
        : of.Where<MeasuresAttribute>(one => one.To == _name && !one.Self);

    private ExtentRule Extent =>
        Bits > 0 || Kind == FieldKind.Tag ? ExtentRule.Fixed
        : Has<RestAttribute>() ? ExtentRule.Rest
        : Has<ContextAttribute>() ? ExtentRule.Context
        : Length is not null ? ExtentRule.Measured
        : One<PaddingAttribute>() is { Align: > 1 } ? ExtentRule.Aligned
        : Kind == FieldKind.Blocks && Counter is not null ? ExtentRule.Sized
        : ExtentRule.Own;

    private WhenSchema? When =>
        One<WhenAttribute>() is { } when ? new(when.Field, when.Value, when.Not, 0)
        : One<WhenRemainingAttribute>() is { } left ? new("", 0, false, left.Octets)
        : null;

    private MeasuresSchema? Measures => One<MeasuresAttribute>() is { } measures
        ? new(measures.From, measures.To, measures.Unit, measures.Bias, measures.Absent)
        : null;

    private IEnumerable<LimitSchema> Ranges => property.GetCustomAttributes<RangeAttribute>()
        .Select(one => new LimitSchema(one.Min, one.Max, one.Of, one.Is, one.OrZero));

    private static bool IsPlain(LimitSchema range) => range is { Of: "", OrZero: false };

    private T? One<T>()
        where T : Attribute => property.GetCustomAttribute<T>();

    private bool Has<T>()
        where T : Attribute => property.IsDefined(typeof(T));
}
