using System.Globalization;
using Holdfast.Cli.Exploring;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds.Cards;

namespace Holdfast.Cli.Simulating;

/// <summary>All cases of a scenario, played one after the other.</summary>
/// <param name="Card">The scenario.</param>
/// <param name="Seed">What chance of each is drawn from.</param>
/// <param name="Runs">What came of each, by its name.</param>
internal sealed record PlayedCases(
    ScenarioCard Card, ulong Seed, IReadOnlyList<(string Name, RunResult Run)> Runs)
{
    /// <summary>Whether all that was asked of them holds.</summary>
    public bool Hold => Runs.All(one => one.Run.Violations.Count == 0);

    /// <summary>Plays them.</summary>
    /// <param name="card">The scenario.</param>
    /// <param name="seed">What chance of each is drawn from.</param>
    /// <param name="play">Plays one.</param>
    public static PlayedCases Of(
        ScenarioCard card, ulong seed, Func<Simulation.Worlds.WorldScenario, RunResult> play) =>
        new(
            card, seed,
            [
                .. card.Cases.Select(one => (
                    $"{card.Name}/{one.Name}", play(card.Scenario(one)))),
            ]);

    /// <summary>For people: a line for each, and below what is broken.</summary>
    public void Write(TextWriter output)
    {
        Columns.Write(
            output,
            [
                ["case", "lost", "longest gap", "takeovers", "verdict", "digest"],
                .. Runs.Select(one => Row(one.Name, one.Run)),
            ],
            column => column is >= 1 and <= 3);
        output.WriteLine();
        foreach (var (name, run) in Runs)
        {
            foreach (var violation in run.Violations)
            {
                output.WriteLine(
                    $"{name}: {violation.Invariant} is broken at {violation.At}: {violation.Says}");
            }
        }

        output.WriteLine($"holdfast simulate {Runs[0].Name} tells what happens in one of them.");
    }

    /// <summary>For programs: one object.</summary>
    public void WriteJson(TextWriter output) => RunJson.Write(output, Card.Name, Seed, Runs);

    private static string[] Row(string name, RunResult run) =>
    [
        name,
        run.Measures.PacketsLost.ToString(CultureInfo.InvariantCulture),
        string.Create(
            CultureInfo.InvariantCulture, $"{run.Measures.LongestGap.TotalSeconds:0.000} s"),
        run.Measures.Takeovers.ToString(CultureInfo.InvariantCulture),
        run.Violations.Count == 0
            ? "holds"
            : $"broken: {string.Join(", ", run.Violations.Select(one => one.Invariant))}",
        run.Digest.ToString(),
    ];
}
