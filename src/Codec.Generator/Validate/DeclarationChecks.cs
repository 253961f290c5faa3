using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>WIRE001, 002, 014, 015, 018: the type and its properties as C# sees them.</summary>
internal static class DeclarationChecks
{
    public static IEnumerable<Problem> Check(WireDraft draft)
    {
        var type = draft.Type;
        if (!type.IsReadOnly || !type.IsRefLikeType || type.IsRecord || !TypeReader.IsPartial(type))
        {
            yield return Problem.At(Places.Of(type), LayoutRules.TypeShape, type.Name);
        }

        if (type.ContainingType is not null || type.IsGenericType)
        {
            var what = type.IsGenericType ? "generic" : $"nested in '{type.ContainingType?.Name}'";
            yield return Problem.At(Places.Of(type), LayoutRules.TypeAlone, type.Name, what);
        }

        if (Names.IsKeyword(type.Name))
        {
            yield return Problem.At(Places.Of(type), LayoutRules.TakenName, type.Name);
        }

        foreach (var stray in draft.Strays)
        {
            var what = stray.IsStatic ? "is static" : "is not partial";
            yield return Problem.At(Places.Of(stray), LayoutRules.NotAField, stray.Name, what);
        }

        foreach (var field in draft.Fields)
        {
            if (field.Property.SetMethod is not null)
            {
                yield return Problem.At(
                    Places.Of(field), LayoutRules.NotAField, field.Name, "has a setter");
            }

            if (Names.IsTaken(field.Name))
            {
                yield return Problem.At(Places.Of(field), LayoutRules.TakenName, field.Name);
            }

            if (!field.IsSupported && field.Property.Type.TypeKind != TypeKind.Error)
            {
                yield return Problem.At(
                    TypeOf(field), LayoutRules.UnsupportedType, field.Name, Written(field));
            }
        }
    }

    private static string Written(FieldDraft field) =>
        field.Property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    private static Location TypeOf(FieldDraft field) =>
        field.Property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax()
            is PropertyDeclarationSyntax property
                ? property.Type.GetLocation()
                : Places.Of(field);
}
