using System.Runtime.CompilerServices;

namespace Holdfast.Tests.Properties.StateMachines;

/// <summary>What the letters of a machine say, as files in Letters, one for each class of laws.
/// </summary>
internal static class LetterList
{
    /// <summary>Compares a list with what the letters say.</summary>
    /// <param name="laws">The class of laws.</param>
    /// <param name="configs">For each configuration a line for each letter.</param>
    public static void Holds(string laws, IEnumerable<IEnumerable<string>> configs)
    {
        // What a configuration has in common with the one before is not said twice.
        var text = new List<string>();
        string[] before = [];
        foreach (var (at, lines) in configs.Select(lines => lines.ToArray()).Index())
        {
            text.Add($"# configuration {at + 1}");
            text.AddRange(lines.Except(before));
            before = lines;
        }

        var path = PathOf(laws);
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, string.Join('\n', text) + "\n");
        }

        Assert.True(File.Exists(path), $"no {path}");
        Assert.Equal(File.ReadAllLines(path), text);
    }

    private static string PathOf(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Letters", name + ".txt");
}
