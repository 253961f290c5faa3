using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Dpd;

namespace Holdfast.Tests.Properties.Testing.Conformance;

/// <summary>What every suite does with a subject, whatever it claims.</summary>
public sealed class Engine
{
    [Fact]
    public void A_seed_gives_the_same_cases_and_another_one_others()
    {
        Assert.Equal(Heard(1), Heard(1));
        Assert.NotEqual(Heard(1), Heard(2));
    }

    [Fact]
    public void A_subject_that_throws_fails_every_property_with_its_trace()
    {
        var report = DpdConformance.Of(_ => new(
            static (_, told) => told is DpdTold.Heard
                ? throw new InvalidOperationException("worn out")
                : [],
            static () => null)).Run(cases: 50);
        Assert.All(report.Verdicts, verdict =>
        {
            Assert.False(verdict.Passed);
            Assert.Contains("worn out", verdict.Why, StringComparison.Ordinal);
        });
        Assert.Contains(
            "worn out", Assert.Throws<ConformanceException>(report.ThrowIfFailed).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_subject_that_is_due_for_ever_fails()
    {
        var report = DpdConformance.Of(_ => new(
            static (_, _) => [], static () => TimeSpan.Zero)).Run(cases: 20);
        Assert.Contains(report.Failures, verdict =>
            verdict.Why!.Contains("due for ever", StringComparison.Ordinal));
    }

    [Fact]
    public void A_property_is_asked_for_by_its_name()
    {
        var suite = DpdConformance.Of(_ => new(static (_, _) => [], static () => null));
        Assert.Throws<ArgumentException>(() => suite.Check("Nobody_claims_it"));
        suite.Check("A_live_peer_is_never_declared_dead");
        Assert.All(suite.Properties, property =>
        {
            Assert.NotEmpty(property.Section);
            Assert.Matches("^[A-Z][A-Za-z0-9_]+$", property.Name);
        });
    }

    /// <summary>All that a subject is told under a seed.</summary>
    private static string Heard(int seed)
    {
        var told = new List<string>();
        DpdConformance.Of(_ => new(
            (now, what) =>
            {
                told.Add($"{now} {what}");
                return [];
            },
            static () => null)).Properties[0].Run(seed, 20);
        return string.Join('\n', told);
    }
}
