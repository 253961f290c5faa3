using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Composition.WhatIf;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>What would happen if something died, from a configuration and from a state.</summary>
public sealed class WhatIfs
{
    private static readonly Instant Now = Instant.Zero + TimeSpan.FromHours(1);

    [Fact]
    public void A_synced_standby_loses_no_more_than_the_bounds_of_each_child_sa()
    {
        var config = Read(Sample("alice"));
        var told = Of(config, Situation.Planned(config), new Failure.OfMember(1));
        var bounds = TakeoverBounds.Of(config.Replication.Settings, TimeSpan.Zero, isSynced: true);
        Assert.Equal(Outcome.TakenOver, told.Outcome);
        Assert.Equal<byte>([2], told.To);
        Assert.Equal(3 * bounds.SequenceSkipped, told.Loss.SequenceSkipped);
        Assert.Equal(3 * bounds.InboundLost, told.Loss.InboundLost);
        Assert.Equal((2, 3, 0, 0), (
            told.Loss.IkeSas, told.Loss.ChildSas, told.Loss.Rekeyed, told.Loss.Reestablished));
        Assert.Equal(TimeSpan.FromMilliseconds(10_000 + 100 + 800), told.TrafficStopsFor);
    }

    [Fact]
    public void A_stale_standby_makes_anew_what_cannot_be_synchronised_and_rekeys_the_rest()
    {
        var config = Read(Sample("alice"));
        var age = TimeSpan.FromSeconds(30);
        var now = Situation.Planned(config) with
        {
            Candidates = [new(2, StandingKind.Stale, age)],
        };
        var told = Of(config, now, new Failure.OfMember(1));

        // Carol agreed to RFC 6311, Dave speaks IKEv1.
        Assert.Equal((1, 1), (told.Loss.Synchronised, told.Loss.Reestablished));
        Assert.Equal(3, told.Loss.Rekeyed);
        var detection = TimeSpan.FromMilliseconds(10_100);
        var settings = config.Replication.Settings;
        var bounds = TakeoverBounds.Of(
            settings, age + settings.Heartbeat + detection + settings.GatherFor, false);
        Assert.Equal(3 * bounds.SequenceSkipped, told.Loss.SequenceSkipped);
        Assert.Contains(told.Times, time => time.Phase == Phase.Reestablishment);
        Assert.Equal(0, told.SyncedLeft);
    }

    [Theory]
    [InlineData(StandingKind.Empty, 0)]
    [InlineData(StandingKind.Stale, 3_600)]
    public void Who_knows_nothing_or_what_is_too_old_makes_everything_anew(
        StandingKind standing, int seconds)
    {
        var config = Read(Sample("alice"));
        var now = Situation.Planned(config) with
        {
            Candidates = [new(2, standing, TimeSpan.FromSeconds(seconds))],
        };
        var told = Of(config, now, new Failure.OfMember(1));
        Assert.Equal(StandingKind.Empty, told.Standing);
        Assert.Equal((2, 3), (told.Loss.Reestablished, told.Loss.WaitingForPeer));
    }

    /// <summary>By liveness checks of IKEv2, or by DPD: carol speaks the one, dave the other.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_peer_behind_a_dead_path_is_given_up_by_the_questions_of_its_own_version(int peer)
    {
        var config = Read(Sample("alice"));
        var isNew = config.Peers[peer].Version == ClusterMemberConfig.IkeVersion.V2;
        Assert.Equal(peer == 0, isNew);
        var told = Of(config, Situation.Planned(config), new Failure.OfPath(peer));
        Assert.Equal(Outcome.PeerCutOff, told.Outcome);
        var (liveness, dpd) = (config.LivenessOf(peer), config.DpdOf(peer));
        Assert.Equal(
            [
                new PhaseTime(
                    Phase.GivingUp,
                    isNew ? liveness.IdleAfter + liveness.FailureAfterFirstSend
                        : dpd.WorryAfter + dpd.DeathAfterFirstQuery),
            ],
            told.Times);
    }

    [Fact]
    public void What_is_planned_has_each_child_sa_under_its_ike_sa()
    {
        var sas = Situation.Planned(Read(Sample("alice"))).Sas;
        Assert.Equal(
            sas.Children.Select(child => (child.Inbound, child.Ike)),
            sas.Ikes.SelectMany(ike => ike.Children.Select(spi => (spi, ike.Id)))
                .OrderBy(one => one.spi.Value));
        Assert.Equal(3, sas.Children.Count);
    }

