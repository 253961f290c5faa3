using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>
/// WIRE019: a type that holds itself would be parsed as deep as the input says. Wire types are
/// neither nested nor generic, so a type of another assembly never leads back to one of this.
/// </summary>
internal static class NestingChecks
{
    public static IEnumerable<Problem> Check(WireDraft draft)
    {
        foreach (var held in Holdings.Of(draft.Type))
        {
            if (Way(held.Type, draft.Type) is { } way)
            {
                yield return Problem.At(
                    PlaceOf(held),
                    LayoutRules.HoldsItself,
                    draft.Type.Name,
                    string.Join(" → ", way.Select(type => type.Name)));
            }
        }
    }

    private static Location PlaceOf(Holding held) => held.Property is { } property
        ? Places.Of(property)
        : Places.Of(held.Word, held.Argument == "" ? 1 : -1, held.Argument);

    // The shortest way from one type to another by what each holds; null: none.
    private static IEnumerable<INamedTypeSymbol>? Way(INamedTypeSymbol from, INamedTypeSymbol to)
    {
        var cameFrom = new Dictionary<INamedTypeSymbol, INamedTypeSymbol?>(
            SymbolEqualityComparer.Default)
        { [from] = null };
        var next = new Queue<INamedTypeSymbol>([from]);
        while (next.Count > 0)
        {
            var type = next.Dequeue();
            if (SymbolEqualityComparer.Default.Equals(type, to))
            {
                return Back(type, cameFrom).Reverse();
            }

            foreach (var held in Holdings.Of(type).Select(one => one.Type))
            {
                if (IsOf(held, to.ContainingAssembly) && !cameFrom.ContainsKey(held))
                {
                    cameFrom[held] = type;
                    next.Enqueue(held);
                }
            }
        }

        return null;
    }

    private static IEnumerable<INamedTypeSymbol> Back(
        INamedTypeSymbol type, Dictionary<INamedTypeSymbol, INamedTypeSymbol?> cameFrom)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = cameFrom[at])
        {
            yield return at;
        }
    }

    private static bool IsOf(ISymbol type, IAssemblySymbol assembly) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, assembly);
}
