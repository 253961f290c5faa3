using Holdfast.Codec.Schemas;

namespace Holdfast.Codec.Interpreter;

/// <summary>
/// A run of consecutive fixed fields with the same presence, or one variable field.
/// </summary>
internal sealed record SchemaPart(int Index, IReadOnlyList<FieldSchema> Fields)
{
    public bool IsRun => SchemaParts.IsFixed(Fields[0]);

    public WhenSchema? When => Fields[0].When;

    public bool Trailer => Fields[0].Trailer;

    /// <summary>Octets that are always there.</summary>
    public int Min => IsRun && When is null ? Fields.Sum(f => f.Bits) / 8 : 0;
}

/// <summary>The parts of a type, and how many octets are always there.</summary>
internal sealed class SchemaParts
{
    private readonly WireSchema _schema;

    public SchemaParts(WireSchema schema)
    {
        _schema = schema;
        var parts = new List<SchemaPart>();
        foreach (var field in schema.Fields.Where(f => f.Kind != FieldKind.Tag))
        {
            if (parts.Count > 0 && Joins(parts[^1], field))
            {
                var last = parts[^1];
                parts[^1] = last with { Fields = [.. last.Fields, field] };
            }
            else
            {
                parts.Add(new SchemaPart(parts.Count, [field]));
            }
        }

        Parts = parts;
    }

    public IReadOnlyList<SchemaPart> Parts { get; }

    /// <summary>Whether the type has no variable and no conditional part.</summary>
    public bool IsConstant => Parts.All(p => p.IsRun && p.When is null);

    public static bool IsFixed(FieldSchema field) =>
        field.Kind is FieldKind.Number or FieldKind.Octets && field.Bits > 0;

    /// <summary>Octets that are always there behind a part.</summary>
    public int After(SchemaPart part) => Parts.Skip(part.Index + 1).Sum(p => p.Min);

    /// <summary>The part that a field is in.</summary>
    public SchemaPart Of(FieldSchema field) =>
        Parts.First(p => p.Fields.Any(f => f.Name == field.Name));

    /// <summary>Whether a length field reaches to the end of the type, and so fixes it.</summary>
    public bool FixesEnd(FieldSchema field)
    {
        if (field.Measures is not { } measures)
        {
            return false;
        }

        return measures.From == ""
            || (measures.Absent < 0
                && measures.To == _schema.Fields[^1].Name
                && _schema.Fields[^1].ExtentBy != field.Name);
    }

    private static bool Joins(SchemaPart part, FieldSchema field) =>
        part.IsRun && IsFixed(field) && part.Trailer == field.Trailer && part.When == field.When
        && (field.When is null || field.When.Field != "");
}

/// <summary>Lengths as numbers of octets.</summary>
internal static class Lengths
{
    /// <summary>Octets that a length field says: (value − Bias) × Unit.</summary>
    public static Int128 Octets(MeasuresSchema measures, ulong value) =>
        ((Int128)value - measures.Bias) * measures.Unit;

    public static int Clamp(Int128 octets) => (int)Int128.Clamp(octets, int.MinValue, int.MaxValue);
}
