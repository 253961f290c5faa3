using System.Collections.Immutable;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>A piece of one line of a figure; line and column count from 0.</summary>
internal readonly record struct FigurePlace(int Line, int Column, int Length);

/// <summary>One cell of a figure.</summary>
/// <param name="Label">Its words; those of several lines are joined.</param>
/// <param name="Offset">Bits from the start or from the variable part before it.</param>
/// <param name="Bits">Its width; 0: variable.</param>
/// <param name="Place">Its words in the figure.</param>
internal sealed record FigureCell(string Label, int Offset, int Bits, FigurePlace Place);

internal enum FigureFaultKind
{
    /// <summary>A line that is no row, or a cell whose borders do not fit.</summary>
    Row,

    /// <summary>A row that is not 32 bits.</summary>
    Width,

    /// <summary>A ruler that does not fit the rows around it.</summary>
    Ruler,
}

/// <summary>Something in a figure that cannot be read.</summary>
/// <param name="Kind">The kind of fault.</param>
/// <param name="Place">Where it is.</param>
/// <param name="What">What is wrong, as the end of a sentence.</param>
internal sealed record FigureFault(FigureFaultKind Kind, FigurePlace Place, string What);

/// <summary>A bit diagram as read.</summary>
internal sealed record Figure(
    ImmutableArray<FigureCell> Cells, ImmutableArray<FigureFault> Faults);
