using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>WIRE080 to 085: a registry enumeration and its table.</summary>
internal static class RegistryValidator
{
    private static readonly HashSet<string> Taken =
    [
        "Value", "Name", "IsKnown", "Entries", "Table", "ToString", "Equals", "GetHashCode",
        "GetType", "Deconstruct", "PrintMembers",
    ];

    /// <summary>What is wrong with the declaration; the words to say it with.</summary>
    public static IEnumerable<Complaint> CheckType(INamedTypeSymbol type)
    {
        if (type is not { TypeKind: TypeKind.Struct, IsRecord: true, IsReadOnly: true }
            || type.ContainingType is not null
            || type.IsGenericType
            || !TypeReader.IsPartial(type)
            || KindReader.NewtypeOf(type) is null)
        {
            yield return new(RegistryRules.RegistryType, [type.Name]);
        }
    }

    /// <summary>What is wrong with the table.</summary>
    public static IEnumerable<Complaint> CheckTable(RegistryModel model, RegistryTable table)
    {
        foreach (var fault in table.Faults)
        {
            yield return new(
                RegistryRules.TableRow, [table.File, fault.Line.Text(), fault.What]);
        }

        var (values, names) = (new HashSet<ulong>(), new HashSet<string>());
        for (var i = 0; i < table.Rows.Count; i++)
        {
            var (row, line) = (table.Rows[i], table.Lines[i].Text());
            if (!values.Add(row.Value))
            {
                yield return new(
                    RegistryRules.RowTwice, [table.File, line, "value", row.Value.Text()]);
            }

            if (!names.Add(row.Identifier))
            {
                yield return new(
                    RegistryRules.RowTwice, [table.File, line, "identifier", row.Identifier]);
            }

            if (!IsFree(row.Identifier, model.Name))
            {
                yield return new(
                    RegistryRules.RowIdentifier, [table.File, line, row.Identifier, model.Name]);
            }

            var bits = KindReader.BitsOf(model.Primitive);
            if (bits < 64 && row.Value >> bits != 0)
            {
                yield return new(
                    RegistryRules.RowTooWide,
                    [table.File, line, row.Value.Text(), model.Primitive]);
            }
        }
    }

    private static bool IsFree(string identifier, string type) =>
        SyntaxFacts.IsValidIdentifier(identifier)
        && SyntaxFacts.GetKeywordKind(identifier) == SyntaxKind.None
        && identifier != type
        && !Taken.Contains(identifier);
}

/// <summary>A rule that is broken and the words to say so.</summary>
internal sealed record Complaint(DiagnosticDescriptor Rule, string[] Words);
