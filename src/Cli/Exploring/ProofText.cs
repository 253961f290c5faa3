using System.Globalization;
using Holdfast.Simulation.Faults;

namespace Holdfast.Cli.Exploring;

/// <summary>What was found, for people: a table, and what its letters say.</summary>
internal static class ProofText
{
    private const double ShortNumber = 1e9;
    private const int NamesMax = 4;

    /// <summary>Writes a table of all scenarios, then the claims, then what came of schedules.
    /// </summary>
    /// <param name="output">Where to.</param>
    /// <param name="all">What was explored.</param>
    /// <param name="scheduled">Where every schedule of a few faults was run.</param>
    public static void Write(
        TextWriter output, IReadOnlyList<Proven> all, IReadOnlyList<Scheduled> scheduled)
    {
        Write(output, all);
        if (scheduled.Count > 0)
        {
            output.WriteLine();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Every schedule of at most {scheduled[0].Outcome.Bounds.Faults} faults, after "
                + $"which everything is mended:"));
            output.WriteLine();
            ScheduleText.Write(
                output, scheduled,
                [.. all.SelectMany(one => one.Claims, (_, claim) => (claim.Name, claim.Says))]);
        }
    }

    private static void Write(TextWriter output, IReadOnlyList<Proven> all)
    {
        Columns.Write(output, Rows(all), column => column is >= 2 and <= 5 or 7);
        output.WriteLine();
        List<string[]> claims =
        [
            .. all.SelectMany(one => one.Claims)
                .Select(claim => (claim.Name, claim.Says)).Distinct()
                .Select(claim => new[] { claim.Name, claim.Says }),
        ];
        if (claims.Count > 0)
        {
            Columns.Write(output, claims, _ => false);
        }

        foreach (var (scenario, outcome) in all.Select(one => (one.Scenario, one.Outcome)))
        {
            if (outcome is { Exchanges: > 1, Unfolded: { } unfolded })
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The {outcome.States:N0} states of {scenario.Name} stand for {unfolded:N0}: "
                    + $"members that are alike may be exchanged in {outcome.Exchanges:N0} ways"));
            }
        }

        foreach (var one in all)
        {
            if (one.Faults.FirstOrDefault(fault => fault.Name == "skew")
                is { Max: > 0 and var most })
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Clocks of {one.Scenario.Name} may get ahead of each other by {most} units of "
                    + $"time, at any time: more than clocks that drift within their bound do"));
            }
        }

        var worst = all.SelectMany(one => one.Outcome.Goals, (one, goal) => (one, goal))
            .Where(pair => pair.goal.Holds == true && pair.goal.Worst is not null)
            .ToList();
        if (worst.Count > 0)
        {
            var most = worst.MaxBy(pair => pair.goal.Worst);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Longest until {most.goal.Name} holds, from any state in any order: "
                + $"{most.goal.Worst} units of time, in {most.one.Scenario.Name}"));
        }

        Measured(output, all);
    }

    /// <summary>What was measured: the most of each gauge, the longest time to each goal.</summary>
    private static void Measured(TextWriter output, IReadOnlyList<Proven> all)
    {
        var measured = all
            .SelectMany(one => one.Outcome.Gauges, (one, gauge) =>
                (gauge.Name, gauge.Most, one.Scenario))
            .Concat(all.SelectMany(one => one.Outcome.Goals, (one, goal) =>
                (Name: $"units of time until {goal.Name} holds", Most: goal.Worst ?? -1,
                    one.Scenario)).Where(one => one.Most >= 0))
            .GroupBy(one => one.Name)
            .Select(same => (Most: same.MaxBy(one => one.Most), Worlds: same.Count()))
            .ToList();
        if (measured.Count == 0)
        {
            return;
        }

        output.WriteLine();
        Columns.Write(
            output,
            [
                ["measured in every state", "most", "in"],
                .. measured.Select(one => new[]
                {
                    one.Most.Name, Number(one.Most.Most),
                    one.Most.Most > 0 || one.Worlds == 1
                        ? one.Most.Scenario.Name
                        : $"all {Number(one.Worlds)} that count it",
                }),
            ],
            column => column == 1);
    }

    /// <summary>The table: its head, then a row for each.</summary>
    public static List<string[]> Rows(IReadOnlyList<Proven> all) =>
    [
        [
            "scenario", "faults", "permutations", "states", "transitions", "depth", "complete",
            "seconds", "asked", "verdict",
        ],
        .. all.Select(Row),
    ];

    /// <summary>Budgets as people write them: "crash=1,cut=2".</summary>
    public static string FaultsOf(IEnumerable<Budget> faults) => string.Join(
        ",", faults.Select(one => string.Create(
            CultureInfo.InvariantCulture, $"{one.Name}={one.Max}")));

    private static string[] Row(Proven one)
    {
        var outcome = one.Outcome;
        var faults = FaultsOf(one.Faults.Where(fault => fault.Max > 0));
        return
        [
            one.Scenario.Name,
            faults == "" ? "none" : faults,
            Permutations(outcome.Permutations),
            Number(outcome.States),
            Number(outcome.Transitions),
            Number(outcome.Depth),
            one.Completeness,
            Seconds(outcome.Seconds + outcome.Goals.Sum(goal => goal.Seconds)),
            Asked([.. one.Claims.Select(claim => claim.Name)]),
            one.Verdict,
        ];
    }

    private static string Number(long number) =>
        number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What was asked, as far as there is room for names.</summary>
    internal static string Asked(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "counts",
        <= NamesMax => string.Join(" ", names),
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(" ", names.Take(NamesMax - 1))} +{names.Count - NamesMax + 1}"),
    };

    /// <summary>A number that may be very large.</summary>
    internal static string Permutations(UInt128 number) => number == UInt128.MaxValue
        ? "over 3.4e+38"
        : (double)number < ShortNumber
            ? number.ToString("N0", CultureInfo.InvariantCulture)
            : ((double)number).ToString("0.0e+0", CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) =>
        seconds.ToString("0.0", CultureInfo.InvariantCulture);
}
