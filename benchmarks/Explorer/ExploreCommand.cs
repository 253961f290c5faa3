using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Benchmarks.Explorer;

/// <summary>Explores the models that bars are set on, several times each.</summary>
internal static class ExploreCommand
{
    private static readonly Subject[] Subjects =
    [
        new(
            "reference-election", 1_000_000, 1.7, 64, 1, (3_104_155, 31_222_729),
            limits => Exploration.Run(ReferenceElection.Model(), limits, Clocked)),
        Shipped("hsrp-repaired-3", 500_000, 1.7, 64, 1, []),

        // One learns for all what members do: no bar for more threads than that one.
        Shipped("stateful-pair", 100_000, 0, OctetsOfFew, 8, []),
        Shipped(
            "stateful-pair", 100_000, 0, 64, 1, [new("crash", 1), new("cut", 1)]),
    ];

    // Of few states the tables that are half empty weigh more; the bar of 64 is for millions.
    private const double OctetsOfFew = 96;

    /// <summary>A scenario of shipped machines; its counts are pinned by tests.</summary>
    private static Subject Shipped(
        string name, double bar, double times, double octets, int warmUps, Items<Budget> faults)
    {
        var scenario = Catalogue.Named(name)[0];
        var label = string.Join(
            ", ", faults.Select(fault => $"{fault.Name}={fault.Max}").Prepend(name));
        return new(
            label, bar, times, octets, warmUps, null,
            limits => scenario.Explore(scenario.With(faults), limits, Clocked));
    }

    private static Lent Clocked
    {
        get
        {
            var watch = Stopwatch.StartNew();
            return new() { Clock = () => watch.Elapsed };
        }
    }

    /// <summary>Runs them.</summary>
    /// <param name="model">Which one; null: all.</param>
    /// <param name="runs">How often each.</param>
    /// <param name="threads">On how many threads; more than one: in turns with one.</param>
    /// <param name="checks">Whether a bar that is missed fails.</param>
    /// <param name="json">Where to write the figures; - is standard output.</param>
    public static int Run(string? model, int runs, int threads, bool checks, string? json)
    {
        var isGood = true;
        var figures = new List<Figures>();
        int[] crews = threads == 1 ? [1] : [1, threads];
        foreach (var subject in Subjects.Where(one => model is null || one.Name.Split(',')[0] == model))
        {
            // The first ones show how fast a compiler is.
            for (var run = 0; run < subject.WarmUps; run++)
            {
                foreach (var crew in crews)
                {
                    subject.Explore(new() { Threads = crew });
                }
            }

            // In turns: what slows the machine for a while slows all alike.
            var outcomes = crews.ToDictionary(crew => crew, _ => new List<Outcome>());
            for (var run = 0; run < runs; run++)
            {
                foreach (var crew in run % 2 == 0 ? crews : Enumerable.Reverse(crews))
                {
                    outcomes[crew].Add(subject.Explore(new() { Threads = crew }));
                }
            }

            foreach (var crew in crews)
            {
                isGood &= Told(subject, crew, outcomes[crew], figures);
            }

            if (threads > 1)
            {
                isGood &= Told(subject, threads, outcomes[1], outcomes[threads]) >= subject.Times;
            }
        }

        if (json is not null)
        {
            var text = JsonSerializer.Serialize(figures, Report);
            if (json == "-")
            {
                Console.Out.WriteLine(text);
            }
            else
            {
                File.WriteAllText(json, text);
            }
        }

        return checks && !isGood ? 1 : 0;
    }

    /// <summary>Tells of searches on some threads; returns whether the bars are met.</summary>
    private static bool Told(
        Subject subject, int threads, List<Outcome> outcomes, List<Figures> figures)
    {
        var ordered = outcomes.OrderBy(outcome => outcome.Seconds).ToList();
        var median = ordered[ordered.Count / 2];
        var known = subject.Counts ?? (median.States, median.Transitions);
        var counts = outcomes.All(one => (one.States, one.Transitions) == known);
        figures.Add(new(
            subject.Name, threads, median.States, median.Transitions, median.Seconds,
            median.StatesPerSecond, median.OctetsPerState));
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{subject.Name,-24} {threads} threads  {median.States:N0} states  "
                + $"{median.Transitions:N0} transitions  {median.Seconds:0.00} s "
                + $"(best {ordered[0].Seconds:0.00})  {median.StatesPerSecond / 1e6:0.00} M/s  "
                + $"{median.OctetsPerState:0.0} B/state  {(counts ? "" : "COUNTS DIFFER")}"));
        return counts && median.OctetsPerState <= subject.Octets
            && median.StatesPerSecond >= subject.Bar;
    }

    /// <summary>Tells how many times as fast more threads are: the median of all turns.</summary>
    private static double Told(
        Subject subject, int threads, List<Outcome> alone, List<Outcome> together)
    {
        var ratios = alone.Zip(together, (one, more) => one.Seconds / more.Seconds).Order().ToList();
        var median = ratios[(ratios.Count - 1) / 2];
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{subject.Name,-24} {threads} threads are {median:0.00} times as fast as one "
                + $"(from {ratios[0]:0.00} to {ratios[^1]:0.00} in {ratios.Count} turns)"));
        return median;
    }

    private static readonly JsonSerializerOptions Report = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    private sealed record Subject(
        string Name, double Bar, double Times, double Octets, int WarmUps,
        (long States, long Transitions)? Counts,
        Func<Limits, Outcome> Explore);

    private sealed record Figures(
        string Name, int Threads, long States, long Transitions, double Seconds,
        double StatesPerSecond, double BytesPerState);
}
