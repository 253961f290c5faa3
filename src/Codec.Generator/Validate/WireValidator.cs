using Holdfast.Codec.Generator.Parse;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>Everything that is wrong with the declaration of a wire type.</summary>
internal static class WireValidator
{
    private static readonly Func<WireDraft, IEnumerable<Problem>>[] Shape =
    [
        DeclarationChecks.Check,
        FigureChecks.Check,
    ];

    public static IReadOnlyList<Problem> Check(WireDraft draft) =>
        [.. Shape.SelectMany(check => check(draft))];
}
