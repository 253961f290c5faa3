using Holdfast.Codec.Generator.Model;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>A fault found in a declaration. Never leaves the step that found it.</summary>
internal sealed record Problem(
    DiagnosticDescriptor Rule, Location Place, IReadOnlyList<string> Words)
{
    public static Problem At(Location place, DiagnosticDescriptor rule, params string[] words) =>
        new(rule, place, words);

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Rule, Place, [.. Words.Cast<object>()]);

    public FaultModel ToFault()
    {
        var lines = Place.GetLineSpan();
        return new(Rule.Id, lines.Path ?? "", Place.SourceSpan, lines.Span, new(Words));
    }
}
