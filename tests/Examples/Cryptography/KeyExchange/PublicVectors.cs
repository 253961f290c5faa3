using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Holdfast.Tests.Examples.Cryptography.KeyExchange;

/// <summary>Other people's vectors, read in place beside the repository; may be absent.</summary>
internal static class PublicVectors
{
    private static readonly string Folder = Find();

    /// <summary>The folder of single messages and files that broke parsers.</summary>
    public static string Messages { get; } =
        Path.GetFullPath(Path.Combine(Folder, "..", "raw-messages"));

    /// <summary>Why tests of the vectors cannot run here, or null when they can.</summary>
    public static string? Absent { get; } = Directory.Exists(Folder)
        ? null
        : "the public vectors (../shared/captures/public/vectors) are absent";

    /// <summary>The root of a file below the folder of vectors.</summary>
    public static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Folder, file + ".json")));
        return document.RootElement.Clone();
    }

    /// <summary>Every test of a Wycheproof file with the group that it belongs to.</summary>
    public static IEnumerable<(JsonElement Group, JsonElement Test)> Wycheproof(string file) =>
        from grouped in Read("wycheproof/" + file).GetProperty("testGroups").EnumerateArray()
        from test in grouped.GetProperty("tests").EnumerateArray()
        select (grouped, test);

    /// <summary>The octets of a member that holds hex.</summary>
    public static byte[] Hex(this JsonElement element, string member) =>
        Convert.FromHexString(element.GetProperty(member).GetString()!);

    /// <summary>The text of a member.</summary>
    public static string Text(this JsonElement element, string member) =>
        element.GetProperty(member).GetString()!;

    /// <summary>Whether a Wycheproof test carries the flag.</summary>
    public static bool Has(this JsonElement test, string flag) =>
        test.GetProperty("flags").EnumerateArray().Any(one => one.GetString() == flag);

    private static string Find([CallerFilePath] string source = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(source)!);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Protocol.sln")))
        {
            folder = folder.Parent;
        }

        return Path.GetFullPath(Path.Combine(
            folder?.FullName ?? AppContext.BaseDirectory,
            "..", "shared", "captures", "public", "vectors"));
    }
}

/// <summary>A fact over public vectors; skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VectorFactAttribute : FactAttribute
{
    /// <summary>Skips without vectors.</summary>
    public VectorFactAttribute() => Skip = PublicVectors.Absent;
}

/// <summary>A theory over public vectors; skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VectorTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips without vectors.</summary>
    public VectorTheoryAttribute() => Skip = PublicVectors.Absent;
}
