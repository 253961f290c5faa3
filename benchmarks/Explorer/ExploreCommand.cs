using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Benchmarks.Explorer;

/// <summary>Explores the models that bars are set on, several times each.</summary>
internal static class ExploreCommand
{
    private static readonly Subject[] Subjects =
    [
        new(
            "reference-election", 1_000_000, 1, (3_104_155, 31_222_729),
            limits => Exploration.Run(ReferenceElection.Model(), limits, Clocked)),
        Shipped("hsrp-repaired-3", 500_000, 1),
        Shipped("stateful-pair", 100_000, 8),
    ];

    /// <summary>A scenario of shipped machines; its counts are pinned by tests.</summary>
    private static Subject Shipped(string name, double bar, int warmUps)
    {
        var scenario = Catalogue.Named(name)[0];
        return new(
            name, bar, warmUps, null, limits => scenario.Explore(scenario.With(), limits, Clocked));
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
    /// <param name="threads">On how many threads.</param>
    /// <param name="checks">Whether a bar that is missed fails.</param>
    /// <param name="json">Where to write the figures; - is standard output.</param>
    public static int Run(string? model, int runs, int threads, bool checks, string? json)
    {
        var isGood = true;
        var figures = new List<Figures>();
        foreach (var subject in Subjects.Where(one => model is null || model == one.Name))
        {
            // The first ones show how fast a compiler is.
            for (var run = 0; run < subject.WarmUps; run++)
            {
                subject.Explore(new() { Threads = threads });
            }

            var outcomes = Enumerable.Range(0, runs)
                .Select(_ => subject.Explore(new() { Threads = threads }))
                .OrderBy(outcome => outcome.Seconds)
                .ToList();
            var median = outcomes[outcomes.Count / 2];
            var counts = subject.Counts is not { } known
                || (median.States, median.Transitions) == known;
            isGood &= counts && median.OctetsPerState <= 64
                && median.StatesPerSecond >= subject.Bar;
            figures.Add(new(
                subject.Name, threads, median.States, median.Transitions, median.Seconds,
                median.StatesPerSecond, median.OctetsPerState));
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{subject.Name,-24} {threads} threads  {median.States:N0} states  "
                    + $"{median.Transitions:N0} transitions  {median.Seconds:0.00} s "
                    + $"(best {outcomes[0].Seconds:0.00})  {median.StatesPerSecond / 1e6:0.00} M/s  "
                    + $"{median.OctetsPerState:0.0} B/state  {(counts ? "" : "COUNTS DIFFER")}"));
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

    private static readonly JsonSerializerOptions Report = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    private sealed record Subject(
        string Name, double Bar, int WarmUps, (long States, long Transitions)? Counts,
        Func<Limits, Outcome> Explore);

    private sealed record Figures(
        string Name, int Threads, long States, long Transitions, double Seconds,
        double StatesPerSecond, double BytesPerState);
}
