using System.Globalization;

namespace Holdfast.Simulation.Campaigns;

/// <summary>
/// The results of a campaign as far as they are there: of one file, or of several that are merged.
/// </summary>
/// <param name="Head">Which campaign.</param>
/// <param name="Seeds">The seeds that were played, by seed.</param>
public sealed record CampaignResults(
    CampaignHead Head, SortedDictionary<ulong, SeedRecord> Seeds)
{
    /// <summary>Whether every seed was played.</summary>
    public bool IsComplete => (ulong)Seeds.Count == Head.Seeds.Count;

    /// <summary>The fold of all seeds.</summary>
    public CampaignSummary Summary
    {
        get
        {
            var summary = new CampaignSummary();
            foreach (var record in Seeds.Values)
            {
                summary.Add(record);
            }

            return summary;
        }
    }

    /// <summary>Reads a file. A last line that has no end was cut off while it was written: it is
    /// left out.</summary>
    /// <param name="text">The file.</param>
    /// <param name="results">What it holds.</param>
    /// <param name="whole">Octets of its whole lines: from there on it is gone on with.</param>
    /// <returns>What is wrong, and in which line; null: nothing.</returns>
    public static string? TryRead(
        ReadOnlyMemory<byte> text, out CampaignResults? results, out int whole)
    {
        (results, whole) = (null, 0);
        for (var number = 1; ; number++)
        {
            var length = text.Span[whole..].IndexOf((byte)'\n');
            if (length < 0)
            {
                return results is null ? "it has no head" : null;
            }

            var line = text.Slice(whole, length);
            whole += length + 1;
            if (results is null)
            {
                if (CampaignLines.ReadHead(line) is not { } head)
                {
                    return "line 1: it is no head of a campaign";
                }

                results = new(head, []);
            }
            else if (results.Add(line, number) is { } wrong)
            {
                return wrong;
            }
        }
    }

    /// <summary>The results of two files together.</summary>
    /// <returns>Why they do not fit each other; null: they do.</returns>
    public string? Merge(CampaignResults other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Head.Differs(other.Head) is { } differs)
        {
            return differs;
        }

        foreach (var record in other.Seeds.Values)
        {
            if (Add(record) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private string? Add(ReadOnlyMemory<byte> line, int number) =>
        (CampaignLines.ReadSeed(line) is not { } record ? "it is no seed of a campaign"
            : !Head.Seeds.Contains(record.Seed)
                ? string.Create(
                    CultureInfo.InvariantCulture, $"seed {record.Seed} is not in {Head.Seeds}")
            : Add(record)) is { } wrong
            ? string.Create(CultureInfo.InvariantCulture, $"line {number}: {wrong}")
            : null;

    // One seed is one run: whoever played it twice has the same twice.
    private string? Add(SeedRecord record) =>
        Seeds.TryAdd(record.Seed, record) || Seeds[record.Seed] == record
            ? null
            : string.Create(
                CultureInfo.InvariantCulture, $"seed {record.Seed} came out in two ways");
}
