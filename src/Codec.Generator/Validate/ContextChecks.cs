using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;
using Microsoft.CodeAnalysis;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>WIRE070 to 073: facts from outside, and byte order.</summary>
internal static class ContextChecks
{
    public static IEnumerable<Problem> Check(WireDraft draft)
    {
        if (draft.Context is { } context
            && (context.TypeKind != TypeKind.Struct || context.IsRefLikeType))
        {
            return
            [
                Problem.At(
                    Places.Of(draft.Wire, -1, "Context"), ContextRules.ContextType, context.Name),
            ];
        }

        return Members(draft).Concat(Nested(draft)).Concat(Order(draft));
    }

    private static IEnumerable<Problem> Members(WireDraft draft)
    {
        foreach (var field in draft.Fields)
        {
            if (field.Word("Context") is { } word
                && MemberFault(draft, word.Text(0), IsAmount, "number") is { } fault)
            {
                yield return Problem.At(
                    Places.Of(word, 0), ContextRules.ContextMember, field.Name, fault);
            }
        }
    }

    private static string? MemberFault(
        WireDraft draft, string name, Func<ITypeSymbol, bool> fits, string what)
    {
        if (draft.Context is not { } context)
        {
            return $"needs a context, and '{draft.Type.Name}' has none";
        }

        var types = context.GetMembers(name).Select(member => member switch
        {
            IPropertySymbol { IsStatic: false } property => property.Type,
            IFieldSymbol { IsStatic: false } field => field.Type,
            _ => null,
        });
        return types.Any(type => type is not null && fits(type))
            ? null
            : $"needs a {what} '{name}', which '{context.Name}' has not";
    }

    private static bool IsAmount(ITypeSymbol type) => type.SpecialType
        is SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_Int32;

    private static IEnumerable<Problem> Nested(WireDraft draft)
    {
        foreach (var field in draft.Fields)
        {
            if (field.Model.Element is { } element
                && NestedFault(draft, field, element) is { } fault)
            {
                yield return Problem.At(
                    Places.Of(field), ContextRules.NestedContext, field.Name, fault);
            }
        }

        // What a sum type is told is the octets alone.
        foreach (var one in draft.Cases.Where(one => one.Model.Type.Context != ""))
        {
            yield return Problem.At(
                Places.Of(one.Attribute, 1),
                ContextRules.NestedContext,
                one.Model.Type.Name,
                $"has a context, which '{draft.Type.Name}' cannot hand on");
        }
    }

    private static string? NestedFault(WireDraft draft, FieldDraft field, TypeModel element)
    {
        if (field.Kind == FieldKind.Chain)
        {
            return element.Context == "" ? null : $"is a chain, and '{element.Name}' has a context";
        }

        if (element.Context != "" && element.Context != draft.Model.Context)
        {
            return $"needs the context of '{element.Name}', which '{draft.Type.Name}' has not";
        }

        var declared = field.ElementContext is { } type ? TypeReader.FullName(type) : "";
        return field.Kind == FieldKind.Many && declared != element.Context
            ? $"is a list of '{element.Name}', whose context stands behind it: Many<T, TContext>"
            : null;
    }

    private static IEnumerable<Problem> Order(WireDraft draft)
    {
        if (Words.One(draft.Type, "ByteOrder") is not { } word)
        {
            yield break;
        }

        var order = draft.Model.Order;
        if (order.Context != "")
        {
            if (MemberFault(draft, order.Context, IsOrder, "ByteOrder") is { } fault)
            {
                yield return Problem.At(
                    Places.Of(word, -1, "Context"),
                    ContextRules.ByteOrderField,
                    draft.Type.Name,
                    fault);
            }

            yield break;
        }

        if (OrderFault(draft, order) is { } what)
        {
            yield return Problem.At(
                Places.Of(word, 0), ContextRules.ByteOrderField, draft.Type.Name, what);
        }
    }

    private static bool IsOrder(ITypeSymbol type) =>
        type.Name == "ByteOrder" && Words.IsOurs(type);

    private static string? OrderFault(WireDraft draft, OrderModel order)
    {
        var field = draft.Find(order.Field);
        if (field is not { Kind: FieldKind.Number })
        {
            return $"finds its byte order in '{order.Field}', which is no number";
        }

        if (field.Model.Bits is not (16 or 32))
        {
            return $"finds its byte order in '{order.Field}', which has not 16 or 32 bits";
        }

        if (draft.Placed.TakeWhile(one => one != field).Append(field)
            .Any(one => !one.Model.IsFixed || one.Model.When is not null))
        {
            return $"finds its byte order in '{order.Field}', which has no constant offset";
        }

        return order.Magic.Count == 0 || order.Magic.Any(
            magic => ConstraintChecks.IsTooWide(magic, field.Model.Bits))
            ? $"finds its byte order in '{order.Field}', which needs magic numbers that fit"
            : null;
    }
}
