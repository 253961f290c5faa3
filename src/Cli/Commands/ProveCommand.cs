using System.CommandLine;
using System.Diagnostics;
using Holdfast.Cli.Exploring;
using Holdfast.Cli.Reports;
using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Schedules;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast prove</c>: every order of events and faults within a budget.</summary>
internal sealed class ProveCommand : Command, ICommandWithExamples, ICommandWithVerdict
{
    private const int ThreadsMax = 256;

    private readonly Argument<string[]> _names = new("SCENARIO")
    {
        Description = "Worlds, families of them (hsrp-repaired is all that begin so), or scenarios "
            + "of docs/scenarios.md; without any, all that are not known to be bad or long.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _list = new("--list")
    {
        Description = "List the scenarios with their faults, and explore nothing.",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write one JSON object, for programs (docs/prove.md).",
    };

    private readonly Option<string?> _faults = new("--faults")
    {
        Description = "How often each kind of fault may happen, such as crash=1,cut=2; "
            + "without it, as --list shows.",
        HelpName = "BUDGETS",
    };

    private readonly Option<int?> _depth = new("--depth")
    {
        Description = "Events from the beginning at most; without it, until there is no new state.",
        HelpName = "N",
    };

    private readonly Option<string?> _memory = new("--memory")
    {
        Description = "Memory at most, such as 512M or 8G; without it, three quarters of what "
            + "there is. A search that ends there says so.",
        HelpName = "SIZE",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "How many threads work; what they find does not depend on it.",
        HelpName = "N",
        DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, ThreadsMax),
    };

    private readonly Option<string> _traces = new("--traces")
    {
        Description = "The folder into which counter-examples are saved.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".",
    };

    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write report.html into this folder: one page with timelines, plots, "
            + "sequence diagrams and what came of schedules, that needs nothing beside it.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _promela = new("--promela")
    {
        Description = "Write each world for Spin into this folder, so that another model checker "
            + "counts its states, too.",
        HelpName = "DIR",
    };

    private readonly Option<int?> _schedules = new("--schedules")
    {
        Description = "Instead of every interleaving: every schedule of at most N faults of all "
            + "kinds, at every event of a run, and then everything is mended.",
        HelpName = "N",
    };

    private readonly Option<int> _units = new("--units")
    {
        Description = "With --schedules: units of time in which faults happen.",
        HelpName = "N",
        DefaultValueFactory = _ => new ScheduleBounds().Units,
    };

    private ProveCommand(Terminal terminal)
        : base(
            "prove",
            "Explores every order of events and faults within a budget, and what must hold in it.")
    {
        Arguments.Add(_names);
        Options.Add(_list);
        Options.Add(_json);
        Options.Add(_faults);
        Options.Add(_depth);
        Options.Add(_memory);
        Options.Add(_threads);
        Options.Add(_traces);
        Options.Add(_report);
        Options.Add(_promela);
        Options.Add(_schedules);
        Options.Add(_units);
        SetAction((result, cancellation) =>
            Task.Run(() => Run(result, terminal, cancellation), CancellationToken.None));
    }

