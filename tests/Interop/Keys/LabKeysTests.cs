using Holdfast.Cli.Keys;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Keys;

/// <summary>The files of keys beside the captures say what was written down in the lab.</summary>
public sealed class LabKeysTests
{
    /// <summary>Every file of keys and secrets beside the captures.</summary>
    public static TheoryData<string> Files =>
    [
        .. ((string[])["keys", "secrets"])
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(Repository.Lab, folder), "*.json", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Lab, file))
            .Order(StringComparer.Ordinal),
    ];

    [Theory, MemberData(nameof(Files))]
    public void Every_file_reads_without_an_error(string file)
    {
        var path = Path.Combine(Repository.Lab, file);
        var isRead = KeyFile.TryLoad(path, out var keys, out var error);
        using var read = keys;
        Assert.True(isRead, error?.ToString());
        Assert.True(keys.Sas.Count + keys.SharedSecrets.Count > 0);
    }

    /// <summary>HOLDFAST_UPDATE_GOLDENS=1 writes them instead, for a review.</summary>
    [SidecarFact]
    public void Every_file_is_the_sidecar_converted()
    {
        foreach (var (path, text) in LabKeys.Convert())
        {
            var file = Path.Combine(Repository.Lab, path);
            if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
            }

            Assert.Equal(text, File.ReadAllText(file));
        }
    }
}

/// <summary>A fact that reads the lab's sidecars.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SidecarFactAttribute : FactAttribute
{
    /// <summary>Skips without them.</summary>
    public SidecarFactAttribute() => Skip = Directory.Exists(LabKeys.Sidecars)
        ? null
        : "the lab's sidecars (../shared/captures/lab) are absent";
}
