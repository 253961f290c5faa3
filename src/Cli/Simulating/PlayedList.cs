using System.Globalization;
using Holdfast.Cli.Exploring;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds.Cards;

namespace Holdfast.Cli.Simulating;

/// <summary>The names of what can be played, in columns.</summary>
internal static class PlayedList
{
    /// <summary>All worlds, and all scenarios that have cases.</summary>
    public static void Write(TextWriter output)
    {
        Columns.Write(
            output,
            [
                ["world", "what breaks", "what it is"],
                .. PlayedScenarios.Worlds.Select(one => new[]
                {
                    one.World.Name, InWords(one.Faults), one.World.Says,
                }),
            ],
            _ => false);
        output.WriteLine();
        Columns.Write(
            output,
            [
                ["scenario", "cases", "what it is"],
                .. PlayedScenarios.Cards.Select(one => new[]
                {
                    one.Name, one.Cases.Count.ToString(CultureInfo.InvariantCulture), one.Says,
                }),
            ],
            at => at == 1);
        output.WriteLine();
        output.WriteLine("holdfast simulate --list SCENARIO lists its cases.");
    }

    /// <summary>The cases of a scenario.</summary>
    public static void Write(TextWriter output, ScenarioCard card) => Columns.Write(
        output,
        [
            ["case", "what breaks"],
            .. card.Cases.Select(one => new[]
            {
                $"{card.Name}/{one.Name}", InWords(one.Faults),
            }),
        ],
        _ => false);

    private static string InWords(FaultPlan faults) => string.Join(
        ", ", faults.Faults.Select(fault => FaultInWords.Of(fault.Fault)));
}
