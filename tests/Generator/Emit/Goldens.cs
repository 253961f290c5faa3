using System.Runtime.CompilerServices;

namespace Holdfast.Tests.Generator.Emit;

/// <summary>
/// The generated code of a few specs, as a reader of a diff sees it. A change is accepted by a run
/// with HOLDFAST_UPDATE_GOLDENS=1, which writes the files anew.
/// </summary>
public sealed class Goldens
{
    private static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "../Goldens"));

    public static TheoryData<string> Specs =>
        [.. Directory.EnumerateDirectories(Root).Select(one => Path.GetFileName(one)).Order()];

    [Theory, MemberData(nameof(Specs))]
    public async Task The_generated_code_is_the_golden_one(string spec)
    {
        var folder = Path.Combine(Root, spec);
        var run = GeneratorRun.Of(
            File.ReadAllText(Path.Combine(folder, "Spec.cs")),
            [.. Directory.EnumerateFiles(folder, "*.csv")
                .Select(file => (Path.GetFileName(file), File.ReadAllText(file)))]);
        Assert.Empty(await run.Complaints());
        Assert.Empty(run.Errors());
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            Write(folder, run.Sources);
        }

        Assert.Equal(run.Sources.Keys.Order(), Golden(folder).Select(one => Path.GetFileName(one)));
        foreach (var file in Golden(folder))
        {
            Assert.Equal(
                File.ReadAllText(file).ReplaceLineEndings("\n"),
                run.Sources[Path.GetFileName(file)].ReplaceLineEndings("\n"));
        }
    }

    private static void Write(string folder, IReadOnlyDictionary<string, string> sources)
    {
        foreach (var old in Golden(folder))
        {
            File.Delete(old);
        }

        foreach (var (name, text) in sources)
        {
            File.WriteAllText(Path.Combine(folder, name), text.ReplaceLineEndings("\n"));
        }
    }

    private static string[] Golden(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.g.cs").Order()];

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
