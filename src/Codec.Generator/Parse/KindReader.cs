using Holdfast.Codec.Generator.Model;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>Tells the kind of a field by the property's type.</summary>
internal static class KindReader
{
    /// <summary>Fills in kind, number and element; none: the draft is unsupported.</summary>
    public static void Read(FieldDraft draft)
    {
        var type = draft.Property.Type;
        if (Number(Underlying(type)) is { } number)
        {
            var kind = draft.Has("Tag") ? FieldKind.Tag : FieldKind.Number;
            draft.Model = draft.Model with
            {
                Kind = kind,
                Form = number.Form,
                Primitive = number.Primitive,
                IsRegistry = number.IsRegistry,
            };
            draft.IsSupported = SymbolEqualityComparer.Default.Equals(Underlying(type), type)
                || draft.Has("When")
                || draft.Has("WhenRemaining");
        }
        else if (!draft.Has("Tag")
            && type is INamedTypeSymbol named
            && Part(draft, named) is { } part)
        {
            draft.Model = draft.Model with { Kind = part };
        }
        else
        {
            draft.IsSupported = false;
        }
    }

    /// <summary>The number under a newtype; null: the type is none.</summary>
    public static string? NewtypeOf(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Struct } named
            || Words.Has(type, "Wire"))
        {
            return null;
        }

        var primitives = named.InstanceConstructors
            .Where(ctor => ctor.Parameters.Length == 1)
            .Select(ctor => Primitive(ctor.Parameters[0].Type))
            .Where(primitive => primitive is not null)
            .ToArray();
        var value = named.GetMembers("Value").OfType<IPropertySymbol>().FirstOrDefault();
        return primitives.Length == 1 && value is not null && Primitive(value.Type) == primitives[0]
            ? primitives[0]
            : null;
    }

    public static int BitsOf(string primitive) => primitive switch
    {
        "byte" => 8,
        "ushort" => 16,
        "uint" => 32,
        "ulong" => 64,
        _ => 1,
    };

    // An optional number may be nullable.
    private static ITypeSymbol Underlying(ITypeSymbol type) =>
        type is INamedTypeSymbol
        {
            OriginalDefinition.SpecialType: SpecialType.System_Nullable_T,
        } nullable
            ? nullable.TypeArguments[0]
            : type;

    private static (NumberForm Form, string Primitive, bool IsRegistry)? Number(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_Boolean)
        {
            return (NumberForm.Flag, "", false);
        }

        if (Primitive(type) is { } plain)
        {
            return (NumberForm.Plain, plain, false);
        }

        return NewtypeOf(type) is { } inner
            ? (NumberForm.Newtype, inner, Words.Has(type, "Registry"))
            : null;
    }

    private static FieldKind? Part(FieldDraft draft, INamedTypeSymbol type)
    {
        if (type is { Name: "ReadOnlySpan", ContainingNamespace.Name: "System" }
            && type.TypeArguments[0].SpecialType == SpecialType.System_Byte)
        {
            return draft.Has("OneOf") ? FieldKind.OneOf : FieldKind.Octets;
        }

        if (TypeReader.IsWire(type))
        {
            draft.Element = type;
            return FieldKind.Struct;
        }

        if (!Words.IsOurs(type))
        {
            return null;
        }

        draft.Element = type.TypeArguments.FirstOrDefault() as INamedTypeSymbol;
        draft.ElementContext = type.TypeArguments.ElementAtOrDefault(1);
        return (type.Name, type.Arity) switch
        {
            ("Many", 1 or 2) => FieldKind.Many,
            ("Chain", 1) => FieldKind.Chain,
            ("OctetBlocks", 0) => FieldKind.Blocks,
            _ => null,
        };
    }

    private static string? Primitive(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Byte => "byte",
        SpecialType.System_UInt16 => "ushort",
        SpecialType.System_UInt32 => "uint",
        SpecialType.System_UInt64 => "ulong",
        _ => null,
    };
}
