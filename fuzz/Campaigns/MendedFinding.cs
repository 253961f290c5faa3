namespace Holdfast.Fuzz.Campaigns;

/// <summary>Something that fuzzing has found, and that is mended.</summary>
/// <param name="Target">By which target.</param>
/// <param name="Commit">The commit that mends it.</param>
/// <param name="What">What it was.</param>
internal sealed record MendedFinding(string Target, string Commit, string What)
{
    /// <summary>The findings of a file, each a line: target, commit, what it was, between tabs.
    /// </summary>
    public static IReadOnlyList<MendedFinding> Of(string file) => File.Exists(file)
        ? [.. File.ReadLines(file).Where(line => line.Length > 0).Select(Read)]
        : [];

    private static MendedFinding Read(string line) =>
        line.Split('\t') is [var target, var commit, var what]
        ? new(target, commit, what)
        : throw new FormatException($"'{line}' is no finding: target, commit, what it was");
}
