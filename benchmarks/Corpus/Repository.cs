namespace Holdfast.Benchmarks.Corpus;

/// <summary>Where things lie, seen from wherever the benchmark was started.</summary>
internal static class Repository
{
    /// <summary>The folder of Protocol.sln.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>
    /// The laboratory's captures: those in the repository, else the complete set beside it.
    /// </summary>
    internal static string Captures { get; } = FirstWithCaptures(
        Path.Combine(Root, "tests", "captures", "lab"),
        Path.Combine(Root, "..", "shared", "captures", "lab"));

    /// <summary>The C peer as peers/c/build leaves it.</summary>
    internal static string Peer(string name) =>
        Path.Combine(Root, "benchmarks", "peers", "c", "bin", $"{name}.so");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory);
             folder is not null;
             folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Protocol.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("The benchmarks run inside a clone of the repository.");
    }

    private static string FirstWithCaptures(params string[] folders) =>
        folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, PacketRows.HsrpCapture)))
        ?? throw new DirectoryNotFoundException($"No captures in {string.Join(" or ", folders)}.");
}
