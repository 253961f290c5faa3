using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>
/// What a field is in a value: free, derived (a nullable override), or not there.
/// </summary>
internal static class Roles
{
    /// <summary>Whether the value has a property for the field.</summary>
    public static bool IsKept(WireModel model, FieldModel field) =>
        field.Kind != FieldKind.Tag || IsFreeTag(model, field);

    /// <summary>
    /// Whether a tag told from outside must be kept, since no body or chain tells it.
    /// </summary>
    public static bool IsFreeTag(WireModel model, FieldModel field) =>
        field.Kind == FieldKind.Tag && field.First == ""
        && !model.Fields.Any(f => f.Kind == FieldKind.OneOf && f.Tag == field.Name);

    /// <summary>Whether a canonical writer computes the field.</summary>
    public static bool IsDerived(WireModel model, FieldModel field) => field.Kind switch
    {
        FieldKind.Octets => field.Padding is not null || field.Reserved is not null,
        FieldKind.Number => field.Measures is not null || field.Counts != "" || field.First != ""
            || field.IsNext || field.More is not null || field.Const is not null
            || field.Reserved is not null || field.SameAs != "" || field.Checksum is not null
            || IsTag(model, field) || IsDerivedFlag(model, field),
        _ => false,
    };

    /// <summary>Whether the field is the tag of a sum.</summary>
    public static bool IsTag(WireModel model, FieldModel field) =>
        model.Fields.Any(f => f.Kind == FieldKind.OneOf && f.Tag == field.Name);

    /// <summary>Whether a flag follows from the presence of fields that a user sets.</summary>
    public static bool IsDerivedFlag(WireModel model, FieldModel field) =>
        field.Form == NumberForm.Flag && Dependents(model, field).Any();

    /// <summary>Free fields whose presence the flag decides.</summary>
    public static IEnumerable<FieldModel> Dependents(WireModel model, FieldModel flag) =>
        model.Fields.Where(f => f.When?.Field == flag.Name && !IsDerivedPlain(model, f));

    private static bool IsDerivedPlain(WireModel model, FieldModel field) =>
        field.Form != NumberForm.Flag && IsDerived(model, field);

    /// <summary>The type of the value's property.</summary>
    public static string Type(WireModel model, FieldModel field)
    {
        var mark = field.When is not null || IsDerived(model, field) ? "?" : "";
        return field.Kind switch
        {
            FieldKind.Number or FieldKind.Tag => NumberCode.Bare(field.Type) + mark,
            FieldKind.Octets => "global::Holdfast.Codec.Octets" + mark,
            FieldKind.Struct => field.Element!.FullValueName + mark,
            FieldKind.Many or FieldKind.Chain =>
                $"Items<{field.Element!.FullValueName}>{mark}",
            FieldKind.Blocks => $"Items<global::Holdfast.Codec.Octets>{mark}",
            FieldKind.OneOf => SumName(model, field) + mark,
        };
    }

    /// <summary>
    /// The closed hierarchy of a sum's values; never the value of the type itself.
    /// </summary>
    public static string SumName(WireModel model, FieldModel field) =>
        field.Name == "Value" ? model.ValueName + "Sum" : model.Name + field.Name;

    /// <summary>Whether a case's type depends on facts that this type does not have.</summary>
    public static bool IsOpaque(WireModel model, TypeModel type) =>
        type.Context != "" && type.Context != model.Context;
}
