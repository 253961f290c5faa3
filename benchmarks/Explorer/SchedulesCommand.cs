using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Schedules;

namespace Holdfast.Benchmarks.Explorer;

/// <summary>
/// Runs every schedule of faults of some scenarios: together where they meet, and one by one, each
/// event by event up to where it has healed.
/// </summary>
internal static class SchedulesCommand
{
    private const double BarPerMinute = 100e6;

    // So many are walked one by one at most.
    private const long WalkedMax = 30_000_000;

    private static readonly Subject[] Subjects =
    [
        new("hsrp-repaired-2", 3, 8, 2_025_597),
        new("hsrp-repaired-3", 3, 4, 2_717_559),
        new("hsrp-pair", 3, 4, 885_433),
        new("hsrp-pair-preempt", 3, 4, 888_741),
    ];

    /// <summary>Runs them, on one thread.</summary>
    /// <param name="checks">Whether a bar that is missed fails.</param>
    /// <param name="json">Where to write the figures; - is standard output.</param>
    public static int Run(bool checks, string? json)
    {
        var isGood = true;
        var all = new List<Figures>();
        foreach (var subject in Subjects)
        {
            var figures = Measure(subject);
            var isCounted = subject.Schedules == 0
                || (UInt128)subject.Schedules == figures.Counted;
            isGood &= isCounted && figures.WalkedPerMinute >= BarPerMinute;
            all.Add(figures);
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{subject.Name,-20} {figures.Counted:N0} schedules of {subject.Faults} faults in "
                    + $"{subject.Units} units  together {figures.Seconds:0.00} s "
                    + $"({figures.Prefixes:N0} prefixes, {figures.States:N0} states)  "
                    + $"one by one {figures.WalkedPerMinute / 1e6:0} M/min of {figures.Walked:N0}  "
                    + $"{(isCounted ? "" : "COUNTS DIFFER")}"));
        }

        if (json is not null)
        {
            var text = JsonSerializer.Serialize(all, Report);
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

    private static Figures Measure(Subject subject)
    {
        var bounds = new ScheduleBounds { Faults = subject.Faults, Units = subject.Units };
        var watch = Stopwatch.StartNew();
        var outcome = WorldOf(subject).RunSchedules(
            bounds, Limits.None, new() { Clock = () => watch.Elapsed });

        // What is remembered of states is learned by whoever comes first: the pace is that of all
        // but the first half.
        var play = WorldOf(subject).SchedulePlayer(bounds);
        var odometer = new Odometer();
        var walked = 0L;
        var half = TimeSpan.Zero;
        var wanted = (long)UInt128.Min(WalkedMax, outcome.Schedules);
        watch.Restart();
        do
        {
            play(odometer.Choose);
            walked++;
            half = walked == wanted / 2 ? watch.Elapsed : half;
        }
        while (walked < wanted && odometer.MoveOn());

        var minutes = (watch.Elapsed - half).TotalMinutes;
        return new(
            subject.Name, subject.Faults, subject.Units, outcome.Schedules, outcome.Seconds,
            outcome.Prefixes, outcome.States, walked, (walked - (walked / 2)) / minutes,
            walked / watch.Elapsed.TotalMinutes);
    }

    private static World WorldOf(Subject subject)
    {
        var scenario = Catalogue.All.First(one => one.Name == subject.Name);
        return scenario.Build(
            new([.. scenario.Faults.Select(one => one with { Max = subject.Faults })]));
    }

    private static readonly JsonSerializerOptions Report = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    private sealed record Subject(string Name, int Faults, int Units, long Schedules);

    private sealed record Figures(
        string Name, int Faults, int Units, UInt128 Counted, double Seconds, long Prefixes,
        long States, long Walked, double WalkedPerMinute, double WalkedPerMinuteFromTheFirst);
}
