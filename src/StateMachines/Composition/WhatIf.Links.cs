using Holdfast.Codec;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>Failures that no member dies of.</content>
public static partial class WhatIf
{
    /// <summary>
    /// Facts wait for a standby that is gone, until it must have called itself stale; ESP goes on
    /// below the leases meanwhile.
    /// </summary>
    private static Prediction StandbyDies(
        ClusterMemberConfig config, Situation now, Failure failure, byte member)
    {
        var left = now.Candidates.Where(one => one.Member != member).ToList();
        var isKnown = now.Candidates.Any(
            one => one.Member == member && one.Standing == StandingKind.Synced);
        var settings = config.Replication.Settings;
        var synced = SyncedOf(left);
        var isMet = settings.Commit switch
        {
            CommitRule.All => false,
            CommitRule.Majority => synced + 1 > settings.Members.Count / 2,
            CommitRule.One => synced > 0,
        };
        return GoesOn(
            failure, synced,
            !isKnown || isMet ? [] : [SoloTime(config, synced)],
            !isKnown || isMet ? Why.NoWait : Why.StandbyGone);
    }

    /// <summary>Each side believes that the other one died: nothing is heard of the others.
    /// </summary>
    private static Prediction ChannelDies(
        ClusterMemberConfig config, Situation now, Failure failure) => GoesOn(
            failure, 0,
            SyncedOf(now.Candidates) > 0 ? [SoloTime(config, synced: 0)] : [], Why.StandbyGone);

    private static PhaseTime SoloTime(ClusterMemberConfig config, int synced) => new(
        Phase.Solo,
        config.Replication.Settings.Solo == SoloPolicy.SafetyFirst && synced == 0
            ? null
            : config.Replication.SoloAfter);

    private static Prediction LinkDies(
        ClusterMemberConfig config, Situation now, Failure failure, int link)
    {
        var synced = SyncedOf(now.Candidates);
        if (link < 0 || link >= now.LinksWork.Count || !now.LinksWork[link])
        {
            return GoesOn(failure, synced, [], Why.Idle);
        }

        var works = now.LinksWork.With(link, false);
        var left = Enumerable.Range(0, works.Count).Where(at => works[at]).ToList();
        Items<int?> lost = left.Count == 0
            ? [config.TrackedLinkOf(link), config.TrackedLinkOf(null)]
            : [config.TrackedLinkOf(link)];
        var moves = Moves(config, now, failure, lost, isCutOff: left.Count == 0);
        return moves ?? (now.Over != link || now.Active != config.Set.Self
            ? GoesOn(failure, synced, [], Why.Idle)
            : Rerouted(config, now, failure));
    }

    private static Prediction Rerouted(
        ClusterMemberConfig config, Situation now, Failure failure)
    {
        var timing = config.Set.Timing;
        Items<PhaseTime> times =
        [
            new(Phase.Detection, timing.RoutingDetection),
            new(Phase.Routing, timing.RoutingConvergence),
        ];
        return new(
            failure, Outcome.Rerouted, [], null, times, Sum(times), Loss.None, [],
            SyncedOf(now.Candidates), Why.Reroute);
    }

    /// <summary>
    /// What tracked links do to the first hop: null where they leave this member in its place.
    /// </summary>
    private static Prediction? Moves(
        ClusterMemberConfig config, Situation now, Failure failure, Items<int?> lost,
        bool isCutOff)
    {
        var group = config.Hsrp.Front;
        var down = now.LinksDown;
        foreach (var tracked in lost)
        {
            down |= tracked is { } at ? 1u << at : 0;
        }

        var before = PriorityOf(group, now.LinksDown);
        var after = PriorityOf(group, down);
        var left = now.Candidates.Where(one => one.Member != config.Set.Self).ToList();
        if (now.Active != config.Set.Self)
        {
            return GoesOn(failure, SyncedOf(left), [], Why.Elsewhere);
        }

        // The configuration of the others is taken for the same: whoever waits for sync waits.
        var isHeldBack = group.PreemptWhenSynced && SyncedOf(left) == 0;
        if (after == before || !group.Preempt || left.Count == 0 || isHeldBack)
        {
            var why = after == before ? Why.NotTracked
                : left.Count == 0 ? Why.NobodyLeft
                : !group.Preempt ? Why.NoPreempt : Why.NotSynced;
            return isCutOff
                ? Ends(failure, now, config.Set.Timing.RoutingDetection, why)
                : null;
        }

        // A Hello with the lower priority is out within a hello time; the other one answers it.
        var detection = config.Hsrp.Front.HelloTime ?? TimeSpan.FromSeconds(3);
        if (now.StandbyPriority > after && group.PreemptWhenSynced
            && !IsSyncedStill(config, left[0], detection))
        {
            return TakesOver(
                config, now, failure, left, detection, Outcome.MayMove, Why.NotSynced);
        }

        return now.StandbyPriority switch
        {
            { } other when other > after => TakesOver(
                config, now, failure, left, detection, Outcome.TakenOver, Why.Coup),
            null => TakesOver(
                config, now, failure, left, detection, Outcome.MayMove, Why.Coup),
            _ => isCutOff
                ? Ends(failure, now, config.Set.Timing.RoutingDetection, Why.Better)
                : null,
        };
    }

