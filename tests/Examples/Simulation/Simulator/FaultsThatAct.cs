using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Faults of routes, configurations, strangers and versions: each changes something.
/// </summary>
public sealed class FaultsThatAct
{
    [Fact]
    public void Routes_that_converge_lead_nowhere_meanwhile()
    {
        var atOnce = PlayedWorlds.Play(
            PlayedWorlds.Pair, PlayedWorlds.Of((35, new Fault.Reroute("carol", "moon"))));
        var later = PlayedWorlds.Play(
            PlayedWorlds.Pair, PlayedWorlds.Of(
                (30, new Fault.ConvergeIn(TimeSpan.FromSeconds(4))),
                (35, new Fault.Reroute("carol", "moon"))));

        Assert.Equal(0, atOnce.Measures.PacketsLost);
        Assert.InRange(later.Measures.PacketsLost, 38, 44);
        Assert.InRange(later.Measures.LongestGap.TotalSeconds, 3.9, 4.3);
        Assert.Equal("", PlayedWorlds.Broken(later));
    }

    [Theory]
    [InlineData("stateful-pair", "has its IKE SA deleted")]
    [InlineData("stateful-pair-ikev1", "has its IKE SA deleted")]
    public void A_Delete_that_is_lost_is_no_liveness_check_and_no_other_message(
        string world, string says)
    {
        double? Hears(MessageKind? lost) => PlayedWorlds.When(
            PlayedWorlds.Play(
                Topologies.Named(world)!,
                PlayedWorlds.Of(
                [
                    .. lost is { } kind
                        ? [(29, (Fault)new Fault.Lose(PlayedWorlds.Some(kind, 1_000_000, 20)))]
                        : Array.Empty<(double, Fault)>(),
                    (30, new Fault.Delete("carol")),
                ])),
            "carol", says);

        Assert.InRange(Hears(lost: null)!.Value, 30, 30.1);
        Assert.InRange(Hears(MessageKind.IkeLiveness)!.Value, 30, 30.1);
        Assert.InRange(Hears(MessageKind.IkeChild)!.Value, 30, 30.1);
        Assert.False(Hears(MessageKind.IkeDelete) < 31);
        Assert.False(Hears(MessageKind.Ike) < 31);
    }

    [Fact]
    public void A_member_whose_configuration_lacks_the_peer_keeps_and_serves_its_SAs()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair, PlayedWorlds.Of(
                (28, new Fault.ConfigDrift("moon", "carol")), (28, new Fault.Crash("moon")),
                (30, new Fault.Restart("moon")), (36, new Fault.Crash("alice"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "moon", "opens the first packet of its reign"));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Contains(
            run.Timeline, one => one.Says == "the configuration of moon has no carol any more");
    }

    [Fact]
    public void A_member_whose_configuration_lacks_a_peer_refuses_its_new_SAs_until_it_is_mended()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair, PlayedWorlds.Of(
                (28, new Fault.ConfigDrift("moon", "carol")), (28, new Fault.Crash("moon")),
                (30, new Fault.Restart("moon")), (36, new Fault.Crash("alice")),
                (45, new Fault.Delete("carol", ByPeer: true)),
                (47, new Fault.Establish("carol"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "moon", "refuses carol")!.Value, 47, 47.2);
        Assert.InRange(
            run.Timeline.Last(one => one.Says == "has 1 CHILD SAs with carol").At
                - Instant.Zero,
            TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61.5));
    }

    [Fact]
    public void A_peer_that_keeps_one_SA_for_the_same_packets_loses_none()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair with
            {
                Peers = [PlayedWorlds.Pair.Peers[0] with { DeletesRedundant = true }],
            },
            PlayedWorlds.Of((30, new Fault.Rekey("carol", RekeyOf.Children))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "carol", "deletes a CHILD SA that is not needed"));
        Assert.Equal(0, run.Measures.PacketsLost);
    }

    [Fact]
    public void Strangers_cost_a_bounded_number_of_half_open_SAs_and_then_cookies()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.WithAttacker,
            PlayedWorlds.Of((30, new Fault.HalfOpenFlood(500, TimeSpan.FromSeconds(5)))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(32, run.Measures.HalfOpenMost);
        Assert.InRange(
            PlayedWorlds.When(run, "alice", "wants cookies of who greets it")!.Value, 30.05, 30.2);
        Assert.Equal(0, run.Measures.PacketsLost);
    }

    [Fact]
    public void Lives_that_end_together_are_begun_within_the_budget_and_go_on_at_the_other_member()
    {
        var world = PlayedWorlds.Pair with
        {
            Sas =
            [
                PlayedWorlds.Pair.Sas[0] with
                {
                    Count = 200,
                    RekeyAfter = TimeSpan.FromSeconds(15),
                },
            ],
        };
        var calm = PlayedWorlds.Play(world, FaultPlan.None);
        var crash = PlayedWorlds.Play(
            world, PlayedWorlds.Of((36, new Fault.Crash("alice"))));

        Assert.Equal(("", ""), (PlayedWorlds.Broken(calm), PlayedWorlds.Broken(crash)));
        Assert.True(calm.Measures.Rekeyed >= 200, $"{calm.Measures.Rekeyed} rekeys");
        Assert.True(crash.Measures.Rekeyed >= 200, $"{crash.Measures.Rekeyed} rekeys");
        Assert.Equal(0, calm.Measures.PacketsLost);
    }

    [Fact]
    public void A_large_key_exchange_that_is_lost_ends_once_the_path_carries_it()
    {
        var lost = PlayedWorlds.Some(MessageKind.Ike, 1_000_000) with
        {
            LargerThan = 1_000,
            For = TimeSpan.FromSeconds(10),
        };
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair, PlayedWorlds.Of(
                (30, new Fault.Lose(lost)), (30.1, new Fault.Rekey("carol", RekeyOf.Ike))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.True(PlayedWorlds.When(run, "alice", "has a new IKE SA") > 40);
        Assert.Equal(0, run.Measures.PacketsLost);
    }
}
