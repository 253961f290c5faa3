using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Composition.WhatIf;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// What holds of every prediction, whatever dies, in each sample of a cluster and in each
/// situation: its times, its losses and its outcome fit each other.
/// </summary>
public sealed class WhatIfLaws
{
    public static TheoryData<string> Samples => [.. ConfigTexts.Samples];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Whoever_serves_next_is_told_with_what_it_knows_and_nobody_else(string sample) =>
        Hold(sample, (_, now, told) =>
        {
            var moves = told.Outcome is Outcome.TakenOver or Outcome.TakenOverOnceFenced
                or Outcome.MayMove;
            Assert.Equal(moves, told.Standing is not null);
            Assert.Equal(
                moves ? now.Candidates.Select(one => one.Member) : [], told.To);
            if (moves)
            {
                var next = now.Candidates[0];
                Assert.True(Worth(told.Standing!.Value) <= Worth(next.Standing));
                Assert.Equal(
                    now.Candidates.Skip(1).Count(one => one.Standing == StandingKind.Synced),
                    told.SyncedLeft);
            }
        });

    [Theory]
    [MemberData(nameof(Samples))]
    public void Traffic_stops_as_long_as_what_it_waits_for(string sample) =>
        Hold(sample, (_, _, told) => Assert.Equal(
            told.Outcome switch
            {
                Outcome.GoesOn => TimeSpan.Zero,
                Outcome.Outage or Outcome.PeerCutOff or Outcome.TakenOverOnceFenced => null,
                _ => told.Times.Where(time =>
                        time.Phase is not (Phase.Synchronisation or Phase.Rekeying)
                        || told.Loss.WaitingForPeer > 0)
                    .Aggregate((TimeSpan?)TimeSpan.Zero, (sum, time) => sum + time.AtMost),
            },
            told.TrafficStopsFor));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Each_phase_is_there_because_of_what_it_is_for(string sample) =>
        Hold(sample, (_, _, told) =>
        {
            var loss = told.Loss;
            foreach (var (phase, isThere) in new (Phase, bool)[]
            {
                (Phase.Routing, told.Outcome == Outcome.Rerouted),
                (Phase.Promotion, told.Standing is not null),
                (Phase.Rekeying, loss.Rekeyed > 0),
                (Phase.Reestablishment, loss.Reestablished > 0 && told.Standing is not null),
                (Phase.GivingUp, told.Outcome == Outcome.PeerCutOff),
            })
            {
                Assert.Equal(isThere, told.Times.Any(time => time.Phase == phase));
            }

            Assert.Equal(told.Times.Select(time => time.Phase).Order().Distinct(),
                told.Times.Select(time => time.Phase));
        });