    /// <summary>Whether a member that knows everything still does so after a time.</summary>
    private static bool IsSyncedStill(ClusterMemberConfig config, Candidate one, TimeSpan after)
    {
        var settings = config.Replication.Settings;
        return one.Standing == StandingKind.Synced
            && (settings.Solo == SoloPolicy.SafetyFirst
                || one.Age + settings.Heartbeat + after < settings.SyncedFor);
    }

    private static uint PriorityOf(HsrpGroup.Config group, uint down)
    {
        var priority = (long)group.Priority;
        for (var link = 0; link < group.Links.Count; link++)
        {
            priority -= (down & (1u << link)) != 0 ? group.Links[link].Decrement : 0;
        }

        return (uint)Math.Max(0, priority);
    }

    /// <summary>An interface that is down takes its group out, and that the other one.</summary>
    private static Prediction SideDies(
        ClusterMemberConfig config, Situation now, Failure failure, HsrpPair.Side side)
    {
        var left = now.Candidates.Where(one => one.Member != config.Set.Self).ToList();
        if (now.Active != config.Set.Self)
        {
            return GoesOn(failure, SyncedOf(left), [], Why.Elsewhere);
        }

        // No Resign leaves through an interface that is down: that side takes its hold time.
        var hold = ClusterMemberConfig.HoldOf(
            side == HsrpPair.Side.Front ? config.Hsrp.Front : config.Hsrp.Back);
        var detection = hold + config.Set.Timing.SchedulingDelay;
        return left.Count == 0
            ? Ends(failure, now, TimeSpan.Zero, Why.NobodyLeft)
            : TakesOver(config, now, failure, left, detection, Outcome.TakenOver, Why.Bound);
    }

    private static Prediction PathDies(
        ClusterMemberConfig config, Situation now, Failure failure, int peer)
    {
        var others = Enumerable.Range(0, now.LinksWork.Count)
            .Any(link => now.LinksWork[link] && link != now.Over);
        if (now.Active != config.Set.Self)
        {
            return GoesOn(failure, SyncedOf(now.Candidates), [], Why.Elsewhere);
        }

        if (others)
        {
            return Rerouted(config, now, failure);
        }

        var isNew = config.Peers[peer].Version == ClusterMemberConfig.IkeVersion.V2;
        var gone = isNew
            ? config.LivenessOf(peer).IdleAfter + config.LivenessOf(peer).FailureAfterFirstSend
            : config.DpdOf(peer).WorryAfter + config.DpdOf(peer).DeathAfterFirstQuery;
        var ikes = now.Sas.Ikes
            .Where(ike => IsOf(config, ike, peer))
            .ToList();
        var children = ikes.Sum(ike => ike.Children.Count);
        return new(
            failure, Outcome.PeerCutOff, [], null, [new(Phase.GivingUp, gone)], null,
            new Loss(ikes.Count, children, 0, ikes.Count, 0, children, 0, 0, 0), [],
            SyncedOf(now.Candidates), Why.PathLost);
    }

    /// <summary>By the identity that it proved; expected SAs are numbered by their peers.</summary>
    private static bool IsOf(ClusterMemberConfig config, IkeSa ike, int peer) =>
        ike.Peer.Length > 0
            ? config.PeerOf(ike.Peer) == peer
            : ike.Id.Initiator.Value == (ulong)peer + 1;

    private static Prediction GoesOn(
        Failure failure, int synced, Items<PhaseTime> times, Reason why) => new(
            failure, Outcome.GoesOn, [], null, times, TimeSpan.Zero, Loss.None, [], synced, why);
}
