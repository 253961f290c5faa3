using Holdfast.Fuzz.Campaigns;
using SharpFuzz;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>What an edge is counted by is the same in each copy of a program.</summary>
public sealed class EdgesHaveNumbers : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-edges-");

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Two_copies_count_each_edge_by_the_same_number()
    {
        var (first, blocks) = Instrumented("first");
        var (second, again) = Instrumented("second");
        Assert.True(blocks > 500, $"{blocks} blocks");
        Assert.Equal(blocks, again);
        Assert.Equal(first, second);
    }

    [Fact]
    public void What_counts_by_anything_else_is_refused()
    {
        var (_, _) = Instrumented("numbered");
        var path = Path.Combine(_folder.FullName, "numbered");
        Assert.Throws<InvalidOperationException>(() => new EdgeNumbers().Give(path));
    }

    private (byte[] Octets, int Blocks) Instrumented(string name)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Holdfast.Codec.dll"), path);
        Fuzzer.Instrument(path, static _ => true, Options.Value);
        var blocks = new EdgeNumbers().Give(path);
        return (File.ReadAllBytes(path), blocks);
    }
}
