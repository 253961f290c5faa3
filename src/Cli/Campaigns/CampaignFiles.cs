using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Cli.Campaigns;

/// <summary>The files that a campaign leaves: results for programs, and what breaks something.
/// </summary>
internal static class CampaignFiles
{
    private const int FailuresMax = 20;

    /// <summary>Writes those that are asked for; false: one could not be written.</summary>
    /// <param name="terminal">Where that is told.</param>
    /// <param name="results">What was found.</param>
    /// <param name="json">The JSON file; null: none.</param>
    /// <param name="junit">The JUnit file; null: none.</param>
    public static bool Write(
        Terminal terminal, CampaignResults results, string? json, string? junit) =>
        Write(terminal, json, to => CampaignJson.Write(to, results))
        & Write(terminal, junit, to => JUnitXml.Write(to, results));

    /// <summary>
    /// Saves the first seeds that break something as scenarios which can be played again, and says
    /// how.
    /// </summary>
    public static bool Save(
        Terminal terminal, WorldPlan world, CampaignResults results, string folder)
    {
        var isGood = true;
        foreach (var record in results.Seeds.Values.Where(one => !one.IsGood).Take(FailuresMax))
        {
            var file = Path.Combine(
                folder, FormattableString.Invariant($"{world.Name}-{record.Seed}.scenario.json"));
            var isSaved = Write(terminal, file, to =>
            {
                var text = new System.Buffers.ArrayBufferWriter<byte>();
                WorldScenarioJson.Write(text, new(world, record.Shrunk!.Faults));
                to.Write(text.WrittenSpan);
            });
            if (isSaved)
            {
                terminal.Error.WriteLine(FormattableString.Invariant(
                    $"saved; play it again: holdfast simulate {file} --seed {record.Seed}"));
            }

            isGood &= isSaved;
        }

        return isGood;
    }

    /// <summary>Writes a file; false: it could not be written, which is told.</summary>
    public static bool Write(Terminal terminal, string? path, Action<Stream> write)
    {
        if (path is null)
        {
            return true;
        }

        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
            write(file);
            return true;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"holdfast campaign: {path}: {broken.Message}");
            return false;
        }
    }
}
