using Holdfast.Testing.Conformance;

namespace Holdfast.Tests.Properties.Testing.Conformance;

/// <summary>Whether a suite bites: what is right passes, and each fault is caught by name.</summary>
internal static class Biting
{
    /// <summary>Fewer find not every mistake.</summary>
    private static readonly int Cases = Math.Max(150, PropertyRuns.Of(150));

    /// <summary>Every property holds, for any of some seeds.</summary>
    public static void Passes(ConformanceSuite suite)
    {
        Assert.NotEmpty(suite.Properties);
        foreach (var seed in (int[])[1, ConformanceSuite.UsualSeed])
        {
            suite.Run(seed, Cases).ThrowIfFailed();
        }
    }

    /// <summary>Exactly one property fails, and says seed, section and trace; where it is a case of
    /// others, those fail behind it.</summary>
    public static Verdict Catches(
        ConformanceSuite suite, string property, params string?[] general)
    {
        var report = suite.Run(cases: Cases);
        Assert.True(
            report.Failures.Select(one => one.Property)
                .SequenceEqual([property, .. general.OfType<string>()]),
            report.Passed ? $"nobody minds, {property} should" : $"{report}");
        var verdict = report.Failures.First();
        Assert.Contains($"seed {ConformanceSuite.UsualSeed}", $"{verdict}");
        Assert.Contains(verdict.Section, $"{verdict}");
        Assert.True(verdict.Trace.Count > 1, $"{verdict}");
        var thrown = Assert.Throws<ConformanceException>(
            () => suite.Check(property, cases: Cases));
        Assert.Contains(verdict.Why!, thrown.Message);
        return verdict;
    }
}
