using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines.Replication;
using static Holdfast.Tests.Properties.Simulation.Scenarios.ReplicationWorlds;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// RFC 6027 §3.3, docs/adr/0119: a member starts anew, with its store or without, while a sync
/// message is lost or comes twice. Mistakes about that are found by what members fold (I26), and
/// not where nobody starts anew.
/// </summary>
public sealed class StartsBesideMessages
{
    private static readonly ReplicationScenario Starts = Bare with
    {
        Packets = 1,
        Crashes = 1,
        LosesStores = true,
        Delay = 0,
        IsReduced = true,
    };

    private static readonly ReplicationScenario Lost = Starts with
    {
        Losses = 1,
        Allows = static name => name != "moon crashes",
    };

    private static readonly ReplicationScenario Doubled = Starts with
    {
        Doublings = 1,
        Allows = static name => name != "alice crashes",
    };

    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst, 15)]
    [InlineData(SoloPolicy.SafetyFirst, 14)]
    public void A_lost_fact_that_is_taken_for_nothing_needs_the_start_and_the_loss(
        SoloPolicy solo, int events)
    {
        var wrong = Lost with
        {
            Solo = solo,
            Step = SyncMessagesUnderWay.StepOf("LostFactIsNothing"),
        };
        IsFound(wrong, events);
        Holds(wrong with { Losses = 0 });
        Holds(wrong with { Crashes = 0 });
    }

    /// <summary>Repair says facts twice as well, where none is doubled: it takes longer.</summary>
    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst, 12, 22)]
    [InlineData(SoloPolicy.SafetyFirst, 12, 22)]
    public void A_doubled_fact_that_is_taken_for_the_next_one_needs_the_start(
        SoloPolicy solo, int events, int byRepair)
    {
        var wrong = Doubled with
        {
            Solo = solo,
            Step = SyncMessagesUnderWay.StepOf("DoubledFactIsNext"),
        };
        IsFound(wrong, events);
        IsFound(wrong with { Doublings = 0 }, byRepair);
        Holds(wrong with { Crashes = 0 });
    }

    private static void IsFound(ReplicationScenario world, int events)
    {
        var found = Assert.Single(Ask(world).Violations);
        Assert.True(found.Trace.Length == events, Told(found));
    }

    private static void Holds(ReplicationScenario world)
    {
        var outcome = Ask(world);
        Assert.True(
            outcome.Violations.Count == 0, string.Join(", ", outcome.Violations.Select(Told)));
        Assert.Equal(Ending.Complete, outcome.Ending);
    }

    private static Outcome Ask(ReplicationScenario world)
    {
        var model = world.Model();
        return Exploration.Run(
            model with
            {
                Invariants = [.. model.Invariants.Where(one => one.Name == "I26")],
                Goals = [],
                Gauges = [],
            },
            new Limits { States = 300_000 });
    }
}
