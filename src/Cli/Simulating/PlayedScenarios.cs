using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Cli.Simulating;

/// <summary>What <c>simulate</c> plays by name: each topology with the crash of whoever serves.
/// </summary>
internal static class PlayedScenarios
{
    private static readonly TimeSpan CrashAt = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan RestartAt = TimeSpan.FromSeconds(50);

    /// <summary>All that can be played, by name.</summary>
    public static Items<WorldScenario> All =>
        [.. Topologies.All.Where(IsPlayed).Select(WithCrash)];

    /// <summary>That of a name; null: none has it.</summary>
    public static WorldScenario? Named(string name) =>
        All.FirstOrDefault(one => one.World.Name == name);

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
