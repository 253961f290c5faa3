using Holdfast.Codec;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>A way in which a scenario is played: a schedule under a policy.</summary>
/// <param name="Name">What tells it from the others of its scenario.</param>
/// <param name="World">The world; nobody has checked it.</param>
/// <param name="Faults">What breaks in it.</param>
public sealed record ScenarioCase(string Name, Func<WorldPlan> World, FaultPlan Faults)
{
    /// <summary>The invariants that it is known to break; empty: it holds. Whoever mends that takes
    /// them out.</summary>
    public Items<string> Breaks { get; init; }
}

/// <summary>What families of scenarios are about.</summary>
public enum ScenarioFamily
{
    /// <summary>What the network does.</summary>
    Network,

    /// <summary>Where in an exchange somebody crashes.</summary>
    Crashes,

    /// <summary>Clocks and timers.</summary>
    Time,

    /// <summary>Somebody who means harm.</summary>
    Attacker,

    /// <summary>Large numbers, odd peers, planned work.</summary>
    Scale,
}

/// <summary>A scenario: schedules of faults × phase of the protocol × policy.</summary>
/// <param name="Number">Its number, 1 to 48.</param>
/// <param name="Name">Its name, in kebab case.</param>
/// <param name="Says">What it is.</param>
public sealed record ScenarioCard(int Number, string Name, string Says)
{
    /// <summary>The family; it follows from the number.</summary>
    public ScenarioFamily Family => Number switch
    {
        <= 10 => ScenarioFamily.Network,
        <= 25 => ScenarioFamily.Crashes,
        <= 29 => ScenarioFamily.Time,
        <= 37 => ScenarioFamily.Attacker,
        _ => ScenarioFamily.Scale,
    };

    /// <summary>The topology in which it is looked at.</summary>
    public string Topology { get; init; } = "stateful-pair";

    /// <summary>What goes on when it breaks.</summary>
    public string Phase { get; init; } = "SAs stand, packets go both ways";

    /// <summary>The invariants that judge it.</summary>
    public Items<string> Oracles { get; init; }

    /// <summary>What shows it, and what is missing.</summary>
    public Items<Evidence> Shown { get; init; }

    /// <summary>How the simulator plays it; none: it does not.</summary>
    public Items<ScenarioCase> Cases { get; init; }

    /// <summary>What is missing, in words.</summary>
    public IEnumerable<string> Missing =>
        Shown.OfType<Evidence.NotYet>().Select(not => not.Why);

    /// <summary>Whether anything shows it.</summary>
    public bool IsShown => Shown.Any(one => one is not Evidence.NotYet);

    /// <summary>Whether the simulator shows it.</summary>
    public bool IsPlayed => Shown.Any(one => one is Evidence.Played);

    /// <summary>What the simulator has found in it and nobody has mended.</summary>
    public IEnumerable<string> Findings =>
        from one in IsPlayed ? Cases : default
        where one.Breaks.Count > 0
        select $"{one.Name} breaks {string.Join(", ", one.Breaks)}";

    /// <summary>Whether all of it is shown, and holds.</summary>
    public bool IsWhole => IsShown && !Missing.Any() && !Findings.Any();

    /// <summary>A case as a world and its faults.</summary>
    public WorldScenario Scenario(ScenarioCase one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return new(
            Judged(one.World()) with { Name = $"{Name}-{one.Name}", Says = Says }, one.Faults);
    }

    // What the card names is asked of each of its cases, whatever its world asks.
    private WorldPlan Judged(WorldPlan world) => world with
    {
        Oracles =
        [
            .. world.Oracles
                .Union(Oracles.Where(one => InvariantNames.Played.Contains(one))),
        ],
    };
}
