namespace Holdfast.Tests.Architecture;

/// <summary>The files of the repository, named relative to its root with forward slashes.</summary>
internal static class Repository
{
    /// <summary>The folder of Protocol.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static readonly HashSet<string> Ignored =
        [.. File.ReadLines(Path.Combine(Root, ".gitignore"))
            .Where(line => line.EndsWith('/'))
            .Select(line => line.Trim('/'))];

    /// <summary>Every file that is not ignored (by .gitignore's folder names) and not git's.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk("").Order(StringComparer.Ordinal)];

    /// <summary>Every file with the extension under the folder ("" is the root).</summary>
    public static IEnumerable<string> Under(string folder, string extension) =>
        Files.Where(file => file.StartsWith(folder, StringComparison.Ordinal)
            && file.EndsWith(extension, StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static bool Exists(string entry) => Path.Exists(Path.Combine(Root, entry));

    /// <summary>Names of files and folders directly in a folder, ignored ones left out.</summary>
    public static IEnumerable<string> Entries(string folder) => Files
        .Where(file => file.StartsWith(folder, StringComparison.Ordinal))
        .Select(file => file[folder.Length..].Split('/')[0])
        .Distinct();

    /// <summary>Every folder that holds a file, at any depth below.</summary>
    public static IEnumerable<string> Folders { get; } = [.. Files.SelectMany(Parents).Distinct()];

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var entry in new DirectoryInfo(Path.Combine(Root, folder)).EnumerateFileSystemInfos())
        {
            if (entry.Name == ".git" || Ignored.Contains(entry.Name))
            {
                continue;
            }

            var path = folder + entry.Name;
            if (entry is FileInfo)
            {
                yield return path;
                continue;
            }

            foreach (var inner in Walk(path + "/"))
            {
                yield return inner;
            }
        }
    }

    private static IEnumerable<string> Parents(string file) => file
        .Select((letter, at) => (letter, at))
        .Where(place => place.letter == '/')
        .Select(place => file[..place.at]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Protocol.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException("Protocol.sln lies in no folder above the test");
    }
}
