using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;

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

    [Theory]
    [InlineData(HsrpGroup.HsrpVersion.V1)]
    [InlineData(HsrpGroup.HsrpVersion.V2)]
    public void A_better_Hello_takes_the_place_and_one_of_another_version_does_not(
        HsrpGroup.HsrpVersion version)
    {
        bool IsReplaced(HsrpForgery what) => PlayedWorlds.When(
            PlayedWorlds.Play(
                PlayedWorlds.WithAttacker with
                {
                    Policy = PlayedWorlds.Pair.Policy with { Version = version },
                },
                PlayedWorlds.Of(
                    (30, new Fault.ForgeHsrp("outside", what, 255, TimeSpan.FromSeconds(5))))),
            "alice", "is not active outside") is not null;

        Assert.True(IsReplaced(HsrpForgery.Hello));
        Assert.False(IsReplaced(HsrpForgery.OtherVersion));
    }

    [Fact]
    public void Whoever_fishes_for_the_token_of_a_live_SA_gets_none_and_is_told_of_unknown_ones()
    {
        var world = PlayedWorlds.WithAttacker with
        {
            Policy = PlayedWorlds.Pair.Policy with { HasTokens = true },
            Peers = [PlayedWorlds.Pair.Peers[0] with { TakesTokens = true }],
        };

        RunResult Fished(params (double, Fault)[] before) => PlayedWorlds.Play(
            world, PlayedWorlds.Of(
            [
                .. before,
                (44, new Fault.UnprotectedHint(
                    "moon", HintKind.TokenWanted, 2, TimeSpan.FromSeconds(2))),
            ]));

        // Alice serves an SA that moon, who reigns as well, knows nothing of.
        var split = Fished(
            (34, new Fault.SyncCut(TimeSpan.FromSeconds(15))),
            (34, new Fault.Lose(PlayedWorlds.Some(MessageKind.Hsrp, 1_000_000))),
            (38, new Fault.Reroute("carol", "alice")),
            (39, new Fault.Delete("carol", ByPeer: true)), (40, new Fault.Establish("carol")));
        Assert.Equal("", PlayedWorlds.Broken(split));
        Assert.Null(PlayedWorlds.When(split, "moon", "shows"));

        // Moon alone is there, and nobody has the SA.
        var alone = Fished((30, new Fault.Crash("alice")), (31, new Fault.Fence("alice")));
        Assert.Equal("", PlayedWorlds.Broken(alone));
        Assert.NotNull(PlayedWorlds.When(alone, "moon", "shows"));
    }

    [Fact]
    public void A_redirect_in_the_clear_sends_nobody_anywhere()
    {
        var world = Topologies.RedundantGateways with
        {
            Attacker = new() { Segments = ["outside"] },
            Peers = [Topologies.RedundantGateways.Peers[0] with { FollowsRedirects = true }],
        };
        var run = PlayedWorlds.Play(
            world, PlayedWorlds.Of((30, new Fault.UnprotectedHint(
                "carol", HintKind.Redirect, 5, TimeSpan.FromSeconds(5)))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Null(PlayedWorlds.When(run, "carol", "is sent to"));
        Assert.NotNull(PlayedWorlds.When(
            PlayedWorlds.Play(world, PlayedWorlds.Of((30, new Fault.SendsOn("mars", "venus")))),
            "carol", "is sent to"));
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
