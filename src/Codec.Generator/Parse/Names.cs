using Microsoft.CodeAnalysis.CSharp;

namespace Holdfast.Codec.Generator.Parse;

/// <summary>Which names a declaration may give.</summary>
internal static class Names
{
    private static readonly HashSet<string> Taken =
    [
        "Octets", "Schema", "Entry", "Format", "Order", "TryParse", "TryToValue", "SizeOf",
        "TryWrite", "Equals", "GetHashCode", "GetType", "ToString", "PrintMembers",
        "EqualityContract", "Deconstruct",
    ];

    /// <summary>Whether a view or a value has such a member without being asked.</summary>
    public static bool IsTaken(string name) => Taken.Contains(name) || IsKeyword(name);

    public static bool IsKeyword(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None;
}