    [Fact]
    public void The_last_member_has_no_successor()
    {
        var config = Read(Sample("alice"));
        var now = Situation.Planned(config) with { Candidates = [] };
        var told = Of(config, now, new Failure.OfMember(1));
        Assert.Equal(Outcome.Outage, told.Outcome);
        Assert.Null(told.TrafficStopsFor);
    }

    [Fact]
    public void Safety_first_waits_for_a_fence_and_says_so()
    {
        var config = Read(Sample("tight"));
        var told = Of(config, Situation.Planned(config), new Failure.OfMember(2));
        Assert.Equal(Outcome.TakenOverOnceFenced, told.Outcome);
        Assert.Null(told.TrafficStopsFor);
        Assert.Equal<int>([0], told.PeersAtRisk);
        var standby = Of(config, Situation.Planned(config), new Failure.OfMember(1));
        Assert.Equal(Outcome.GoesOn, standby.Outcome);
        Assert.Equal([new PhaseTime(Phase.Solo, null)], standby.Times);
    }

    [Theory]
    [InlineData(95u, Outcome.TakenOver)]
    [InlineData(90u, Outcome.Outage)]
    [InlineData(80u, Outcome.Outage)]
    public void The_last_link_moves_traffic_to_who_has_the_higher_priority_then(
        uint standby, Outcome outcome)
    {
        var config = Read(Sample("alice"));
        var now = Situation.Planned(config) with { StandbyPriority = standby };
        Assert.Equal(outcome, Of(config, now, new Failure.OfLink(0)).Outcome);
    }

    [Fact]
    public void Where_nobody_preempts_the_last_link_ends_all_and_it_is_told_why()
    {
        var set = Read(Sample("alice")).Set;
        var config = ClusterMemberConfig.Of(set with
        {
            Hsrp = new(
                set.Hsrp.Front with { Preempt = false }, set.Hsrp.Back with { Preempt = false }),
        });
        var now = Situation.Planned(config) with { StandbyPriority = 255 };
        var told = Of(config, now, new Failure.OfLink(0));
        Assert.Equal(Outcome.Outage, told.Outcome);
        Assert.Equal(
            "Holdfast: the tracked link costs priority, but nobody preempts", $"{told.Reason}");
    }

    [Theory]
    [InlineData(100u, Outcome.Rerouted)]
    [InlineData(175u, Outcome.TakenOver)]
    public void One_of_two_links_moves_traffic_to_the_other_unless_it_costs_the_first_hop(
        uint standby, Outcome outcome)
    {
        var config = Read(Sample("hub"));
        var now = Situation.Planned(config) with { StandbyPriority = standby };
        var told = Of(config, now, new Failure.OfLink(0));
        Assert.Equal(outcome, told.Outcome);
        Assert.Equal(
            outcome == Outcome.Rerouted ? Loss.None : told.Loss, told.Loss);
        Assert.Equal(Outcome.GoesOn, Of(config, now, new Failure.OfLink(1)).Outcome);

        // There are no others, so nothing comes of them.
        Assert.Equal(Outcome.GoesOn, Of(config, now, new Failure.OfLink(-1)).Outcome);
        Assert.Equal(
            Outcome.GoesOn, Of(config, now, new Failure.OfLink(now.LinksWork.Count)).Outcome);
    }

    [Fact]
    public void A_commit_rule_that_is_met_without_a_standby_does_not_wait_for_it()
    {
        var config = Read(Sample("hub"));
        var now = Situation.Planned(config);
        Assert.Empty(Of(config, now, new Failure.OfMember(3)).Times);
        var pair = now with { Candidates = [now.Candidates[0]] };
        Assert.Equal(
            [new PhaseTime(Phase.Solo, config.Replication.SoloAfter)],
            Of(config, pair, new Failure.OfMember(2)).Times);
    }

    /// <summary>One that follows counts, whoever else there is; one that is stale never did.
    /// </summary>
    [Fact]
    public void Facts_wait_for_a_standby_that_dies_if_that_one_was_synced()
    {
        var config = Read(Sample("hub"));
        var now = Situation.Planned(config) with
        {
            Candidates =
            [
                new(2, StandingKind.Synced, TimeSpan.Zero),
                new(3, StandingKind.Stale, TimeSpan.FromSeconds(30)),
            ],
        };
        Assert.Equal(
            [new PhaseTime(Phase.Solo, config.Replication.SoloAfter)],
            Of(config, now, new Failure.OfMember(2)).Times);
        Assert.Empty(Of(config, now, new Failure.OfMember(3)).Times);
    }

