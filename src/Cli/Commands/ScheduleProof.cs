using System.Diagnostics;
using Holdfast.Cli.Exploring;
using Holdfast.Cli.Reports;
using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Schedules;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast prove --schedules</c>: every schedule of at most so many faults.</summary>
/// <param name="Bounds">Which schedules.</param>
/// <param name="Limits">Where to end though there is more.</param>
/// <param name="Traces">The folder for counter-examples.</param>
/// <param name="IsJson">Whether a program reads what comes out.</param>
internal sealed record ScheduleProof(
    ScheduleBounds Bounds, Limits Limits, string Traces, bool IsJson)
{
    /// <summary>The folder for a page; null: nobody wants one.</summary>
    public string? Report { get; init; }

    /// <summary>Faults in a schedule at most that can be asked for.</summary>
    public const int FaultsMax = 8;

    /// <summary>Units of time at most that can be asked for.</summary>
    public const int UnitsMax = 64;

    /// <summary>The scenarios that are run when nobody says which.</summary>
    public static IEnumerable<Scenario> Defaults =>
        Catalogue.All.Where(one => one.IsScheduled);

    /// <summary>Runs them, and says what came of it.</summary>
    /// <param name="terminal">Where to draw.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="scenarios">The scenarios.</param>
    /// <param name="budgets">Budgets that are set; each other kind has as many as a schedule.
    /// </param>
    /// <param name="cancellation">Ends it.</param>
    public int Run(
        Terminal terminal, TextWriter output, IReadOnlyList<Scenario> scenarios,
        Items<Budget> budgets, CancellationToken cancellation)
    {
        if (Report is not null && !ReportFile.TryBegin(Report, terminal))
        {
            return ExitCode.BrokenFile;
        }

        var all = Explore(terminal, scenarios, budgets, cancellation);
        List<FoundTrace> found = [.. all.SelectMany(one => one.Found)];
        if (IsJson)
        {
            ScheduleText.WriteJson(output, all);
        }
        else
        {
            FoundTraces.Show(output, found);
            ScheduleText.Write(output, all);
        }

        var isReported = Report is null || ReportFile.TryWrite(Report, [], all, terminal);
        return !FoundTraces.Save(Traces, terminal, found) || !isReported ? ExitCode.BrokenFile
            : found.Count > 0 ? ExitCode.Violation
            : cancellation.IsCancellationRequested ? ExitCode.Interrupted
            : all.Exists(one => one.Outcome.Ending == Ending.Memory) ? ExitCode.OutOfMemory
            : ExitCode.Good;
    }

    /// <summary>Runs them.</summary>
    /// <param name="terminal">Where to draw.</param>
    /// <param name="scenarios">The scenarios.</param>
    /// <param name="budgets">Budgets that are set; each other kind has as many as a schedule.
    /// </param>
    /// <param name="cancellation">Ends it.</param>
    public List<Scheduled> Explore(
        Terminal terminal, IReadOnlyList<Scenario> scenarios, Items<Budget> budgets,
        CancellationToken cancellation)
    {
        var all = new List<Scheduled>();
        foreach (var scenario in scenarios)
        {
            if (cancellation.IsCancellationRequested)
            {
                break;
            }

            GC.Collect();
            all.Add(Explore(
                terminal, scenario, (all.Count + 1, scenarios.Count), budgets, cancellation));
        }

        return all;
    }

    private Scheduled Explore(
        Terminal terminal, Scenario scenario, (int Place, int All) among, Items<Budget> budgets,
        CancellationToken cancellation)
    {
        var faults = scenario.Scheduled(Bounds.Faults, budgets);
        var watch = Stopwatch.StartNew();
        var outcome = ExploringProgress.Run(
            terminal, scenario.Name, among.Place, among.All,
            told => scenario.Build(faults).RunSchedules(Bounds, Limits, new()
            {
                Clock = () => watch.Elapsed,
                Memory = () => Environment.WorkingSet,
                Told = told,
                Cancellation = cancellation,
            }));
        return new(scenario, faults.All, outcome);
    }
}
