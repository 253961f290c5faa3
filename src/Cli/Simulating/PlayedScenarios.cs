using Holdfast.Cli.Exploring;
using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;

namespace Holdfast.Cli.Simulating;

/// <summary>
/// What <c>simulate</c> plays by name: each topology with the crash of whoever serves, and each
/// case of the scenarios of docs/scenarios.md, as <c>flapping-link/just-under</c>.
/// </summary>
internal static class PlayedScenarios
{
    private static readonly TimeSpan CrashAt = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan RestartAt = TimeSpan.FromSeconds(50);

    /// <summary>All topologies that can be played.</summary>
    public static Items<WorldScenario> Worlds =>
        [.. Topologies.All.Where(IsPlayed).Select(WithCrash)];

    /// <summary>All scenarios of which there are cases.</summary>
    public static Items<ScenarioCard> Cards =>
        [.. ScenarioTable.All.Where(one => one.Cases.Count > 0)];

    /// <summary>That of a name; null: none has it.</summary>
    public static WorldScenario? Named(string name)
    {
        if (name.Split('/') is [var scenario, var which]
            && ScenarioTable.Named(scenario) is { } card)
        {
            var found = card.Cases.FirstOrDefault(one => one.Name == which);
            return found is null ? null : card.Scenario(found);
        }

        return Worlds.FirstOrDefault(one => one.World.Name == name);
    }

    /// <summary>What to say of a name that is none; null: it may be that of a file.</summary>
    public static string? Wrong(string name)
    {
        var parts = name.Split('/');
        if (parts.Length <= 2 && ScenarioTable.Named(parts[0]) is { } card)
        {
            return card.Cases.Count == 0
                ? $"the explorer alone has '{card.Name}': 'holdfast prove {card.Name}' explores it"
                : parts.Length == 1
                ? $"'{name}' has {card.Cases.Count} cases, as {name}/{card.Cases[0].Name}: "
                    + $"'holdfast simulate --list {name}' lists them"
                : $"'{parts[0]}' has no case '{parts[1]}': "
                    + $"'holdfast simulate --list {parts[0]}' lists them";
        }

        if (name == "-" || name.Contains('.', StringComparison.Ordinal)
            || name.Contains('/', StringComparison.Ordinal))
        {
            return null;
        }

        var near = NearNames.Of(
            name,
            Worlds.Select(one => one.World.Name).Concat(Cards.Select(one => one.Name)));
        return $"no world is called '{name}'; " + (near.Count == 0
            ? "'holdfast simulate --list' lists all"
            : $"did you mean {string.Join(", ", near)}?");
    }

    private static bool IsPlayed(WorldPlan plan) =>
        Holdfast.Simulation.Simulator.SeededRun.Lacks(plan) is null;

    private static WorldScenario WithCrash(WorldPlan plan)
    {
        var first = plan.Gateways[0].Members
            .OrderByDescending(name => plan.Members.First(one => one.Name == name).Priority)
            .First();
        return new(plan, new(
        [
            new(CrashAt, new Fault.Crash(first)), new(RestartAt, new Fault.Restart(first)),
        ]));
    }
}
