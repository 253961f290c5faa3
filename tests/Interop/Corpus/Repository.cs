namespace Holdfast.Tests.Interop.Corpus;

/// <summary>Where the captures lie, seen from the test assembly.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Protocol.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>The captures that are part of the repository.</summary>
    public static string Lab { get; } = Path.Combine(Root, "tests", "captures", "lab");

    /// <summary>Other people's data, read in place beside the repository; may be absent.</summary>
    public static string Public { get; } = Path.GetFullPath(
        Path.Combine(Root, "..", "shared", "captures", "public"));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Protocol.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("No Protocol.sln above " + AppContext.BaseDirectory);
    }
}
