namespace Holdfast.Tests.Architecture;

/// <summary>How a rule of this folder reports: every violation at once, one a line.</summary>
internal static class Rule
{
    public static void Holds(IEnumerable<string> violations)
    {
        var found = violations.ToArray();
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    /// <summary>The canary of a rule: a thing broken on purpose, which the rule must see.</summary>
    public static void Bites(IEnumerable<string> violations, params string[] words)
    {
        var found = Assert.Single(violations);
        Assert.All(words, word => Assert.Contains(word, found, StringComparison.Ordinal));
    }
}
