using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// DMVPN with octets: NHRP in GRE in ESP, spokes that register, are redirected, and find each
/// other.
/// </summary>
public sealed class SpokesOfHubs
{
    private static FaultPlan HubCrashes => PlayedWorlds.Of(
        (30, new Fault.Crash("alice")), (50, new Fault.Restart("alice")));

    [Theory]
    [InlineData(DmvpnPhase.HubOnly)]
    [InlineData(DmvpnPhase.NextHop)]
    [InlineData(DmvpnPhase.Redirect)]
    public void All_register_at_both_hubs_and_packets_arrive(DmvpnPhase phase)
    {
        var run = PlayedWorlds.Play(World(phase), FaultPlan.None);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(8, run.Measures.Registrations);
        Assert.Equal(0, run.Measures.PacketsLost);
        if (phase == DmvpnPhase.HubOnly)
        {
            Assert.Equal(0, run.Measures.PacketsPastHubs);
        }
        else
        {
            // Those of the first moment go through the hub.
            Assert.InRange(
                run.Measures.PacketsSent - run.Measures.PacketsPastHubs, 1, 10);
        }
    }

    [Theory]
    [InlineData(DmvpnPhase.NextHop)]
    [InlineData(DmvpnPhase.Redirect)]
    public void A_shortcut_carries_packets_without_loss_while_hubs_are_away(DmvpnPhase phase)
    {
        var run = PlayedWorlds.Play(
            World(phase), PlayedWorlds.Of(
                (40, new Fault.Crash("alice")), (40, new Fault.Crash("moon")),
                (100, new Fault.Restart("alice")), (100, new Fault.Restart("moon"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(0, run.Measures.PacketsLost);
        Assert.True(run.Measures.PacketsPastHubs > 1_890, $"{run.Measures}");
        Assert.Equal(16, run.Measures.Registrations);
        Assert.Null(PlayedWorlds.When(run, "spoke-1", "withdraws"));
    }

    [Fact]
    public void Without_hubs_a_shortcut_ends_with_its_holding_time()
    {
        var world = World(DmvpnPhase.Redirect);
        var run = PlayedWorlds.Play(
            world with
            {
                Spokes = [world.Spokes[0] with { HoldTime = TimeSpan.FromSeconds(40) }],
            },
            PlayedWorlds.Of(
                (40, new Fault.Crash("alice")), (40, new Fault.Crash("moon")),
                (100, new Fault.Restart("alice")), (100, new Fault.Restart("moon"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "spoke-1", "withdraws") ?? 0, 60, 90);
        Assert.InRange(run.Measures.PacketsLost, 1, 1_000);
    }

    [Fact]
    public void All_register_at_the_other_hub_at_once_when_theirs_is_dead_to_them()
    {
        var world = World(DmvpnPhase.Redirect);
        var run = PlayedWorlds.Play(
            world with { Spokes = [world.Spokes[0] with { AreAllHubsUsed = false }] },
            HubCrashes);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(8, run.Measures.Registrations);
        Assert.Equal(0, run.Measures.PacketsLost);
        Assert.Equal(4, run.Timeline.Count(one => one.Says == "is registered at venus"));
    }

    [Fact]
    public void A_spoke_that_is_gone_takes_its_shortcut_with_it()
    {
        var run = PlayedWorlds.Play(
            World(DmvpnPhase.Redirect), PlayedWorlds.Of((40, new Fault.Crash("spoke-2"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(
            PlayedWorlds.When(run, "spoke-1", "takes spoke-2 for dead") ?? 0, 45, 80);
        Assert.NotNull(PlayedWorlds.When(run, "spoke-1", "withdraws its shortcut"));
    }

    [Fact]
    public void Whoever_withdraws_a_shortcut_tells_the_other_end_and_both_find_a_new_one()
    {
        var run = PlayedWorlds.Play(
            World(DmvpnPhase.Redirect),
            PlayedWorlds.Of((40, new Fault.Delete("spoke-1", ByPeer: true))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "spoke-1", "withdraws its shortcut") ?? 0, 40, 41);
        Assert.InRange(PlayedWorlds.When(run, "spoke-2", "withdraws its shortcut") ?? 0, 40, 41);
        Assert.InRange(run.Measures.PacketsPastHubs, 100, 1_600);
    }

    [Fact]
    public void Two_behind_one_NAT_go_through_the_hub_and_have_shortcuts_to_others()
    {
        var run = PlayedWorlds.Play(SpokeWorlds.BehindNat, FaultPlan.None);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(0, run.Measures.PacketsLost);
        Assert.NotNull(PlayedWorlds.When(run, "spoke-1", "has an SA with home-1"));
        Assert.NotNull(PlayedWorlds.When(run, "spoke-1", "has an SA with home-2"));
        Assert.Null(PlayedWorlds.When(run, "home-1", "has an SA with home-2"));
        Assert.Null(PlayedWorlds.When(run, "home-2", "has an SA with home-1"));
    }

    [Theory]
    [InlineData(nameof(ShortcutCanaries.ShortcutBeforeSa))]
    [InlineData(nameof(ShortcutCanaries.ShortcutOutlivesSa))]
    public void A_shortcut_that_does_not_keep_to_its_SA_is_seen(string canary)
    {
        var faults = PlayedWorlds.Of((40, new Fault.Delete("spoke-1", ByPeer: true)));
        var run = PlayedWorlds.Play(
            World(DmvpnPhase.Redirect), faults, options: new()
            {
                Machines = ClusterMember.Machines.Shipped with
                {
                    NhrpShortcut = canary == nameof(ShortcutCanaries.ShortcutBeforeSa)
                        ? ShortcutCanaries.ShortcutBeforeSa
                        : ShortcutCanaries.ShortcutOutlivesSa,
                },
            });

        Assert.Contains("I34", run.Violations.Select(one => one.Invariant));
    }

    [Fact]
    public void A_thousand_register_at_once_and_again_at_the_other_hub()
    {
        var run = PlayedWorlds.Play(
            SpokeWorlds.AtOneHub(1_000), HubCrashes, options: new() { HasTimeline = false });

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(2_000, run.Measures.Registrations);
    }

    /// <summary>A minute and a half, and packets between two spokes alone.</summary>
    private static WorldPlan World(DmvpnPhase phase)
    {
        var plan = Topologies.Dmvpn(phase);
        return plan with
        {
            Spokes =
            [
                plan.Spokes[0] with
                {
                    WorryAfter = TimeSpan.FromSeconds(5),
                    HoldTime = TimeSpan.FromMinutes(10),
                },
            ],
            Flows = [.. plan.Flows.Where(flow => flow.From != "host" && flow.To != "host")],
            HealAt = TimeSpan.FromSeconds(110),
        };
    }
}
