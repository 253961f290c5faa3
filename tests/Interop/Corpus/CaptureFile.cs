namespace Holdfast.Tests.Interop.Corpus;

/// <summary>A capture file, known by its path below the lab or the public folder.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its name in tests and in the table of deliberate differences.</param>
/// <param name="Profile">A folder with Wireshark's tables of its keys; null: without keys.</param>
internal sealed record CaptureFile(string Path, string Name, string? Profile = null)
{
    private static readonly string[] Endings = [".pcap", ".pcapng", ".cap"];

    /// <summary>All captures of the repository.</summary>
    public static IReadOnlyList<CaptureFile> Lab { get; } = Below(Repository.Lab, "lab");

    /// <summary>All public captures that are meant to be well formed; none when absent.</summary>
    public static IReadOnlyList<CaptureFile> Public { get; } =
        [.. Below(Repository.Public, "public").Where(c => !IsMalformed(c))];

    /// <summary>The public captures that were made to break decoders; none when absent.</summary>
    public static IReadOnlyList<CaptureFile> Malformed { get; } =
        [.. Below(Repository.Public, "public").Where(IsMalformed)];

    /// <summary>Public captures once more, with the tables of keys beside them.</summary>
    public static IReadOnlyList<CaptureFile> Keyed { get; } =
    [
        .. Public.Where(c => Directory.Exists(c.Path + ".keys")).Select(c => c with
        {
            Name = "keyed/" + System.IO.Path.GetFileName(c.Path),
            Profile = c.Path + ".keys",
        }),
    ];

    /// <summary>Every capture at hand.</summary>
    public static IEnumerable<CaptureFile> All =>
        Lab.Concat(Public).Concat(Malformed).Concat(Keyed);

    /// <summary>The capture with that name.</summary>
    public static CaptureFile Named(string name) => All.Single(capture => capture.Name == name);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool IsMalformed(CaptureFile capture) =>
        capture.Name.Contains("/malformed/", StringComparison.Ordinal);

    private static IReadOnlyList<CaptureFile> Below(string folder, string prefix) =>
        !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => Endings.Contains(System.IO.Path.GetExtension(file)))
                .Select(file => new CaptureFile(
                    file,
                    prefix + "/" + System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/')))
                .OrderBy(capture => capture.Name, StringComparer.Ordinal),
        ];
}
