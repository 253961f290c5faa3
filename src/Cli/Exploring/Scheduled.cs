using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Schedules;

namespace Holdfast.Cli.Exploring;

/// <summary>A scenario, and what came of every schedule of faults in it.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Faults">The kinds of faults, and how often each may happen.</param>
/// <param name="Outcome">What came of it.</param>
internal sealed record Scheduled(
    Scenario Scenario, Items<Budget> Faults, ScheduleOutcome Outcome)
{
    /// <summary>What was asked: name, claim.</summary>
    public IEnumerable<(string Name, string Says)> Claims =>
        Outcome.Invariants.Select(one => (one.Name, one.Says))
            .Concat(Outcome.Goals.Select(one => (one.Name, one.Says)));

    /// <summary>What does not hold.</summary>
    public IEnumerable<FoundTrace> Found => Outcome.Violations.Select(one => new FoundTrace(
        Scenario, Faults, one, Claims.First(claim => claim.Name == one.Name).Says));

    /// <summary>Units of time until everything holds again, after the worst schedule.</summary>
    public string Worst => Outcome.Goals.Count == 0
        ? "–"
        : Outcome.Goals.Any(one => one.Never > 0)
            ? "never"
            : Outcome.Goals.Max(one => one.Spread.Count - 1) is var worst and >= 0
                ? worst.ToString(CultureInfo.InvariantCulture)
                : "–";

    /// <summary>The verdict in a few words.</summary>
    public string Verdict => Outcome.Ending switch
    {
        Ending.Complete => "holds",
        Ending.Violation => string.Join(", ", Outcome.Violations.Select(one =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Name} broken in {one.Trace.Length} events")))
            + (Scenario.IsKnownBad ? ", as known" : ""),
        Ending.Memory => "nothing broken so far; out of memory",
        Ending.Cancelled => "nothing broken so far; interrupted",
        Ending.Depth or Ending.States or Ending.Time => "nothing broken so far",
    };
}