    /// <inheritdoc/>
    public string Examples => """
        Exit codes: 0 all holds · 1 something does not · 2 it could not begin ·
                    3 memory ended it, and nothing was broken so far

        Examples:
          holdfast prove                            the whole set, in about two minutes
          holdfast prove --list                     what there is
          holdfast prove hsrp-literal               RFC 2281's table leaves a group without a router
          holdfast prove hsrp-repaired-3 --faults crash=2,cut=0
                                                    two crashes, no cut
          holdfast prove simultaneous-timers        the worlds of a scenario
          holdfast prove --schedules 3              every schedule of three faults
          holdfast prove --report out               out/report.html shows it all
          holdfast prove hsrp-repaired-2 --promela out
                                                    let Spin count the same states
          holdfast prove --json | jq '.scenarios[] | [.name, .states, .complete]'
        """;

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) => new ProveCommand(terminal);

    private int Run(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        var output = result.InvocationConfiguration.Output;
        if (Chosen(result, out var scenarios) is { } wrong
            || (wrong = Read(result, scenarios, out var budgets, out var limits)) is not null)
        {
            terminal.Error.WriteLine($"holdfast prove: {wrong}");
            return ExitCode.BrokenFile;
        }

        if (result.GetValue(_list))
        {
            List(output, scenarios);
            return ExitCode.Good;
        }

        if (result.GetValue(_schedules) is { } faults)
        {
            return Proof(result, limits, new() { Faults = faults })
                .Run(terminal, output, scenarios, budgets, cancellation);
        }

        var report = result.GetValue(_report);
        if (report is not null && !ReportFile.TryBegin(report, terminal))
        {
            return ExitCode.BrokenFile;
        }

        var folder = result.GetValue(_promela);
        var all = new List<Proven>();
        foreach (var scenario in scenarios)
        {
            // What the last one left behind is not counted.
            GC.Collect();
            all.Add(Explore(
                terminal, scenario, (all.Count + 1, scenarios.Count), scenario.With(budgets),
                limits, folder is not null, cancellation));
            if (cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        // The whole set: few faults at every place of long runs as well.
        List<Scheduled> scheduled = result.GetValue(_names) is [] && limits.Depth is null
            ? Proof(result, limits, new()).Explore(
                terminal, [.. ScheduleProof.Defaults], budgets, cancellation)
            : [];
        List<FoundTrace> found =
        [
            .. all.SelectMany(one => one.Found), .. scheduled.SelectMany(one => one.Found),
        ];
        if (result.GetValue(_json))
        {
            ProofJson.Write(output, all, scheduled);
        }
        else
        {
            FoundTraces.Show(output, found);
            ProofText.Write(output, all, scheduled);
        }

        if (folder is not null && !PromelaFiles.TryWrite(folder, all, terminal))
        {
            return ExitCode.BrokenFile;
        }

        var isReported = report is null || ReportFile.TryWrite(report, all, scheduled, terminal);
        var isSaved = FoundTraces.Save(result.GetValue(_traces)!, terminal, found);
        return !isSaved || !isReported ? ExitCode.BrokenFile
            : found.Count > 0 ? ExitCode.Violation
            : cancellation.IsCancellationRequested ? ExitCode.Interrupted
            : all.Any(one => one.Outcome.Ending == Ending.Memory)
                || scheduled.Exists(one => one.Outcome.Ending == Ending.Memory)
                ? ExitCode.OutOfMemory
            : ExitCode.Good;
    }

    private ScheduleProof Proof(ParseResult result, Limits limits, ScheduleBounds bounds) => new(
        bounds with { Units = result.GetValue(_units) }, limits, result.GetValue(_traces)!,
        result.GetValue(_json))
    {
        Report = result.GetValue(_report),
    };

    private string? Chosen(ParseResult result, out List<Scenario> scenarios)
    {
        scenarios = [];
        var names = result.GetValue(_names)!;
        foreach (var name in names)
        {
            if (name.StartsWith('-'))
            {
                return $"no option is called '{name}'; 'holdfast prove --help' lists all";
            }

            if (ProvenNames.TryFind(name, out var named) is { } unknown)
            {
                return unknown;
            }

            scenarios.AddRange(named);
        }

        if (names.Length == 0)
        {
            scenarios.AddRange(result.GetValue(_schedules) is not null
                ? ScheduleProof.Defaults
                : Catalogue.All.Where(one => one.IsDefault || result.GetValue(_list)));
        }

        scenarios = [.. scenarios.Distinct()];
        return null;
    }

    private string? Read(
        ParseResult result, List<Scenario> scenarios, out Items<Budget> budgets,
        out Limits limits)
    {
        budgets = [];
        limits = Limits.None;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;
        if (result.GetValue(_memory) is { } size && !SizeText.TryParse(size, out memory))
        {
            return $"'{size}' is no size of memory: digits are needed, with K, M, G or T, or none";
        }

        var threads = result.GetValue(_threads);
        if (threads is < 1 or > ThreadsMax)
        {
            return $"--threads takes 1 to {ThreadsMax}";
        }

        var depth = result.GetValue(_depth);
        if (depth < 0)
        {
            return "--depth takes a number from 0";
        }

        if (result.GetValue(_schedules) is { } schedules)
        {
            if (schedules is < 0 or > ScheduleProof.FaultsMax
                || result.GetValue(_units) is < 1 or > ScheduleProof.UnitsMax)
            {
                return $"--schedules takes 0 to {ScheduleProof.FaultsMax} faults, and --units 1 to "
                    + $"{ScheduleProof.UnitsMax}";
            }

            if (depth is not null)
            {
                return "--schedules goes without --depth";
            }
        }

        limits = new() { Depth = depth, Memory = memory, Threads = threads };
        return result.GetValue(_faults) is { } faults
            ? FaultText.Read(faults, scenarios, out budgets)
            : null;
    }

    private static Proven Explore(
        Terminal terminal, Scenario scenario, (int Place, int All) among, FaultBudgets faults,
        Limits limits, bool isKept, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var (outcome, model) = ExploringProgress.Run(
            terminal, scenario.Name, among.Place, among.All,
            told => scenario.Build(faults).Emit(limits, new()
            {
                Clock = () => watch.Elapsed,
                Memory = () => Environment.WorkingSet,
                Told = told,
                Cancellation = cancellation,
            }));

        // Tables are large: what nobody asked for is not kept.
        return new(scenario, faults.All, outcome) { Model = isKept ? model : null };
    }

    private static void List(TextWriter output, List<Scenario> scenarios)
    {
        List<string[]> rows = [["scenario", "faults", "", "what is looked at"]];
        rows.AddRange(scenarios.Select(one => new[]
        {
            one.Name, ProofText.FaultsOf(one.Faults),
            one.IsKnownBad ? "known bad" : one.IsLong ? "long" : "", one.Says,
        }));
        Columns.Write(output, rows, _ => false);
    }
}
