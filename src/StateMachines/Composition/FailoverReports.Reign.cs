using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Part = Holdfast.StateMachines.Composition.ClusterMember.Part;
using Phase = Holdfast.StateMachines.Composition.FailoverReport.Phase;

namespace Holdfast.StateMachines.Composition;

/// <content>A reign: its beginning, what it waits for, and its end.</content>
public static partial class FailoverReports
{
    private static State Begin(
        ClusterMemberConfig config, State state, MemberStep step, Takeover takeover,
        Evidence seen)
    {
        var now = step.Now;
        var before = seen.Ruler;

        // A sign that came later (a Release behind a Resign) is what told of the end.
        var at = Instant.Latest(seen.AuthorityAt ?? now, seen.HeardAt ?? seen.AuthorityAt ?? now);
        var report = new FailoverReport(
            config.Set.Self, takeover.Epoch, before,
            before is null ? FailoverCause.Start : seen.Trigger,
            [seen.TriggerWhy, .. seen.Why],
            seen.Fenced is { } fenced && fenced == before?.Member, seen.IsReleased,
            takeover.Standing, takeover.Age,
            SkipOf(takeover),
            new(
                takeover.Cost.AcceptedTwice,
                takeover.Cost.AcceptedTwice == 0 ? 0 : takeover.Children.Count),
            LossOf(takeover, seen),
            0,
            [
                new(Phase.Detection, seen.HeardAt, at),
                new(Phase.Promotion, at, now),
                new(Phase.Synchronisation, now, null),
                new(Phase.Routes, now, null),
                new(Phase.FirstPacket, now, null),
            ],
            IsOver: false);
        return state with
        {
            Seen = state.Seen with
            {
                IkeSasForgotten = 0,
                ChildSasForgotten = 0,
                IsYielding = false,
            },
            Reign = takeover.Epoch,
            Report = report,
            Open = new(
                [], [], [],
                [
                    .. takeover.Children
                        .Where(plan => plan.Action.HasFlag(ChildTakeover.SendNothing))
                        .Select(plan => plan.Inbound.Value),
                ]),
        };
    }

    /// <summary>
    /// Of each CHILD SA no more than the bound of the configuration, and no more than there were.
    /// </summary>
    private static FailoverReport.Skip SkipOf(Takeover takeover)
    {
        var most = takeover.Cost.SequenceSkipped / (ulong)Math.Max(1, takeover.Children.Count);
        FailoverReport.SkipInChild[] children =
        [
            .. takeover.Children.Select(plan => new FailoverReport.SkipInChild(
                plan.Inbound, plan.Outbound.Taken, Math.Min(most, plan.Outbound.Taken))),
        ];
        return new(
            children.Aggregate(0UL, (sum, child) => sum + child.AtMost), [.. children], 0);
    }

    private static FailoverReport.Loss LossOf(Takeover takeover, Evidence seen)
    {
        const ChildTakeover waits = ChildTakeover.ReceiveNothing | ChildTakeover.AwaitPeerSync;
        return new(
            takeover.Cost.InboundLost,
            takeover.Children.Count(plan => (plan.Action & waits) != 0),
            takeover.Cost.Reestablished + seen.IkeSasForgotten,
            seen.ChildSasForgotten);
    }

    private static State OnRoute(State state) =>
        state is { Open: not null, Report: { } report }
        && report.Phases[(int)Phase.Routes].Until is null
            ? state with { Report = report with { RoutesAdded = report.RoutesAdded + 1 } }
            : state;

    /// <summary>What a step settles of the report that is open.</summary>
    private static State Settle(State state, MemberStep step)
    {
        var (open, report) = (state.Open!, state.Report!);
        foreach (var hop in step.Hops.Span)
        {
            (open, report) = Settle(open, report, step, hop);
        }

        foreach (var output in step.Outputs)
        {
            if (output is ClusterMember.Output.OfReplication(
                SaReplication.Output.SendThrough(var spi, _, _)))
            {
                open = open with { ChildSas = Without(open.ChildSas, spi.Value) };
            }
        }

        if (open.IkeSas.Count + open.Anew.Count == 0)
        {
            report = Ended(report, Phase.Synchronisation, step.Now);
        }

        if (open.ChildSas.Count == 0)
        {
            report = Ended(report, Phase.Routes, step.Now);
        }

        return state with { Report = report, Open = report.IsComplete ? null : open };
    }

