using Holdfast.Simulation.Promela;

namespace Holdfast.Cli.Exploring;

/// <summary>Writes worlds for Spin into a folder.</summary>
internal static class PromelaFiles
{
    /// <summary>Writes them; what can't be written is told.</summary>
    /// <param name="folder">The folder; it is made.</param>
    /// <param name="all">What was explored.</param>
    /// <param name="terminal">Where to tell.</param>
    public static bool TryWrite(
        string folder, IReadOnlyList<Proven> all, Terminal terminal)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var one in all)
            {
                if (one.Model is { } make)
                {
                    var model = make();
                    File.WriteAllText(Path.Combine(folder, model.ModelFile), model.Model);
                    File.WriteAllText(Path.Combine(folder, model.TablesFile), model.Tables);
                    terminal.Error.WriteLine(
                        $"saved for Spin: {Path.Combine(folder, model.ModelFile)}");
                }
                else
                {
                    terminal.Error.WriteLine($"not for Spin: {one.Scenario.Name}, "
                        + (one.Outcome.IsComplete
                            ? "whose numbers are counted anew after each event"
                            : "which was not explored to the end"));
                }
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"holdfast prove: --promela {folder}: {e.Message}");
            return false;
        }
    }
}
