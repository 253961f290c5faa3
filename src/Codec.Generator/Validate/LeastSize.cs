using System.Collections.Immutable;
using Holdfast.Codec.Generator.Parse;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>Whether a wire type, here or in another assembly, can be no octet long.</summary>
internal static class LeastSize
{
    public static bool CanBeEmpty(INamedTypeSymbol type) =>
        CanBeEmpty(type, ImmutableStack<INamedTypeSymbol>.Empty);

    private static bool CanBeEmpty(INamedTypeSymbol type, ImmutableStack<INamedTypeSymbol> seen)
    {
        if (seen.Contains(type, SymbolEqualityComparer.Default))
        {
            return true;
        }

        seen = seen.Push(type);
        if (Words.Has(type, "Peek") || Words.Has(type, "LinkOf"))
        {
            return Cases(type).Any(one => CanBeEmpty(one, seen));
        }

        var always = type.GetMembers().OfType<IPropertySymbol>()
            .Where(one => !Words.Has(one, "When") && !Words.Has(one, "WhenRemaining"))
            .ToArray();
        return !HasCell(type, always)
            && always.All(one => Words.One(one, "Bits") is not { } bits || bits.Number(0) <= 0)
            && always.All(one => !TypeReader.IsWire(one.Type)
                || CanBeEmpty((INamedTypeSymbol)one.Type, seen));
    }

    // A cell of fixed width whose property is always there.
    private static bool HasCell(INamedTypeSymbol type, IPropertySymbol[] always)
    {
        var figure = Words.One(type, "Wire")?.Text(2) ?? "";
        if (figure == "")
        {
            return false;
        }

        var labels = new HashSet<string>(always.Select(
            one => Labels.Key(Words.One(one, "Label")?.Text(0) ?? one.Name)));
        return FigureReader.Read(figure).Cells
            .Any(cell => cell.Bits > 0 && labels.Contains(Labels.Key(cell.Label)));
    }

    private static IEnumerable<INamedTypeSymbol> Cases(INamedTypeSymbol type)
    {
        var peek = Words.One(type, "Peek");
        return Words.All(type, "Case").Select(one => one.Type(1))
            .Append(peek?.Named<INamedTypeSymbol?>("Otherwise", null))
            .Append(peek?.Named<INamedTypeSymbol?>("Short", null))
            .Where(TypeReader.IsWire)
            .Select(one => one!);
    }
}
