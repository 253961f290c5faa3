using Holdfast.Fuzz;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>The inputs that lie in the repository.</summary>
internal static class Inputs
{
    /// <summary>The folder of Protocol.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The corpus of a target.</summary>
    public static string CorpusPath(IFuzzTarget target) =>
        Path.Combine(Root, "fuzz", "corpus", target.Name);

    /// <summary>Corpus, regressions and seeds of a target.</summary>
    public static IEnumerable<byte[]> InTree(IFuzzTarget target) =>
        Folder.Inputs(CorpusPath(target))
            .Concat(Folder.Inputs(Path.Combine(Root, "fuzz", "regressions", target.Name)))
            .Concat(target.Seeds);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Protocol.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
