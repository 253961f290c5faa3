using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Lengths as numbers of octets.</summary>
internal static class ExtentCode
{
    /// <summary>
    /// Octets that a length field says: (value − Bias) × Unit, in a type wide enough.
    /// </summary>
    public static string Octets(FieldModel length, MeasuresModel measures)
    {
        var value = length.Bits <= 16 && measures.Unit <= 1024
            ? $"(int)v{length.Name}"
            : Long(length);
        var biased = measures.Bias switch
        {
            0 => value,
            > 0 => $"({value} - {measures.Bias})",
            < 0 => $"({value} + {-measures.Bias})",
        };
        return measures.Unit == 1 ? biased : $"({biased} * {measures.Unit})";
    }

    /// <summary>
    /// A number as a long that products cannot overflow: what is more than 32 bits can say is more
    /// than any source has.
    /// </summary>
    public static string Long(FieldModel field) => field.Bits <= 32
        ? $"(long)v{field.Name}"
        : $"(long)Math.Min(v{field.Name}, uint.MaxValue)";
}

/// <summary>Lists of blocks.</summary>
internal static class BlocksCode
{
    /// <summary>The size of a block in a parser: an int constant or a long.</summary>
    public static string Size(Layout layout, FieldModel blocks) => blocks.BlockSizeBy == ""
        ? $"{blocks.BlockSize}"
        : ExtentCode.Long(layout.Model.Field(blocks.BlockSizeBy));

    /// <summary>Octets of all blocks in a parser, a long that did not overflow.</summary>
    public static string Octets(Layout layout, FieldModel blocks)
    {
        var count = layout.Model.Field(blocks.CountedBy);
        var bits = blocks.BlockSizeBy == "" ? 31 : layout.Model.Field(blocks.BlockSizeBy).Bits;
        var product = $"{ExtentCode.Long(count)} * {Size(layout, blocks)}";
        return bits < 32 || count.Bits < 32
            ? product
            : $"(long)Math.Min((ulong){ExtentCode.Long(count)} * (ulong){Size(layout, blocks)}, "
                + "long.MaxValue / 2)";
    }
}
