using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>What a takeover costs.</content>
public static partial class WhatIf
{
    private static Prediction ActiveDies(
        ClusterMemberConfig config, Situation now, Failure failure)
    {
        var detection = Longer(HoldOf(config), config.Replication.Settings.SilentAfter)
            + config.Set.Timing.SchedulingDelay;
        var left = now.Candidates.Where(one => one.Member != now.Active).ToList();
        if (left.Count == 0)
        {
            return Ends(failure, now, detection, Why.NobodyLeft);
        }

        var isFenced = config.Replication.Settings.Solo == SoloPolicy.SafetyFirst;
        return TakesOver(
            config, now, failure, left, detection,
            isFenced ? Outcome.TakenOverOnceFenced : Outcome.TakenOver,
            isFenced ? Why.Fence : Why.HoldTime);
    }

    /// <summary>A takeover by the first of some candidates.</summary>
    private static Prediction TakesOver(
        ClusterMemberConfig config, Situation now, Failure failure, List<Candidate> left,
        TimeSpan detection, Outcome outcome, Reason why)
    {
        var next = left[0];
        var settings = config.Replication.Settings;
        if (outcome == Outcome.TakenOver && settings.Solo == SoloPolicy.SafetyFirst
            && next.Age > settings.SilentAfter)
        {
            // That the active one has stopped is told over the channel, which seems to be away.
            (outcome, why) = (Outcome.TakenOverOnceFenced, Why.Fence);
        }

        var isFenced = outcome == Outcome.TakenOverOnceFenced;

        // What counts is how old its knowledge is when it begins: it was last told a heartbeat
        // before it was heard, and asks the others first. Before a fence it does not age.
        var age = next.Age + settings.Heartbeat + detection + settings.GatherFor;
        var isSynced = IsSyncedStill(config, next, detection + settings.GatherFor);

        // Empty is a standing too: then no SA is known, and each peer has to come anew.
        var isEmpty = next.Standing is StandingKind.Empty or StandingKind.Joining
            || (!isSynced && age > settings.StaleFor);
        var plan = TakeoverPlan.Of(
            settings, now.Sas, new Epoch(1, next.Member), isSynced, isFenced,
            isSynced ? TimeSpan.Zero : age);
        var loss = isEmpty ? EverythingAnew(now.Sas) : LossOf(plan);
        var times = TimesOf(config, loss, detection);
        var stops = isFenced
            ? null
            : Sum(times.Where(time => time.Phase is Phase.Detection or Phase.Promotion
                || (time.Phase == Phase.Synchronisation && loss.WaitingForPeer > 0)
                || (time.Phase == Phase.Rekeying && loss.WaitingForPeer > 0)
                || time.Phase == Phase.Reestablishment));
        return new(
            failure, outcome, [.. left.Select(one => one.Member)],
            isEmpty ? StandingKind.Empty : isSynced ? StandingKind.Synced : StandingKind.Stale,
            times, stops, loss,
            AtRisk(config),
            SyncedOf(left) - (next.Standing == StandingKind.Synced ? 1 : 0), why);
    }

    private static Items<PhaseTime> TimesOf(
        ClusterMemberConfig config, Loss loss, TimeSpan detection)
    {
        var timing = config.Set.Timing;
        var times = new List<PhaseTime>
        {
            new(Phase.Detection, detection),

            // Whoever is promoted asks the others first what they know.
            new(
                Phase.Promotion,
                Longer(timing.Promotion, config.Replication.Settings.GatherFor)),
        };
        if (loss.Synchronised > 0 || (loss.WaitingForPeer > 0 && loss.Rekeyed == 0))
        {
            times.Add(new(Phase.Synchronisation, timing.CounterSync));
        }

        if (loss.Rekeyed > 0)
        {
            // CREATE_CHILD_SA is one round trip, RFC 7296 §1.3.
            times.Add(new(Phase.Rekeying, config.Rekey.TimeFor(loss.Rekeyed, timing.CounterSync)));
        }

        if (loss.Reestablished > 0)
        {
            // IKE_SA_INIT and IKE_AUTH are two, RFC 7296 §1.2.
            times.Add(new(
                Phase.Reestablishment,
                config.Reestablish.TimeFor(loss.Reestablished, 2 * timing.CounterSync)));
        }

        return [.. times];
    }

