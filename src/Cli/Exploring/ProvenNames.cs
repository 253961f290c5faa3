using Holdfast.Codec;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Worlds.Cards;

namespace Holdfast.Cli.Exploring;

/// <summary>
/// What <c>prove</c> explores by name: a world, a family of worlds, or a scenario of
/// docs/scenarios.md, which stands for the worlds that show it. Those that are there to be found
/// wrong are explored by their own names alone.
/// </summary>
internal static class ProvenNames
{
    /// <summary>The worlds of a name; what to say where it has none.</summary>
    public static string? TryFind(string name, out Items<Scenario> worlds)
    {
        worlds = Catalogue.Named(name);
        if (worlds.Count > 0)
        {
            return null;
        }

        if (ScenarioTable.Named(name) is { } card)
        {
            worlds = Of(card);
            return worlds.Count > 0 ? null
                : card.Cases.Count > 0
                ? $"the simulator alone has '{name}': 'holdfast simulate {name}' plays its "
                    + $"{card.Cases.Count} cases"
                : $"'{name}' has no worlds; docs/scenarios.md names the tests that show it";
        }

        var near = NearNames.Of(
            name,
            Catalogue.All.Select(one => one.Name).Concat(
                ScenarioTable.All.Where(one => Of(one).Count > 0).Select(one => one.Name)));
        return $"no scenario is called '{name}'; " + (near.Count == 0
            ? "'holdfast prove --list' lists all"
            : $"did you mean {string.Join(", ", near)}?");
    }

    private static Items<Scenario> Of(ScenarioCard card) =>
    [
        .. card.Shown.OfType<Evidence.Explored>()
            .SelectMany(one => Catalogue.Named(one.Scenario)).Where(one => !one.IsKnownBad)
            .Distinct(),
    ];
}
