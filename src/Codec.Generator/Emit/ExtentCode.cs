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
            : $"(long)v{length.Name}";
        var biased = measures.Bias switch
        {
            0 => value,
            > 0 => $"({value} - {measures.Bias})",
            < 0 => $"({value} + {-measures.Bias})",
        };
        return measures.Unit == 1 ? biased : $"({biased} * {measures.Unit})";
    }
}

/// <summary>Lists of blocks.</summary>
internal static class BlocksCode
{
    /// <summary>The size of a block in a parser.</summary>
    public static string Size(FieldModel blocks) => blocks.BlockSizeBy == ""
        ? $"{blocks.BlockSize}"
        : $"(int)v{blocks.BlockSizeBy}";
}
