namespace Holdfast.Tests.Examples.Cli;

/// <summary>A folder of one test, which goes with it; it is made by whoever writes there.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(
        AppContext.BaseDirectory, $"folder-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
