using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Tests.Architecture;

/// <summary>No type is named like a segment of a namespace: C# would pick the wrong one.</summary>
public sealed class Names
{
    [Fact]
    public void No_type_is_named_like_a_namespace_segment()
    {
        Rule.Holds(Clashes(Repository.Under("src/", ".cs")
            .Select(file => (file, Repository.Read(file)))));
    }

    [Fact]
    public void A_type_that_is_named_like_a_namespace_segment_is_seen()
    {
        Rule.Bites(
            Clashes(
            [
                ("a.cs", "namespace Holdfast.Protocol.Ike; public class Header { }"),
                ("b.cs", "namespace Holdfast.StateMachines { public record struct Ike(int X); }"),
            ]),
            "b.cs",
            "Ike");
        Rule.Bites(
            Clashes([("a.cs", "namespace Holdfast.Output; class Output { }")]), "Output");
        Rule.Bites(
            Clashes([("a.cs", "namespace Holdfast; class Outer { enum Holdfast { } }")]), "Holdfast");
    }

    /// <summary>The parts of a machine are nested in it, and told apart by its name.</summary>
    private static readonly string[] Parts = ["State", "Input", "Output", "Config"];

    private static IEnumerable<string> Clashes(IEnumerable<(string File, string Text)> sources)
    {
        var parsed = sources
            .Select(source => (source.File, Nodes: CSharpSyntaxTree.ParseText(
                source.Text, new(LanguageVersion.CSharp14)).GetRoot().DescendantNodes().ToArray()))
            .ToArray();
        var segments = parsed
            .SelectMany(source => source.Nodes.OfType<BaseNamespaceDeclarationSyntax>())
            .SelectMany(space => space.Name.ToString().Split('.'))
            .ToHashSet();

        return parsed.SelectMany(source => source.Nodes
            .Select(node => node switch
            {
                BaseTypeDeclarationSyntax { Parent: TypeDeclarationSyntax } part
                    when Parts.Contains(part.Identifier.Text) => "",
                BaseTypeDeclarationSyntax type => type.Identifier.Text,
                DelegateDeclarationSyntax type => type.Identifier.Text,
                _ => "",
            })
            .Where(segments.Contains)
            .Select(name => $"{source.File}: a type and a namespace are both called {name}"));
    }
}
