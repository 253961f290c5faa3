using System.Text.Json;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>Messages of other test suites, kept beside the repository and not in it.</summary>
internal static class PublicMessages
{
    private static readonly string File = Path.Combine(
        LabCaptures.Root, "..", "shared", "captures", "public", "raw-messages",
        "scapy_uts_messages.json");

    /// <summary>Why they cannot be read, or null when they can.</summary>
    public static string? Absent { get; } = System.IO.File.Exists(File)
        ? null
        : "the public messages (../shared/captures/public/raw-messages) are absent";

    /// <summary>The longest octet string of a test of Scapy's suite.</summary>
    public static byte[] Scapy(string test)
    {
        using var file = JsonDocument.Parse(System.IO.File.ReadAllBytes(File));
        return file.RootElement.GetProperty("tests").EnumerateArray()
            .Single(one => one.GetProperty("test").GetString() == test)
            .GetProperty("literals").EnumerateArray()
            .Select(one => Convert.FromHexString(one.GetProperty("hex").GetString()!))
            .MaxBy(one => one.Length)!;
    }
}

/// <summary>A fact about messages that may be absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublicFactAttribute : FactAttribute
{
    /// <summary>Skips without the messages.</summary>
    public PublicFactAttribute() => Skip = PublicMessages.Absent;
}
