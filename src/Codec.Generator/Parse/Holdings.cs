using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>A wire type that another holds.</summary>
/// <param name="Type">The type that is held.</param>
/// <param name="Property">The property of that type, or of a list of it.</param>
/// <param name="Word">Else the word that names it: a case, or what a peek falls back to.</param>
/// <param name="Argument">The name of the argument of that word; empty: its second.</param>
internal sealed record Holding(
    INamedTypeSymbol Type,
    IPropertySymbol? Property = null,
    AttributeData? Word = null,
    string Argument = "");

/// <summary>
/// What a wire type, of this assembly or another, holds: what is parsed, or opened into its value,
/// whenever it is. A plaintext is not among it (the caller decrypts and parses), nor a body that
/// needs a context of its own (it is kept as octets).
/// </summary>
internal static class Holdings
{
    public static IEnumerable<Holding> Of(INamedTypeSymbol type)
    {
        if (Words.One(type, "Peek") is { } peek)
        {
            foreach (var name in new[] { "Otherwise", "Short" })
            {
                if (peek.Named<INamedTypeSymbol?>(name, null) is { } other)
                {
                    yield return new(other, Word: peek, Argument: name);
                }
            }
        }

        foreach (var one in Cases(type))
        {
            yield return one;
        }

        // What is not declared as a field is never parsed.
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>()
            .Where(property => property is
            { IsPartialDefinition: true, IsStatic: false, IsIndexer: false }))
        {
            if (Held(property.Type) is { } held)
            {
                yield return new(held, property);
            }

            foreach (var one in Cases(property).Where(one => !IsOpaque(type, one.Type)))
            {
                yield return one;
            }
        }
    }

    private static IEnumerable<Holding> Cases(ISymbol symbol) =>
        Words.All(symbol, "Case")
            .Where(word => word.Type(1) is not null)
            .Select(word => new Holding(word.Type(1)!, Word: word));

    private static INamedTypeSymbol? Held(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol named when TypeReader.IsWire(named) => named,
        INamedTypeSymbol { Name: "Many" or "Chain" } list when Words.IsOurs(list) =>
            list.TypeArguments[0] as INamedTypeSymbol,
        _ => null,
    };

    private static bool IsOpaque(INamedTypeSymbol type, INamedTypeSymbol body) =>
        TypeReader.ContextOf(body) is { } context
        && !SymbolEqualityComparer.Default.Equals(context, TypeReader.ContextOf(type));
}
