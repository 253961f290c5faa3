using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Promela;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Cli.Exploring;

/// <summary>A scenario, and what was found in it.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Faults">The budgets within which it was explored.</param>
/// <param name="Outcome">What was found.</param>
internal sealed record Proven(Scenario Scenario, Items<Budget> Faults, Outcome Outcome)
{
    /// <summary>Writes it for Spin; null: it can't be, or nobody asked.</summary>
    public Func<PromelaModel>? Model { get; init; }

    /// <summary>What was asked: name, claim, and how it stands.</summary>
    public IEnumerable<(string Name, string Says, string Stands)> Claims =>
        Outcome.Invariants.Select(one => (one.Name, one.Says, one.Holds ? "" : "broken"))
            .Concat(Outcome.Goals.Select(one => (one.Name, one.Says, StandOf(one))))
            .OrderBy(one => NumberOf(one.Name));

    /// <summary>The claim of that name in words.</summary>
    public string SaysOf(string name) => Claims.First(one => one.Name == name).Says;

    /// <summary>What does not hold.</summary>
    public IEnumerable<FoundTrace> Found => Outcome.Violations.Select(one =>
        new FoundTrace(Scenario, Faults, one, SaysOf(one.Name)));

    /// <summary>The verdict in a few words.</summary>
    public string Verdict
    {
        get
        {
            if (Outcome.Violations.Count > 0)
            {
                var broken = string.Join(", ", Outcome.Violations.Select(one =>
                    $"{one.Name} broken in {Length(one)}"));
                return Scenario.IsKnownBad ? $"{broken}, as known" : broken;
            }

            return Outcome.Ending switch
            {
                Ending.Complete => "holds",
                Ending.Depth => $"nothing broken up to {Outcome.Depth} events",
                Ending.Memory => "nothing broken so far; out of memory",
                Ending.Cancelled => "nothing broken so far; interrupted",
                Ending.Violation or Ending.States or Ending.Time => "nothing broken so far",
            };
        }
    }

    /// <summary>Whether it was complete; else what ended it.</summary>
    public string Completeness => Outcome.Ending switch
    {
        Ending.Complete => "yes",
        Ending.Violation => "no: violation",
        Ending.Depth => "no: depth",
        Ending.States => "no: states",
        Ending.Memory => "no: memory",
        Ending.Time => "no: time",
        Ending.Cancelled => "no: interrupted",
    };

    private static string Length(Violation violation) => violation.Trace.Cycle.Count == 0
        ? $"{violation.Trace.Stem.Count} events"
        : $"{violation.Trace.Stem.Count} events and {violation.Trace.Cycle.Count} for ever";

    /// <summary>Those with a number first, in its order.</summary>
    private static int NumberOf(string name) =>
        name[0] == 'I' && int.TryParse(name.AsSpan(1), out var number) ? number : int.MaxValue;

    private static string StandOf(GoalVerdict goal) => goal switch
    {
        { Holds: null } => "not asked",
        { Holds: false } => "broken",
        { Worst: { } worst } => $"at most {worst} units of time",
        _ => "in the end",
    };
}
