using System.Globalization;
using System.Text;

namespace Holdfast.Tests.Architecture;

/// <summary>What a sample of the mutants says of all of them.</summary>
internal static class MutationSamples
{
    /// <summary>Of the normal distribution 95 % lie so many deviations about the middle.</summary>
    private const double Deviations = 1.959964;

    /// <summary>
    /// All state machines as one, where every folder gave the same share of its mutants, the codec,
    /// and what is generated.
    /// </summary>
    public static IEnumerable<MutationResult> Sums(MutationResult[] samples) => samples
        .GroupBy(one => one.IsMachine ? "all state machines" : one.Folder)
        .OrderBy(group => group.Key == "all state machines" ? "" : group.Key)
        .Select(group => new MutationResult(
            group.Key,
            group.Max(one => one.Date)!,
            group.Sum(one => one.Killed),
            group.Sum(one => one.Timeout),
            group.Sum(one => one.Survived),
            group.Sum(one => one.NoCoverage),
            [.. group.SelectMany(one => one.Alive)])
        {
            Mutants = group.Sum(one => one.Mutants),
            Rechecked = group.Sum(one => one.Rechecked),
            Disagreed = group.Sum(one => one.Disagreed),
            Listed = group.Any(one => one.Listed is null) ? null : group.Sum(one => one.Listed),
            Slow = string.Join(
                " or ", group.Select(one => one.Slow).Where(slow => slow.Length > 0).Distinct()),
            SlowAsked = group.Sum(one => one.SlowAsked),
            SlowKilled = group.Sum(one => one.SlowKilled),
        });

    /// <summary>
    /// Folders that gave more of their mutants than others: of such samples there is no sum.
    /// </summary>
    public static IEnumerable<string> Uneven(MutationResult[] samples)
    {
        var most = samples.Select(one => (one.Asked - 1.0) / one.Mutants).Max();
        return samples.Where(one => (one.Asked + 1.0) / one.Mutants < most)
            .Select(one => $"{one.Folder}: {one.Asked} of {one.Mutants} is less than others gave; "
                + "most: " + samples.MaxBy(other => (other.Asked - 1.0) / other.Mutants)!.Folder);
    }

    /// <summary>Sums that miss their bars.</summary>
    public static IEnumerable<string> Below(MutationResult[] samples) => Sums(samples)
        .Where(one => one.Score < one.Bar)
        .Select(one => $"{one.Folder}: {one.Score} % of the sample, and the bar is {one.Bar} %");

    /// <summary>
    /// Wilson's interval about a share, in percent: where the whole's lies, at 95 %.
    /// </summary>
    public static (double Low, double High) Interval(int seen, int of)
    {
        var square = Deviations * Deviations;
        var middle = (seen + (square / 2)) / (of + square);
        var half = Deviations / (of + square)
            * Math.Sqrt(((double)seen * (of - seen) / of) + (square / 4));
        return (Percent(middle - half), Percent(middle + half));
    }

    public static string Table(MutationResult[] samples, MutationReason[] reasons)
    {
        // Of samples drawn before lists were asked last nobody knows what these alone saw.
        var (head, line) = samples.Any(one => one.Listed is not null)
            ? (" without lists |", "---:|")
            : ("", "");
        var page = new StringBuilder(
            "| folder | date | mutants | asked | killed | timeout | survived | no coverage | score "
            + $"| 95 % interval | without equal ones |{head}\n"
            + $"|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|{line}\n");
        var sums = Sums(samples).ToArray();
        foreach (var one in samples.Where(one => one.IsMachine))
        {
            page.Append(Row(one, reasons, head.Length > 0));
        }

        foreach (var one in sums)
        {
            page.Append(Row(one with { Folder = $"**{one.Folder}**" }, reasons, head.Length > 0));
        }

        foreach (var one in sums)
        {
            var bar = Interval(one.Seen, one.Asked).Low >= one.Bar
                ? "reached, also by the lower end of the interval"
                : one.Score >= one.Bar
                    ? "reached by the sample, but not by the lower end of the interval"
                    : "not reached";
            page.Append(CultureInfo.InvariantCulture,
                $"\n{one.Folder}: The bar of {one.Bar} % is {bar}. {one.Rechecked} kills were "
                + $"tried again in another process, {one.Disagreed} did not come again.\n");
            page.Append(one.SlowAsked == 0 ? "" : string.Create(
                CultureInfo.InvariantCulture,
                $"Of {one.SlowKilled + one.Survived + one.NoCoverage} that the fast tests did not "
                + $"kill, {one.SlowAsked} were asked of tests that take long as well "
                + $"({one.Slow}): these killed {one.SlowKilled}.\n"));
        }

        var left = samples.SelectMany(one => one.LeftOut).Distinct()
            .Order(StringComparer.Ordinal).ToArray();
        page.Append(
            CultureInfo.InvariantCulture, $"\nTests that were not asked ({left.Length}):\n\n");
        page.AppendJoin("", left.Select(one => $"- {one}\n"));
        return page.ToString();
    }

    private static string Row(MutationResult one, MutationReason[] reasons, bool withLists)
    {
        var (low, high) = Interval(one.Seen, one.Asked);
        var unlisted = !withLists ? ""
            : one.Unlisted is { } share
                ? string.Create(CultureInfo.InvariantCulture, $" {share:0.0} % |")
                : " not asked |";
        return string.Create(CultureInfo.InvariantCulture,
            $"| {one.Folder} | {one.Date} | {one.Mutants} | {one.Asked} | {one.Killed} "
            + $"| {one.Timeout} | {one.Survived} | {one.NoCoverage} | {one.Score:0.0} % "
            + $"| {low:0.0}–{high:0.0} % | {one.ScoreWith(reasons):0.0} % "
            + $"|{unlisted}\n");
    }

    private static double Percent(double share) =>
        Math.Round(100 * Math.Clamp(share, 0, 1), 1);
}
