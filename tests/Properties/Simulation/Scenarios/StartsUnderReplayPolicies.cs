using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;
using static Holdfast.Tests.Properties.Simulation.Scenarios.ReplicationWorlds;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// RFC 6027 §3.6: a member starts with its store kept, lost or older under each policy of what a
/// takeover does about replays. Whoever takes over as another policy has it is found there.
/// </summary>
public sealed class StartsUnderReplayPolicies
{
    /// <summary>Where the peer is to skip numbers, or the SA is to be rekeyed, a member goes on
    /// with what it has, and one packet exposed.</summary>
    [Theory]
    [InlineData("stores, peer sync", SoloPolicy.AvailabilityFirst)]
    [InlineData("stores, peer sync", SoloPolicy.SafetyFirst)]
    [InlineData("stores, rekeyed", SoloPolicy.AvailabilityFirst)]
    [InlineData("stores, rekeyed", SoloPolicy.SafetyFirst)]
    [Requirement("RFC6027-3.6-a")]
    public void Whoever_starts_and_goes_on_with_its_window_is_found(string name, SoloPolicy solo)
    {
        var wrong = All[name] with
        {
            Solo = solo,
            Step = static (config, state, now, input) => Step(
                Config.Create(config.Settings with { Replay = ReplayPolicy.Bounded }), state, now,
                input),
        };
        var found = Assert.Single(Ask(wrong).Violations);
        Assert.Equal("I3", found.Name);
        Assert.Contains(found.Trace.Events, one => one.Event.What.StartsWith(
            "alice starts, store", StringComparison.Ordinal));
        Assert.Equal(5, found.Trace.Length);

        // Without the start, and the crash before it, nobody takes over.
        var none = Ask(wrong with { Crashes = 0 });
        Assert.Equal(Ending.Complete, none.Ending);
        Assert.Empty(none.Violations);
    }

    /// <summary>What a takeover leaves exposed is counted there: one packet, and not none.</summary>
    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst)]
    [InlineData(SoloPolicy.SafetyFirst)]
    public void Whoever_starts_leaves_a_packet_exposed_where_the_policy_says_so(SoloPolicy solo)
    {
        var outcome = Ask(All["stores, exposed"] with { Solo = solo, ExposuresMax = 0 });
        Assert.Equal("I3", Assert.Single(outcome.Violations).Name);
    }

    private static Outcome Ask(ReplicationScenario world)
    {
        var model = world.Model();
        return Exploration.Run(
            model with
            {
                Invariants = [.. model.Invariants.Where(one => one.Name == "I3")],
                Goals = [],
                Gauges = [],
            },
            new Limits { States = 200_000 });
    }
}
