using Holdfast.Codec.Generator.Parse;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>
/// Everything that is wrong with the declaration of a wire type. Later checks build on what earlier
/// ones found right, so that one slip does not make ten complaints.
/// </summary>
internal static class WireValidator
{
    private static readonly Func<WireDraft, IEnumerable<Problem>>[][] Phases =
    [
        [DeclarationChecks.Check, SumChecks.Declaration],
        [FigureChecks.Check],
        [WidthChecks.Check],
        [KindChecks.Check, NestingChecks.Check],
        [
            ExtentChecks.Check, LengthChecks.Check, ChainChecks.Check, SumChecks.Check,
            ConstraintChecks.Check, LimitChecks.Check, ContextChecks.Check,
        ],
    ];

    /// <summary>Whether the type can be generated.</summary>
    public static bool IsSound(WireDraft draft, IReadOnlyList<Problem> problems) =>
        IsRead(draft) && problems.Count == 0;

    public static IReadOnlyList<Problem> Check(WireDraft draft)
    {
        foreach (var phase in Phases)
        {
            Problem[] problems = [.. phase.SelectMany(check => check(draft))];
            if (problems.Length > 0 || !IsRead(draft))
            {
                return problems;
            }
        }

        return [];
    }

    // A type that the compiler does not know is its complaint, not ours.
    private static bool IsRead(WireDraft draft) => draft.Fields.All(field => field.IsSupported);
}
