using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>Finds the places of a figure in the source text.</summary>
internal static class FigureSource
{
    /// <summary>
    /// The very words in a raw string literal, whose lines are the figure's behind the indentation
    /// of the closing quotes; for any other expression, the whole of it.
    /// </summary>
    public static Location At(ExpressionSyntax figure, FigurePlace place)
    {
        if (figure is not LiteralExpressionSyntax literal
            || !literal.Token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken))
        {
            return figure.GetLocation();
        }

        var tree = figure.SyntaxTree;
        var lines = tree.GetText().Lines;
        var first = lines.GetLineFromPosition(literal.Token.SpanStart).LineNumber + 1;
        var closing = lines.GetLineFromPosition(literal.Token.Span.End);
        var indent = closing.ToString().Length - closing.ToString().TrimStart().Length;
        var line = lines[Math.Min(first + place.Line, closing.LineNumber)];
        var start = Math.Min(line.Start + indent + place.Column, line.End);
        var end = Math.Min(start + place.Length, line.End);
        return Location.Create(tree, TextSpan.FromBounds(start, end));
    }
}
