using System.Reflection;
using System.Text.RegularExpressions;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Protocol.Hsrp;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>
/// What docs/codec-language.md says is generated for a view is what the public surface of the
/// wire formats has (src/Protocol/PublicApi.txt), besides the properties that are declared.
/// </summary>
public sealed partial class GeneratedSurface
{
    /// <summary>What a wire type declares by hand beside its fields.</summary>
    private static readonly string[] ByHand =
    [
        "static bool IsBlockLength(ulong octets)", "ReadOnlySpan<byte> Destination",
        "ReadOnlySpan<byte> Source", "ulong Delta", "IkeFlags Flags",
    ];

    private static readonly string[] Shapes =
    [
        .. Row.Matches(Section()).Select(row => row.Groups["member"].Value),
    ];

    private static readonly (string Type, string Member)[] Members = [.. OfViews()];

    [Fact]
    public void Every_member_that_is_generated_for_a_view_stands_on_the_page()
    {
        Assert.True(Members.Length > 2_500, $"{Members.Length} members");
        Assert.Equal(
            ByHand,
            Members.Where(one => !IsDeclared(one.Type, one.Member)
                    && !Shapes.Any(shape => Has(one.Type, one.Member, shape)))
                .Select(one => one.Member));
    }

    [Fact]
    public void Every_member_on_the_page_is_generated_for_some_view()
    {
        Assert.True(Shapes.Length >= 15, $"{Shapes.Length} rows");
        Assert.Equal(
            [],
            Shapes.Where(shape => !Members.Any(one => Has(one.Type, one.Member, shape))));
    }

    [Theory]
    [InlineData("bool TryToValue(out XValue value, out DecodeError error)")]
    [InlineData("bool TryOpenCiphertext(ReadOnlySpan<byte> plaintext, out X view)")]
    [InlineData("uint Octets")]
    [InlineData("string Formatted()")]
    public void A_row_that_nothing_generates_is_seen(string shape) =>
        Assert.DoesNotContain(Members, one => Has(one.Type, one.Member, shape));

    private static string Section()
    {
        var page = File.ReadAllText(ToolRun.File("docs/codec-language.md"))
            .ReplaceLineEndings("\n");
        var from = page.IndexOf("## What is generated for a view", StringComparison.Ordinal);
        return page[from..page.IndexOf("\n## ", from, StringComparison.Ordinal)];
    }

    private static bool IsDeclared(string type, string member) =>
        member.StartsWith("const ", StringComparison.Ordinal)
        || (Property.Match(member) is { Success: true } property
            && Fields[type].Contains(property.Groups["name"].Value));

    /// <summary>Whether a member is of a shape: with and without what is in brackets, and with the
    /// names of the type and of its fields in place of those on the page.</summary>
    private static bool Has(string type, string member, string shape)
    {
        var name = type.Split('.', '+')[^1];
        var any = Fields[type].Count == 0 ? "(?!)" : string.Join('|', Fields[type]);
        var pattern = Regex.Escape(shape)
            .Replace(@"\[in\ TContext\ context,]\ ", @"(scoped in [\w.]+ context, )?")
            .Replace(@"\[TTag\ tag,]\ ", @"([\w.]+ tag, )?")
            .Replace(@"out\ XValue\ ", $"out {name}Value ")
            .Replace(@"out\ X\ ", $"out {name} ");
        pattern = Placeholder.Replace(pattern, @"[\w.]+");
        pattern = FieldName.Replace(pattern, $"(?:{any})");
        return Regex.IsMatch(member, $"^{pattern}$");
    }

    private static IEnumerable<(string Type, string Member)> OfViews()
    {
        var type = "";
        foreach (var line in File.ReadLines(ToolRun.File("src/Protocol/PublicApi.txt")))
        {
            if (!line.StartsWith(' '))
            {
                type = View.Match(line).Groups["type"].Value;
            }
            else if (type.Length > 0)
            {
                yield return (
                    type,
                    Namespace.Replace(line.Trim(), "").Replace(
                        " { get; }", "", StringComparison.Ordinal));
            }
        }
    }

    private static readonly Dictionary<string, HashSet<string>> Fields =
        typeof(HsrpMessageValue).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<WireAttribute>() is not null)
            .ToDictionary(
                type => type.FullName!.Replace('+', '.'),
                type => type.GetProperty("Schema", BindingFlags.Public | BindingFlags.Static)!
                    .GetMethod!.CreateDelegate<Func<WireSchema>>()()
                    .Fields.Select(field => field.Name).ToHashSet());

    [GeneratedRegex(@"(?m)^\| `(?<member>[^`]+)` \| ")]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"^readonly ref struct (?<type>[\w.+]+) : .*ILift<")]
    private static partial Regex View { get; }

    [GeneratedRegex(@"\b(Holdfast|System)\.([A-Z]\w*\.)*")]
    private static partial Regex Namespace { get; }

    [GeneratedRegex(@"^[^(]+ (?<name>\w+)$")]
    private static partial Regex Property { get; }

    // A type that the page names by its part: TBody, TPlain, TCase.
    [GeneratedRegex(@"\bT(Body|Plain|Case)\b")]
    private static partial Regex Placeholder { get; }

    // A field that the page names by its kind.
    [GeneratedRegex(@"(?<=\bTry)Body\b|(?<=\bTryOpen)Ciphertext\b|\bChecksum(?=IsValid)")]
    private static partial Regex FieldName { get; }
}
