using System.Text.RegularExpressions;

namespace Holdfast.Tests.Architecture;

/// <summary>
/// The memory of a secret is native, and its finalizer gives it back: a span over it holds nothing.
/// Who is given a secret and reads its span says where it may go; otherwise optimised code reads
/// what was freed when nobody else holds the secret, and a key comes out wrong.
/// </summary>
public sealed partial class KeptAlive
{
    [Fact]
    public void Who_reads_the_span_of_a_secret_that_was_given_keeps_it_alive()
    {
        Rule.Holds(Repository.Under("src/Protocol/", ".cs")
            .SelectMany(file => Violations(file, Repository.Read(file))));

        const string reads = "void A(Mac mac, Secret key)\n{\n    mac.Append(key.Span);\n";
        Rule.Bites(Violations("A.cs", reads), "key");
        Rule.Holds(Violations("A.cs", reads + "    GC.KeepAlive(key);\n}"));
        Rule.Bites(Violations("A.cs", "record A(Secret SkD) { int B => Of(SkD.Span); }"), "SkD");
        Rule.Holds(Violations("A.cs", "void A(Secret key) => Of(key);"));
        Rule.Holds(Violations("A.cs", "bool A(out Secret? key) => Of(key.Span);"));
    }

    // What belongs to an object is kept alive by it.
    private static IEnumerable<string> Violations(string file, string text) =>
        from name in Given.Matches(text).Select(match => match.Groups["name"].Value).Distinct()
        where Regex.IsMatch(text, $@"\b{name}\.Span\b") && !text.Contains($"GC.KeepAlive({name})")
            && !(char.IsUpper(name[0]) && text.Contains("GC.KeepAlive(this)"))
        select $"{file}: the span of {name} is read, and nothing keeps it alive";

    [GeneratedRegex(@"(?<!out )\bSecret\??\s+(?<name>\w+)(?=[,)])")]
    private static partial Regex Given { get; }
}
