using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Tests.Architecture;

/// <summary>A test of tests/Properties, as its source tells of it.</summary>
/// <param name="File">Where it stands.</param>
/// <param name="Class">The name of its class.</param>
/// <param name="Method">Its own name, which is its claim.</param>
/// <param name="Sections">RFCs and sections that its class is named after.</param>
/// <param name="Requirements">Ids of the ledger.</param>
/// <param name="Invariants">I1a to I36, as its comment or its name says.</param>
internal sealed partial record PropertyTest(
    string File, string Class, string Method,
    string[] Sections, string[] Requirements, string[] Invariants)
{
    /// <summary>Class and method.</summary>
    public string Name => $"{Class}.{Method}";

    /// <summary>Every test of a source.</summary>
    public static IEnumerable<PropertyTest> In(string file, string text) =>
        CSharpSyntaxTree.ParseText(text, new(LanguageVersion.CSharp14)).GetRoot()
            .DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => Names(method).Any(IsTest))
            .Where(method => method.Parent is ClassDeclarationSyntax)
            .Select(method => From(file, (ClassDeclarationSyntax)method.Parent!, method));

    private static PropertyTest From(
        string file, ClassDeclarationSyntax type, MethodDeclarationSyntax method)
    {
        var name = method.Identifier.Text;
        var own = $"{Comment(method)} {name.Replace('_', ' ')}";
        var requirements = Ledger.Named(Attributes(type) + Attributes(method));
        return new(
            file, type.Identifier.Text, name,
            [.. Section(type.Identifier.Text, Comment(type), Comment(method))],
            [.. requirements.Distinct().Order(StringComparer.Ordinal)],
            [.. Mentioned(own).Distinct()]);
    }

    /// <summary>By the name of the class: Rfc3706_5_Liveliness. Else as comments cite it.</summary>
    private static IEnumerable<string> Section(string type, string about, string own)
    {
        var cited = Cited.Matches(own).Concat(Cited.Matches(about)).Select(one => one.Value);
        var named = Numbered.Match(type);
        return (named.Success && named.Groups["section"].Value.Trim('_') is var section
            ? cited.Append($"RFC {named.Groups["rfc"].Value}"
                + (section.Length > 0 ? $" §{section.Replace('_', '.')}" : ""))
            : cited).Distinct().Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Mentioned(string text) =>
        Invariant.Matches(text).SelectMany(match => match.Groups["to"].Success
            ? Enumerable.Range(Number(match, "from"), Number(match, "to") - Number(match, "from") + 1)
                .Select(number => $"I{number}")
            : [match.Value]);

    private static int Number(Match match, string group) => int.Parse(
        match.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> Names(MemberDeclarationSyntax member) => member
        .AttributeLists.SelectMany(list => list.Attributes).Select(one => one.Name.ToString());

    private static bool IsTest(string attribute) =>
        attribute is "Fact" or "Theory" or "LongTheory" or "Property";

    private static string Attributes(MemberDeclarationSyntax member) =>
        string.Join('\n', member.AttributeLists);

    private static string Comment(MemberDeclarationSyntax member) =>
        Blank.Replace(
            member.GetLeadingTrivia().ToFullString().Replace("///", "", StringComparison.Ordinal),
            " ");

    [GeneratedRegex(@"^Rfc(?<rfc>\d{3,5})(?<section>(_(\d+|[A-Z](?=_)))*)")]
    private static partial Regex Numbered { get; }

    [GeneratedRegex(@"RFC \d{3,5} §[\dA-Z](\.?\d+)*")]
    private static partial Regex Cited { get; }

    [GeneratedRegex(@"\bI(?<from>\d{1,2})( to I(?<to>\d{1,2}))?[ab]?\b")]
    private static partial Regex Invariant { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank { get; }
}
