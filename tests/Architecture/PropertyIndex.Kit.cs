using System.Text;

namespace Holdfast.Tests.Architecture;

/// <content>What the kit asks of implementations of others.</content>
public sealed partial class PropertyIndex
{
    private static readonly string[] Required =
    [
        .. Repository.Under("docs/specs/", ".toml")
            .SelectMany(file => Ledger.Parse(file, Repository.Read(file)).Requirements)
            .Select(one => one.Id),
    ];

    [Fact]
    public void Each_property_of_the_kit_is_on_the_page()
    {
        var page = Page();
        Assert.All(KitClaim.All, claim => Assert.Contains(
            $"| {claim.Suite} | {claim.Property.Replace('_', ' ')} | {claim.Section} |", page,
            StringComparison.Ordinal));
        Assert.Contains(
            "| RFC6027-3.6-a | I25 |", KitText(
            [
                new("SA replication", "What_was_lost_is_said_again", "RFC 6027 §3.6", "I25"),
            ]),
            StringComparison.Ordinal);
    }

    /// <summary>By suite: each property, what states it, and what the ledger has of that.</summary>
    private static string KitText(IReadOnlyList<KitClaim> claims)
    {
        var text = new StringBuilder(
            $"""

            ## What the kit asks

            What the conformance suites of `Holdfast.Testing` hold implementations of others to ([how](testing.md)): {claims.Count} properties, of either reading
            where there are two. The ledger's requirements are those of the section that a property cites, which it states as a whole or a part of.

            | suite | property | RFC or decision | ledger | invariant |
            |---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var claim in claims)
        {
            text.Append($"| {claim.Suite} | {claim.Property.Replace('_', ' ')} | {claim.Section} | ")
                .AppendJoin(", ", claim.Prefixes.SelectMany(prefix => Required.Where(
                    id => id.StartsWith(prefix, StringComparison.Ordinal))))
                .Append($" | {claim.Invariant} |\n");
        }

        return text.ToString();
    }
}
