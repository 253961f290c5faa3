using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// The part of docs/mutation.md about schemas: how many mistakes were made, how many are seen, and
/// why each other one is not, from tests/mutation/schemas.txt. HOLDFAST_UPDATE_GOLDENS=1 writes it.
/// </summary>
internal static class SchemaMutantsPage
{
    private const string Begin = "<!-- made by TheSpecBites -->";
    private const string End = "<!-- made by TheSpecBites: end -->";

    /// <summary>Compares the page with what was found, if the cases are the usual ones.</summary>
    /// <param name="types">Wire types whose schemas were changed.</param>
    /// <param name="made">Mistakes.</param>
    /// <param name="seen">Those that were seen.</param>
    /// <param name="alive">Those that were not, though somebody could make a reader of them.
    /// </param>
    public static void Holds(int types, int made, int seen, IReadOnlyList<string> alive)
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_PROPERTY_RUNS") is not (null or "1")
            || Environment.GetEnvironmentVariable("HOLDFAST_PROPERTY_SEED") is not null)
        {
            return;
        }

        var reasons = Reasons();
        Assert.All(reasons.Keys, known => Assert.Contains(known, alive));
        var path = PathOf("docs/mutation.md");
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var at = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        var page = text[..at] + Text(types, made, seen, alive, reasons) + text[end..];
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(File.ReadAllText(path), page, ignoreLineEndingDifferences: true);
        Assert.All(alive, one => Assert.Contains(one, reasons.Keys));
    }

    private static string Text(
        int types, int made, int seen, IReadOnlyList<string> alive,
        Dictionary<string, string> reasons)
    {
        var text = new StringBuilder("\n\n## Schemas\n\n");
        var readable = seen + alive.Count;
        text.Append(CultureInfo.InvariantCulture,
            $"{made} mistakes were made, one at a time, in the schemas of {types} wire types: a "
            + $"rule left out, a bound or a width off by one. {made - readable} of them "
            + $"contradict themselves, so that nobody could make a reader. Of the other {readable} "
            + $"the samples of the laws see {seen}, which is {100.0 * seen / readable:0.0} % (the "
            + $"bar is 85 %): the reference reader of the changed schema does not agree with the "
            + $"generated reader. ");
        text.Append(alive.Count == 0
            ? "None survives.\n"
            : "These survive:\n\n| mistake | why it is not seen |\n|---|---|\n");
        foreach (var one in alive)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {one} | {reasons.GetValueOrDefault(one, "**open**")} |\n");
        }

        return text.Append('\n').ToString();
    }

    private static Dictionary<string, string> Reasons() =>
        File.ReadLines(PathOf("tests/mutation/schemas.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" ¦ "))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private static string PathOf(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../..", path));
}
