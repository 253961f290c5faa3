namespace Holdfast.Tests.Architecture;

/// <summary>
/// Why a mutant cannot be told from what it was made of, or which test tells it since.
/// </summary>
internal sealed record MutationReason(string File, string Was, string Becomes, string Why)
{
    public bool IsEqual => Why.StartsWith("equal", StringComparison.Ordinal);

    public bool Explains(MutationResult.Mutant mutant) =>
        (mutant.File, mutant.Was, mutant.Becomes) == (File, Was, Becomes);
}
