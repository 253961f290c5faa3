using System.Reflection;
using Holdfast.Testing.Conformance;

namespace Holdfast.Tests.Architecture;

/// <summary>What the conformance suites cite: each section is one that the ledger has a requirement
/// of, and each decision in place of one says so (docs/adr/0102).</summary>
public sealed class KitCitations
{
    private static readonly string[] Ledgered =
    [
        .. Repository.Under("docs/specs/", ".toml")
            .SelectMany(file => Ledger.Parse(file, Repository.Read(file)).Requirements)
            .Select(one => one.Id),
    ];

    private static readonly string[] Decisions = [.. Repository.Under("docs/adr/", ".md")];

    [Fact]
    public void Each_section_that_a_property_cites_is_in_the_ledger()
    {
        Assert.True(KitClaim.All.Count > 90, $"{KitClaim.All.Count} properties");
        Rule.Holds(KitClaim.All.SelectMany(Faults));
    }

    [Fact]
    public void Every_suite_of_the_kit_is_asked_what_it_cites() => Assert.Equal(
        typeof(ConformanceSuite).Assembly.GetExportedTypes().Count(type => type
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Any(method => method.ReturnType == typeof(ConformanceSuite))),

        // Version 2 is a suite of its own, of the same class.
        KitClaim.All.Select(claim => claim.Suite).Distinct().Count() - 1);

    [Fact]
    public void A_section_without_a_requirement_and_a_decision_that_says_nothing_are_seen()
    {
        Assert.Empty(Faults(new("s", "p", "RFC 7296 §2.1, §2.2", "")));
        Assert.Empty(Faults(new("s", "p", "RFC 4303 §A2.2", "")));
        Rule.Bites(
            Faults(new("s", "p", "RFC 6027 §3.1", "")), "p", "RFC6027-3.1-", "no requirement");
        Rule.Bites(Faults(new("s", "p", "RFC 7296 §2.1, §2.99", "")), "RFC7296-2.99-");
        Rule.Bites(Faults(new("s", "p", "RFC 7296", "")), "RFC 7296", "neither");
        Assert.Empty(Faults(new("s", "p", "no RFC, ADR 10", "I14")));
        Rule.Bites(Faults(new("s", "p", "no RFC, ADR 9999", "I14")), "ADR 9999 is not there");
        Rule.Bites(Faults(new("s", "p", "no RFC, ADR 10", "")), "does not name");
    }

    /// <summary>A decision is there, and names the property or decides of its invariant.</summary>
    private static IEnumerable<string> Faults(KitClaim claim)
    {
        if (claim.Decision is { } number)
        {
            var decision = Decisions.SingleOrDefault(
                file => Path.GetFileName(file).StartsWith(number, StringComparison.Ordinal));
            if (decision is null)
            {
                yield return $"{claim.Property}: {claim.Section[8..]} is not there";
            }
            else if (claim.Invariant.Length == 0
                && !Repository.Read(decision).Contains(
                    $"`{claim.Property}`", StringComparison.Ordinal))
            {
                yield return $"{claim.Property}: {decision} does not name it";
            }

            yield break;
        }

        if (claim.Prefixes.Count == 0)
        {
            yield return $"{claim.Property}: {claim.Section} is neither RFC and section nor an ADR";
        }

        foreach (var prefix in claim.Prefixes.Where(prefix => !Ledgered.Any(
            id => id.StartsWith(prefix, StringComparison.Ordinal))))
        {
            yield return $"{claim.Property}: {prefix} has no requirement in docs/specs";
        }
    }
}
