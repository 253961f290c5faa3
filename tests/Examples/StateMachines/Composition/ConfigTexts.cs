using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>Configurations as text, for examples.</summary>
internal static class ConfigTexts
{
    /// <summary>The smallest text that can stand.</summary>
    public const string Smallest = """
        {
          "cluster": "mars",
          "self": 1,
          "members": [
            { "number": 1, "name": "alice" },
            { "number": 2, "name": "moon" }
          ],
          "hsrp": {
            "front": { "address": "192.168.0.1", "priority": 100 },
            "back": { "address": "10.1.0.1", "priority": 100 }
          }
        }
        """;

    /// <summary>The names of the samples.</summary>
    public static readonly string[] Samples = ["alice", "hub", "tight"];

    /// <summary>The schema, as it is made.</summary>
    public static JsonNode Schema()
    {
        var text = new ArrayBufferWriter<byte>();
        ClusterMemberJson.WriteSchema(text);
        return JsonNode.Parse(text.WrittenSpan)!;
    }

    /// <summary>A file of the repository.</summary>
    public static string FileOf(string path) =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../..", path));

    /// <summary>A sample.</summary>
    public static byte[] Sample(string name) =>
        File.ReadAllBytes(FileOf($"samples/clusters/{name}.json"));

    /// <summary>Reads a text that can stand.</summary>
    public static ClusterMemberConfig Read(ReadOnlySpan<byte> text)
    {
        Assert.True(ClusterMemberJson.TryRead(text, out var config, out var error), $"{error}");
        return config;
    }

    /// <summary>Reads a text that can stand.</summary>
    public static ClusterMemberConfig Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    /// <summary>The error of a text that cannot stand.</summary>
    public static ConfigTextError Wrong(string text) => Wrong(Encoding.UTF8.GetBytes(text));

    /// <summary>The error of a text that cannot stand.</summary>
    public static ConfigTextError Wrong(ReadOnlySpan<byte> text)
    {
        Assert.False(ClusterMemberJson.TryRead(text, out var config, out var error));
        Assert.Null(config);
        return error;
    }

    /// <summary>Writes a configuration.</summary>
    public static string Write(ClusterMemberConfig config)
    {
        var text = new ArrayBufferWriter<byte>();
        ClusterMemberJson.Write(text, config);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Compares a file with what it should be; HOLDFAST_UPDATE_GOLDENS=1 writes it.
    /// </summary>
    public static void IsUpToDate(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(FileOf(path), text);
        }

        Assert.Equal(File.ReadAllText(FileOf(path)), text, ignoreLineEndingDifferences: true);
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