    private static (Waiting Open, FailoverReport Report) Settle(
        Waiting open, FailoverReport report, MemberStep step, ClusterMember.Hop hop)
    {
        switch (hop.Part, hop.Input)
        {
            case (Part.Liveness, LivenessCheck.Input.Promoted(SyncsFirst: true)):
                return (open with { IkeSas = With(open.IkeSas, hop.Sa) }, report);
            case (Part.MessageIdSync, MessageIdSync.Input.TakenOver asked)
                when !open.Known.Any(one => one.Sa == hop.Sa):
                return (open with { Known = open.Known.Add(new(hop.Sa, asked.Numbers.Send)) },
                    report);
            case (Part.MessageIds, MessageIds.Input.Promoted(var facts))
                when open.IkeSas.Contains(hop.Sa):
                var known = open.Known.FirstOrDefault(one => one.Sa == hop.Sa, new(0, facts.Next));
                return (
                    open with
                    {
                        IkeSas = Without(open.IkeSas, hop.Sa),
                        Known = Without(open.Known, known),
                    },
                    report with
                    {
                        Skipped = report.Skipped with
                        {
                            MessageIds = report.Skipped.MessageIds
                                + (facts.Next - Math.Min(known.Next, facts.Next)),
                        },
                    });
            case (Part.Liveness, LivenessCheck.Input.Demoted)
                when IsGone(hop) && open.IkeSas.Contains(hop.Sa):
                return (
                    open with { IkeSas = Without(open.IkeSas, hop.Sa) },
                    report with
                    {
                        Lost = report.Lost with { IkeSas = report.Lost.IkeSas + 1 },
                    });
            case (Part.Reestablishments, PacedWork.Input.Wanted(var sa, _, _)):
                return (open with { Anew = With(open.Anew, (ulong)sa) }, report);
            case (Part.Reestablishments, PacedWork.Input.Done(var sa)):
                return (open with { Anew = Without(open.Anew, (ulong)sa) }, report);
            case (Part.Reestablishments, PacedWork.Input.Withdrawn(var sa)):
                return (open with { Anew = Without(open.Anew, (ulong)sa) }, report);
            case (Part.Rekeys, PacedWork.Input.Withdrawn(var sa)) when sa <= uint.MaxValue:
                return (open with { ChildSas = Without(open.ChildSas, (uint)sa) }, report);
            default:
                return IsProof(hop)
                    ? (open, Ended(report, Phase.FirstPacket, step.Now))
                    : (open, report);
        }
    }

    private static bool IsGone(ClusterMember.Hop hop) => Equals(hop.Cause, Wiring.Facts);

    /// <summary>Whether a peer has just proved that it hears this member's cluster.</summary>
    private static bool IsProof(ClusterMember.Hop hop) => (hop.Part, hop.Input) switch
    {
        (Part.Liveness, LivenessCheck.Input.Heard or LivenessCheck.Input.Asked
            or LivenessCheck.Input.Answered or LivenessCheck.Input.Synced(true)) => true,
        (Part.Dpd, DeadPeerDetection.Input.Heard or DeadPeerDetection.Input.RUThere
            or DeadPeerDetection.Input.RUThereAck) => true,
        _ => false,
    };

    private static State Stop(
        ClusterMemberConfig config, State state, MemberStep step, SaReplication.StopReason why)
    {
        var reign = state.Reign ?? Epoch.None;
        var withdrawn = step.Outputs.AsEnumerable().Count(output =>
            output is ClusterMember.Output.OfRoutes(ReverseRouteInjection.Output.Withdraw));
        return state with
        {
            // Up to here an active member was there: this one.
            Seen = state.Seen with
            {
                HeardAt = step.Now,
                IsYielding = false,
            },
            Reign = null,
            Report = state is { Open: not null, Report: { } report }
                ? report with { IsOver = true }
                : state.Report,
            Open = null,
            End = new(
                config.Set.Self, reign, step.Now, EndOf(state.Seen, step, why),
                step.Hops.Count > 0 ? step.Hops[0].Reason : default, withdrawn, null),
        };
    }

    private static FailoverCause EndOf(
        Evidence seen, MemberStep step, SaReplication.StopReason why) => why switch
        {
            SaReplication.StopReason.Fenced => FailoverCause.Fence,
            SaReplication.StopReason.HigherEpoch => FailoverCause.HigherEpoch,
            SaReplication.StopReason.Slept => FailoverCause.Sleep,
            SaReplication.StopReason.NoAuthority =>
                seen.IsYielding ? FailoverCause.Drain
                : step.Input is Input.AtFirstHop(_, HsrpGroup.Input.Disable)
                    ? FailoverCause.SideDown
                : seen.LinksDown != 0 ? FailoverCause.LinkLoss
                : FailoverCause.Preemption,
        };

    private static FailoverReport Ended(FailoverReport report, Phase phase, Instant now)
    {
        var time = report.Phases[(int)phase];
        return time.Until is not null ? report : report with
        {
            Phases = report.Phases.With((int)phase, time with { Until = now }),
        };
    }

    private static Items<T> With<T>(Items<T> items, T item) =>
        items.Contains(item) ? items : items.Add(item);

    private static Items<T> Without<T>(Items<T> items, T item) =>
        items.Contains(item)
            ? [.. items.Where(other => !EqualityComparer<T>.Default.Equals(other, item))]
            : items;
}
