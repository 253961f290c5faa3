using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>The stateful pair, and what breaks in it.</summary>
internal static class PlayedWorlds
{
    /// <summary>Two members, a peer, packets both ways; a minute and a half.</summary>
    public static WorldPlan Pair => Topologies.StatefulPair with
    {
        Duration = TimeSpan.FromSeconds(90),
        HealAt = TimeSpan.FromSeconds(60),
    };

    /// <summary>The same, and somebody who hears everything outside.</summary>
    public static WorldPlan WithAttacker => Pair with
    {
        Attacker = new() { Segments = ["outside"] },
    };

    /// <summary>Alice crashes while she serves, and comes back.</summary>
    public static FaultPlan Crash =>
        Of((35, new Fault.Crash("alice")), (50, new Fault.Restart("alice")));

    /// <summary>Both segments and the sync channel part the members.</summary>
    public static FaultPlan Split => Of(
        (35, new Fault.SyncCut(TimeSpan.FromSeconds(15))),
        (35, new Fault.Partition("outside", ["alice"])),
        (35, new Fault.Partition("inside", ["alice"])),
        (50, new Fault.Rejoin("outside")),
        (50, new Fault.Rejoin("inside")));

    public static FaultPlan Of(params ReadOnlySpan<(double Seconds, Fault Fault)> faults)
    {
        Items<TimedFault> all = [];
        foreach (var (seconds, fault) in faults)
        {
            all = all.Add(new(TimeSpan.FromSeconds(seconds), fault));
        }

        return new(all);
    }

    /// <summary>Messages that a fault is about.</summary>
    public static MessageChoice Some(MessageKind kind, int ppm, int count = 1_000) => new()
    {
        Kind = kind,
        ChancePpm = ppm,
        Count = count,
    };

    /// <summary>Plays one, and tells what was broken.</summary>
    public static RunResult Play(
        WorldPlan world, FaultPlan faults, ulong seed = 1, RunOptions? options = null) =>
        SeededRun.Play(world, faults, seed, options);

    /// <summary>The invariants that were broken, by name.</summary>
    public static string Broken(RunResult run) =>
        string.Join(" ", run.Violations.Select(one => one.Invariant).Order(StringComparer.Ordinal));

    /// <summary>When something of a timeline was said first; null: never.</summary>
    public static double? When(RunResult run, string who, string says) => run.Timeline
        .Where(one => one.Who == who && one.Says.Contains(says, StringComparison.Ordinal))
        .Select(one => (double?)(one.At - Instant.Zero).TotalSeconds)
        .FirstOrDefault();
}
