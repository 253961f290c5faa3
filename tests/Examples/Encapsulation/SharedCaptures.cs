namespace Holdfast.Tests.Examples.Encapsulation;

/// <summary>Other people's captures, read in place beside the repository; may be absent.</summary>
internal static class SharedCaptures
{
    private static string Folder { get; } = Path.GetFullPath(
        Path.Combine(LabCapture.Root, "..", "shared", "captures", "public", "captures"));

    /// <summary>Why a test on them cannot run, or null when it can.</summary>
    public static string? Absence { get; } = Directory.Exists(Folder)
        ? null
        : "the public captures (../shared/captures/public) are absent";

    /// <summary>The frames of a capture, named by its path below the folder.</summary>
    public static IReadOnlyList<byte[]> Frames(string name) =>
        LabCapture.Read(Path.Combine(Folder, name));
}

/// <summary>A theory over public captures; skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips without the captures.</summary>
    public SharedTheoryAttribute() => Skip = SharedCaptures.Absence;
}
