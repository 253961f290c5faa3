using System.Globalization;
using Holdfast.Cli.Exploring;
using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Simulator;

namespace Holdfast.Cli.Campaigns;

/// <summary>What a campaign found, for people.</summary>
internal static class CampaignText
{
    /// <summary>Writes the table, the worst cases, and what is broken.</summary>
    public static void Write(TextWriter output, CampaignResults results)
    {
        var summary = results.Summary;
        Columns.Write(
            output,
            [
                ["world", "seeds", "played", "faults", "events", "failed", "verdict"],
                [
                    results.Head.World, results.Head.Seeds.ToString(),
                    Grouped(summary.Seeds), Grouped(summary.Faults), Grouped(summary.Events),
                    Grouped(summary.Failed), VerdictOf(results, summary),
                ],
            ],
            column => column is >= 2 and <= 5);
        if (summary.Worst.Count > 0)
        {
            output.WriteLine();
            List<string[]> rows = [["measure", "worst", "seed", "mean"]];
            rows.AddRange(summary.Worst.Select(one => new[]
            {
                NameOf(one.Name), Said(one.Name, one.Value),
                one.Seed.ToString(CultureInfo.InvariantCulture),
                Mean(one, summary.Seeds),
            }));
            Columns.Write(output, rows, column => column > 0);
        }

        WriteBroken(output, results, summary);
    }

    /// <summary>How far it has come, in a line.</summary>
    public static string Progress(
        CampaignSummary summary, ulong all, TimeSpan elapsed, long playedNow) => string.Create(
        CultureInfo.InvariantCulture,
        $"{summary.Seeds:N0} of {all:N0} seeds, {summary.Failed:N0} failed, "
        + $"{playedNow / Math.Max(0.001, elapsed.TotalSeconds):0.0} seeds/s, "
        + $"{elapsed.TotalSeconds:0} s");

    private static void WriteBroken(
        TextWriter output, CampaignResults results, CampaignSummary summary)
    {
        foreach (var (invariant, count, seed) in summary.Broken)
        {
            var record = results.Seeds[seed];
            var broken = record.Played.Broken.First(one => one.Invariant == invariant);
            output.WriteLine();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{invariant} does not hold in {count:N0} seeds, first in {seed}, at "
                + $"{broken.At.TotalSeconds:0.000} s: {broken.Says}"));
            if (record.Shrunk is { } shrunk && record.Played.Broken[0].Invariant == invariant)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {record.Faults} faults, {shrunk.Faults.Faults.Count} of them suffice"
                    + $"{(shrunk.IsMinimal ? "" : ", perhaps fewer")}:"));
                foreach (var (at, fault) in shrunk.Faults.Faults)
                {
                    output.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {at.TotalSeconds,9:0.000} s  {FaultInWords.Of(fault)}"));
                }
            }
        }
    }

    private static string VerdictOf(CampaignResults results, CampaignSummary summary) =>
        summary.Failed > 0
            ? string.Join(", ", summary.Broken.Select(one => one.Invariant)) + " broken"
            : results.IsComplete ? "holds in all of them"
            : "holds so far";

    private static string NameOf(string name) =>
        name.EndsWith("-us", StringComparison.Ordinal) ? name[..^3] : name;

    private static string Said(string name, long value) =>
        name.EndsWith("-us", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.000} s")
            : Grouped(value);

    private static string Mean(WorstCase one, long seeds)
    {
        var mean = (double)one.Sum / Math.Max(1, seeds);
        return one.Name.EndsWith("-us", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{mean / 1e6:0.000} s")
            : string.Create(CultureInfo.InvariantCulture, $"{mean:0.00}");
    }

    private static string Grouped(long value) =>
        value.ToString("N0", CultureInfo.InvariantCulture);
}