    private static Loss LossOf(Takeover plan)
    {
        // A CHILD SA of an IKE SA that is made anew is made with it, and not rekeyed.
        var anew = plan.Ikes.Where(ike => ike.Action == IkeTakeover.Reestablish).ToList();
        const ChildTakeover waits = ChildTakeover.ReceiveNothing | ChildTakeover.AwaitPeerSync;
        return new(
            plan.Ikes.Count,
            plan.Children.Count,
            plan.Ikes.Count(ike => ike.Action == IkeTakeover.Synchronise || ike.ReplayDelta > 0),
            anew.Count,
            anew.Count == plan.Ikes.Count
                ? 0
                : plan.Children.Count(child => child.Action.HasFlag(ChildTakeover.Rekey)),
            plan.Children.Count(child => (child.Action & waits) != 0),
            plan.Cost.SequenceSkipped, plan.Cost.AcceptedTwice, plan.Cost.InboundLost);
    }

    private static Loss EverythingAnew(SaState sas) =>
        new(sas.Ikes.Count, sas.Children.Count, 0, sas.Ikes.Count, 0, sas.Children.Count, 0, 0, 0);

    private static Prediction Ends(
        Failure failure, Situation now, TimeSpan? detection, Reason why) => new(
            failure, Outcome.Outage, [], null, [new(Phase.Detection, detection)], null,
            EverythingAnew(now.Sas), [], 0, why);

    /// <summary>Peers whose own queries end before another member serves them.</summary>
    private static Items<int> AtRisk(ClusterMemberConfig config) =>
    [
        .. Enumerable.Range(0, config.Peers.Count).Where(peer =>
            Enum.GetValues<HsrpPair.Side>().Any(side => TimingBudget.Slack(
                config.FiguresOf(side, peer), TimingBudget.Rule.PeerOutlastsTakeover)
                <= TimeSpan.Zero)),
    ];

    private static int SyncedOf(IEnumerable<Candidate> candidates) =>
        candidates.Count(one => one.Standing == StandingKind.Synced);

    /// <summary>The hold time of the slower side.</summary>
    private static TimeSpan HoldOf(ClusterMemberConfig config) => Longer(
        ClusterMemberConfig.HoldOf(config.Hsrp.Front),
        ClusterMemberConfig.HoldOf(config.Hsrp.Back));

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan? Sum(IEnumerable<PhaseTime> times) => times.Aggregate(
        (TimeSpan?)TimeSpan.Zero, (sum, time) => sum + time.AtMost);

    private static class Why
    {
        public static readonly Reason HoldTime = new(
            "RFC 2281 §5.7", "c: the active timer expires at the standby router");

        public static readonly Reason Fence = new(
            "Holdfast", "safety first: nobody takes over before a fence");

        public static readonly Reason NobodyLeft = new("Holdfast", "no other member is known");

        public static readonly Reason StandbyGone = new(
            "Holdfast", "facts wait for a standby until it must have called itself stale");

        public static readonly Reason NoWait = new(
            "Holdfast", "the commit rule is met without that member");

        public static readonly Reason Reroute = new(
            "Holdfast", "a link failure moves traffic and never touches an SA");

        public static readonly Reason Idle = new("Holdfast", "nothing goes over that link");

        public static readonly Reason Elsewhere = new(
            "Holdfast", "another member serves; this one is the worse candidate now");

        public static readonly Reason Coup = new(
            "RFC 2281 §5.7", "h: a router with a higher priority preempts");

        public static readonly Reason NoPreempt = new(
            "Holdfast", "the tracked link costs priority, but nobody preempts");

        public static readonly Reason NotSynced = new(
            "Holdfast", "a standby that does not know everything does not preempt");

        public static readonly Reason NotTracked = new(
            "Holdfast", "no access link is left, and no tracked link tells the first hop so");

        public static readonly Reason Better = new(
            "Holdfast", "no access link is left, but no standby has a higher priority");

        public static readonly Reason NobodyReigns = new(
            "Holdfast", "nobody is known to reign: no traffic passes now");

        public static readonly Reason Bound = new(
            "Holdfast", "a side that is down holds the other one back");

        public static readonly Reason PathLost = new(
            "Holdfast", "no other path: SAs stay until liveness has decided");
    }
}
