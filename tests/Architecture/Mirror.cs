namespace Holdfast.Tests.Architecture;

/// <summary>A folder of tests is named like the folder of src that it tests.</summary>
public sealed class Mirror
{
    /// <summary>The suites that follow src. Interop follows peers, Architecture this page.</summary>
    private static readonly string[] Suites =
        ["tests/Examples", "tests/Generator", "tests/Properties", "fuzz"];

    /// <summary>
    /// Folders of data, which mirror nothing, those that mirror samples and fuzz, and the guards
    /// of all of src.
    /// </summary>
    private static readonly string[] Data =
    [
        "Samples", "Documents", "Fuzzing", "Goldens", "Guards", "Letters", "Walks", "Histories",
        "Vectors", "Snapshots", "regressions", "corpus", "dictionaries",
    ];

    [Fact]
    public void Test_folders_mirror_src()
    {
        var rooms = Repository.Folders
            .Where(folder => folder.StartsWith("src/", StringComparison.Ordinal))
            .Select(Last)
            .ToHashSet();

        Rule.Holds(Repository.Folders
            .Where(folder => Suites.Any(
                suite => folder.StartsWith(suite + "/", StringComparison.Ordinal)))
            .SelectMany(folder => Odd(folder, rooms)));
    }

    [Fact]
    public void A_folder_that_mirrors_nothing_is_seen()
    {
        Rule.Bites(Odd("tests/Properties/Misc", ["Ike", "Esp"]), "tests/Properties/Misc");
        Rule.Holds(Odd("tests/Properties/Ike", ["Ike", "Esp"]));
    }

    private static IEnumerable<string> Odd(string folder, HashSet<string> rooms) =>
        rooms.Contains(Last(folder)) || folder.Split('/').Intersect(Data).Any()
            ? []
            : [$"{folder}: src has no folder of this name"];

    private static string Last(string folder) => folder.Split('/')[^1];
}
