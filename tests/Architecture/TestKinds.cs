using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Tests.Architecture;

/// <summary>What a test of tests/Properties is.</summary>
internal enum TestKind
{
    /// <summary>A law over drawn histories, or over a whole domain of them.</summary>
    Property,

    /// <summary>Every order of what may happen, to a bound or to the end.</summary>
    Exploration,

    /// <summary>Something broken on purpose is seen.</summary>
    Canary,
}

/// <summary>
/// Tells the kinds of tests apart by their sources: a canary by its name, that of its class or its
/// comment, an exploration by the search that it reaches through members of classes beside it.
/// </summary>
internal sealed partial class TestKinds
{
    private readonly Dictionary<string, ILookup<string, SyntaxNode>> _types;
    private readonly ConcurrentDictionary<(string Type, string Method), TestKind> _kinds = new();
    private readonly ConcurrentDictionary<(string Type, SyntaxNode Member),
        (string Type, string Member)[]> _named = new();

    /// <summary>Types whose members the file of a type names as if they were its own.</summary>
    private readonly ILookup<string, string> _beside;

    /// <param name="sources">The texts of all files.</param>
    public TestKinds(IEnumerable<string> sources)
    {
        var types = sources
            .Select(text => CSharpSyntaxTree
                .ParseText(text, new(LanguageVersion.CSharp14)).GetCompilationUnitRoot())
            .SelectMany(root => root.DescendantNodes().OfType<TypeDeclarationSyntax>()
                .Select(type => (Type: type, root.Usings)))
            .ToLookup(one => one.Type.Identifier.Text);
        _types = types.ToDictionary(
            group => group.Key,
            group => group.SelectMany(one => one.Type.Members)
                .SelectMany(member => Names(member).Select(name => (name, member)))
                .ToLookup(one => one.name, one => (SyntaxNode)one.member));
        _beside = types.SelectMany(group => group.SelectMany(one => one.Usings)
                .Where(one => !one.StaticKeyword.IsKind(SyntaxKind.None))
                .Select(one => (group.Key, Other: one.Name!.ToString().Split('.')[^1])))
            .Where(one => _types.ContainsKey(one.Other))
            .ToLookup(one => one.Key, one => one.Other);
    }

    /// <summary>The kind of a test.</summary>
    public TestKind Of(string type, string method) => _kinds.GetOrAdd((type, method), one =>
        Broken.IsMatch(one.Type) || Seen.IsMatch(one.Method)
            || _types[one.Type][one.Method].Any(member =>
                Called.IsMatch(member.GetLeadingTrivia().ToFullString())) ? TestKind.Canary
        : Reaches(one.Type, one.Method) ? TestKind.Exploration
        : TestKind.Property);

    private bool Reaches(string type, string method)
    {
        var seen = new HashSet<(string, string)> { (type, method) };
        var open = new Stack<(string Type, string Member)>(seen);
        while (open.TryPop(out var at))
        {
            foreach (var member in _types[at.Type][at.Member])
            {
                foreach (var named in _named.GetOrAdd(
                    (at.Type, member), one => [.. Named(one.Type, one.Member).Distinct()]))
                {
                    if (named is ("", _))
                    {
                        return true;
                    }

                    if (seen.Add(named))
                    {
                        open.Push(named);
                    }
                }
            }
        }

        return false;
    }

    /// <summary>Members of this type and of others that a member names; of no type: a search.
    /// </summary>
    private IEnumerable<(string Type, string Member)> Named(string type, SyntaxNode member)
    {
        foreach (var name in member.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            var word = name.Identifier.Text;
            if (Search.IsMatch(word))
            {
                yield return ("", word);
            }

            if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
            {
                if (Searching.IsMatch($"{access.Expression}"))
                {
                    yield return ("", word);
                }

                var of = access.Expression.ToString();
                if (_types.TryGetValue(of, out var other) && other.Contains(word))
                {
                    yield return (of, word);
                }
            }
            else if (_beside[type].Prepend(type).FirstOrDefault(one =>
                _types[one].Contains(word)) is { } own)
            {
                yield return (own, word);
            }
        }
    }

    private static IEnumerable<string> Names(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => [method.Identifier.Text],
        PropertyDeclarationSyntax property => [property.Identifier.Text],
        FieldDeclarationSyntax field =>
            field.Declaration.Variables.Select(one => one.Identifier.Text),
        _ => [],
    };

    [GeneratedRegex("^(Explore|Search|RunSchedules|SchedulePlayer)$")]
    private static partial Regex Search { get; }

    [GeneratedRegex("^(Exploration|CollisionSearch)$")]
    private static partial Regex Searching { get; }

    [GeneratedRegex(@"\bthe canary\b")]
    private static partial Regex Called { get; }

    [GeneratedRegex("Bite|Canar|Mutant")]
    private static partial Regex Broken { get; }

    [GeneratedRegex("_(is|are)_(seen|caught)$|_is_caught_by_|_(is|are)_found(_wrong|_to_be$|$)"
        + "|(canary|bug|wrong)_is_found_|^It_is_found_|_sees_an?_")]
    private static partial Regex Seen { get; }
}