    /// <summary>RFC 7296 §2.4: a takeover is over when the slower side is, and the peer does not
    /// ask which one it was.</summary>
    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(2, 10, true)]
    [InlineData(10, 2, true)]
    [InlineData(10, 10, true)]
    public void A_peer_is_at_risk_if_it_gives_up_before_either_side_has_moved(
        int front, int back, bool isAtRisk)
    {
        var set = Read(Sample("tight")).Set;
        var config = ClusterMemberConfig.Of(set with
        {
            Hsrp = new(
                set.Hsrp.Front with
                {
                    HelloTime = TimeSpan.FromSeconds(1),
                    HoldTime = TimeSpan.FromSeconds(front),
                },
                set.Hsrp.Back with
                {
                    HelloTime = TimeSpan.FromSeconds(1),
                    HoldTime = TimeSpan.FromSeconds(back),
                }),
            Peers =
            [
                set.Peers[0] with
                {
                    WatchesUs = new()
                    {
                        Liveness = new() { RetryAfter = TimeSpan.FromSeconds(1.5), SendsMax = 3 },
                    },
                },
            ],
        });
        Assert.Equal(
            isAtRisk ? [0] : [],
            Of(config, Situation.Planned(config), new Failure.OfMember(2)).PeersAtRisk);
    }

    [Fact]
    public void The_state_of_an_active_member_tells_what_its_standbys_know()
    {
        var config = Read(Sample("hub"));
        var view = new SaReplication.StandbyView(
            2, new BootId(2), SaReplication.Place.Out, 1, 5, true, true,
            Now - TimeSpan.FromSeconds(9), 1, null);
        var active = new SaReplication.Role.Active(
            new Term(new Epoch(1, 1), new BootId(1)), 5,
            [view, view with { Member = 3, Place = SaReplication.Place.InSync }],
            [], [], Now, 0, Now);
        var now = SituationOf(config, active);
        Assert.Equal<byte?>(1, now.Active);
        Assert.Equal(
            [
                new Candidate(3, StandingKind.Synced, TimeSpan.FromSeconds(9)),
                new Candidate(2, StandingKind.Stale, TimeSpan.FromSeconds(9)),
            ],
            now.Candidates);
        var told = Of(config, now, new Failure.OfMember(1));
        Assert.Equal<byte>([3, 2], told.To);

        // It was heard 9 s ago: when a hold time is over as well, it has called itself stale.
        Assert.Equal(StandingKind.Stale, told.Standing);
    }

    [Fact]
    public void The_state_of_a_standby_tells_what_it_knows_itself()
    {
        var config = Read(Sample("hub"));
        var reign = new Term(new Epoch(4, 2), new BootId(2));
        var standby = new SaReplication.Role.Standby(
            reign, Now, false, [],
            new SaReplication.Standing.Stale(Now - TimeSpan.FromSeconds(3)));
        var now = SituationOf(config, standby);
        Assert.Equal<byte?>(2, now.Active);
        Assert.Equal([new Candidate(1, StandingKind.Stale, TimeSpan.FromSeconds(3))], now.Candidates);
        Assert.Equal<byte>([1], Of(config, now, new Failure.OfMember(2)).To);
        Assert.Equal(Outcome.GoesOn, Of(config, now, new Failure.OfLink(0)).Outcome);
        Assert.Equal(Outcome.GoesOn, Of(config, now, new Failure.OfSide(HsrpPair.Side.Back)).Outcome);
    }

    [Fact]
    public void Where_nobody_reigns_nothing_moves()
    {
        var config = Read(Sample("hub"));
        var now = Situation.Of(
            config, SaReplication.Initial(config.Replication, Now),
            HsrpPair.Initial(config.Hsrp, Now), LinkSelection.Initial(config.Links, Now), Now);
        Assert.Null(now.Active);
        Assert.All(All(config, now), told => Assert.Equal(Outcome.GoesOn, told.Outcome));
    }

    private static Situation SituationOf(ClusterMemberConfig config, SaReplication.Role role) =>
        Situation.Of(
            config, SaReplication.Initial(config.Replication, Now) with { Role = role },
            HsrpPair.Initial(config.Hsrp, Now), LinkSelection.Initial(config.Links, Now), Now);
}
