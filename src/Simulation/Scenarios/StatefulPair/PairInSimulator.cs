using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Trace;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <summary>
/// A counter-example of the stateful pair as a world and its faults, so that the simulator plays
/// with real octets what the explorer has found. Law: what breaks and is mended happens in the
/// order and after the units of the trace; what members say to each other comes of itself.
/// </summary>
public static class PairInSimulator
{
    private static readonly TimeSpan Begins = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(10);

    /// <summary>The world of the trace; one peer has one CHILD SA, as there.</summary>
    public static WorldScenario Of(Counterexample trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var world = Topologies.StatefulPair with
        {
            Name = "counter-example",
            Says = "what the explorer has found, played with real octets",
        };
        List<TimedFault> faults = [];
        var last = (Time: 0, Count: 0);
        foreach (var one in trace.Events)
        {
            if (one.Event.Kind is not (EventKind.Fault or EventKind.Mend))
            {
                continue;
            }

            last = one.Time == last.Time ? (last.Time, last.Count + 1) : (one.Time, 0);
            var at = Begins + (one.Time * trace.Unit) + (last.Count * Apart);
            if (at < world.HealAt && FaultOf(one.Event.What, trace, one, world) is { } fault)
            {
                faults.Add(new(at, fault));
            }
        }

        return new(world, new([.. faults]));
    }

    private static Fault? FaultOf(
        string what, Counterexample trace, TraceEvent one, WorldPlan world) => what switch
        {
            "alice crashes" => new Fault.Crash("alice"),
            "moon crashes" => new Fault.Crash("moon"),
            "alice starts" => new Fault.Restart("alice"),
            "moon starts" => new Fault.Restart("moon"),
            "cut front" => new Fault.Partition("outside", ["alice"]),
            "cut back" => new Fault.Partition("inside", ["alice"]),
            "join front" => new Fault.Rejoin("outside"),
            "join back" => new Fault.Rejoin("inside"),
            "cut sync" => new Fault.SyncCut(CutFor(trace, one, world)),
            "alice is to leave" => new Fault.Drain("alice"),
            "alice is to stay" => new Fault.Remain("alice"),
            "alice asks the peer" or "moon asks the peer" =>
                new Fault.Rekey("carol", RekeyOf.Children),
            _ => null,
        };

    /// <summary>Until it is joined again, or everything is mended.</summary>
    private static TimeSpan CutFor(Counterexample trace, TraceEvent cut, WorldPlan world)
    {
        foreach (var one in trace.Events.SkipWhile(other => other != cut))
        {
            if (one.Event is { Kind: EventKind.Mend, What: "join sync" })
            {
                return ((one.Time - cut.Time) * trace.Unit) + Apart;
            }
        }

        return world.HealAt - Begins - (cut.Time * trace.Unit);
    }
}