    [Theory]
    [MemberData(nameof(Samples))]
    public void Each_phase_takes_as_long_as_the_configuration_says(string sample) =>
        Hold(sample, (config, _, told) =>
        {
            var (timing, loss) = (config.Set.Timing, told.Loss);
            foreach (var time in told.Times)
            {
                Assert.Equal(
                    time.Phase switch
                    {
                        Phase.Detection => Detection(config, told),
                        Phase.Promotion => Longer(
                            timing.Promotion, config.Replication.Settings.GatherFor),
                        Phase.Routing => timing.RoutingConvergence,
                        Phase.Synchronisation => timing.CounterSync,
                        Phase.Rekeying =>
                            config.Rekey.TimeFor(loss.Rekeyed, timing.CounterSync),
                        Phase.Reestablishment => config.Reestablish.TimeFor(
                            loss.Reestablished, 2 * timing.CounterSync),
                        Phase.GivingUp => GivingUp(config, ((Failure.OfPath)told.Failure).Peer),
                        Phase.Solo => config.Replication.Settings.Solo == SoloPolicy.SafetyFirst
                            && told.SyncedLeft == 0
                                ? null
                                : config.Replication.SoloAfter,
                    },
                    time.AtMost);
            }
        });

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_is_lost_is_what_the_takeover_would_cost(string sample) =>
        Hold(sample, (config, now, told) =>
        {
            var (ikes, children) = (now.Sas.Ikes.Count, now.Sas.Children.Count);
            if (told.Outcome is Outcome.GoesOn or Outcome.Rerouted)
            {
                Assert.Equal(Loss.None, told.Loss);
            }
            else if (told.Outcome == Outcome.Outage || told.Standing == StandingKind.Empty)
            {
                Assert.Equal(new(ikes, children, 0, ikes, 0, children, 0, 0, 0), told.Loss);
            }
            else if (told.Standing is { } standing)
            {
                var settings = config.Replication.Settings;
                var isSynced = standing == StandingKind.Synced;
                var detection = Assert.Single(
                    told.Times, time => time.Phase == Phase.Detection).AtMost!.Value;
                var age = now.Candidates[0].Age + settings.Heartbeat + detection
                    + settings.GatherFor;
                var bounds = TakeoverBounds.Of(
                    settings, isSynced ? TimeSpan.Zero : age, isSynced);
                Assert.Equal((ikes, children), (told.Loss.IkeSas, told.Loss.ChildSas));
                Assert.Equal(
                    (
                        (ulong)children * bounds.SequenceSkipped,
                        (ulong)children * bounds.AcceptedTwice,
                        (ulong)children * bounds.InboundLost),
                    (told.Loss.SequenceSkipped, told.Loss.AcceptedTwice, told.Loss.InboundLost));
                Assert.Equal(bounds.WaitsForPeer ? children : 0, told.Loss.WaitingForPeer);
            }
        });

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_peer_that_is_cut_off_loses_its_own_SAs_and_no_other_ones(string sample) =>
        Hold(sample, (config, _, told) =>
        {
            if (told is { Outcome: Outcome.PeerCutOff, Failure: Failure.OfPath(var peer) })
            {
                var children = told.Loss.ChildSas == 0
                    ? 0
                    : config.Peers[peer].ChildSas.Count;
                var ikes = children == 0 ? 0 : 1;
                Assert.Equal(new(ikes, children, 0, ikes, 0, children, 0, 0, 0), told.Loss);
            }
        });

    private static TimeSpan? Detection(ClusterMemberConfig config, Prediction told)
    {
        var (front, back) = (Hold(config.Hsrp.Front), Hold(config.Hsrp.Back));
        var delay = config.Set.Timing.SchedulingDelay;
        return told switch
        {
            { Failure: Failure.OfMember } => delay
                + Longer(Longer(front, back), config.Replication.Settings.SilentAfter),
            { Failure: Failure.OfSide, Outcome: Outcome.Outage } => TimeSpan.Zero,
            { Failure: Failure.OfSide { Side: HsrpPair.Side.Front } } => delay + front,
            { Failure: Failure.OfSide } => delay + back,
            { Outcome: Outcome.Rerouted or Outcome.Outage } => config.Set.Timing.RoutingDetection,
            _ => config.Hsrp.Front.HelloTime ?? TimeSpan.FromSeconds(3),
        };
    }

    // RFC 2281 §5.4: ten seconds, where nobody says otherwise.
    private static TimeSpan Hold(HsrpGroup.Config group) =>
        group.HoldTime ?? TimeSpan.FromSeconds(10);

    private static TimeSpan GivingUp(ClusterMemberConfig config, int peer) =>
        config.Peers[peer].Version == ClusterMemberConfig.IkeVersion.V2
            ? config.LivenessOf(peer).IdleAfter + config.LivenessOf(peer).FailureAfterFirstSend
            : config.DpdOf(peer).WorryAfter + config.DpdOf(peer).DeathAfterFirstQuery;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static int Worth(StandingKind standing) => standing switch
    {
        StandingKind.Synced => 2,
        StandingKind.Stale => 1,
        StandingKind.Joining or StandingKind.Empty => 0,
    };

    private static void Hold(
        string sample, Action<ClusterMemberConfig, Situation, Prediction> law)
    {
        var config = Read(Sample(sample));
        foreach (var (_, now) in WhatIfSituations.Of(config))
        {
            foreach (var told in All(config, now))
            {
                law(config, now, told);
            }
        }
    }
}
