using System.Text.Json;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Made;

/// <summary>Messages without a packet around them: files of octets, hex in JSON.</summary>
internal static class RawMessages
{
    /// <summary>All of them, in the order of their files; none when the folder is absent.</summary>
    public static IReadOnlyList<byte[]> All { get; } = [.. Read()];

    private static IEnumerable<byte[]> Read()
    {
        var folder = Path.Combine(Repository.Public, "raw-messages");
        if (!Directory.Exists(folder)) yield break;
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".gz", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (!file.EndsWith(".json", StringComparison.Ordinal))
            {
                yield return File.ReadAllBytes(file);
                continue;
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var octets in Hex(document.RootElement)) yield return octets;
        }
    }

    private static IEnumerable<byte[]> Hex(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Hex(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Hex),
        JsonValueKind.String when IsHex(element.GetString()!) =>
            [Convert.FromHexString(element.GetString()!)],
        _ => [],
    };

    private static bool IsHex(string text) =>
        text.Length >= 16 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);
}
