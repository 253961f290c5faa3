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
}
