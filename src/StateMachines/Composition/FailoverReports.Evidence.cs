using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Part = Holdfast.StateMachines.Composition.ClusterMember.Part;

namespace Holdfast.StateMachines.Composition;

/// <content>What was seen of others, and of the first hop.</content>
public static partial class FailoverReports
{
    /// <summary>Signs of an active member, and of its end.</summary>
    private static Evidence Hear(Evidence seen, MemberStep step) => step.Input switch
    {
        Input.AtFirstHop(var side, HsrpGroup.Input.Hello(
                { Phase: HsrpGroup.Phase.Active } said)) => HearRouter(seen, step, side, said),
        Input.AtFirstHop(_, HsrpGroup.Input.Resign) => seen with { HeardAt = step.Now },
        Input.AtReplication(SaReplication.Input.Received(var from, var message)) =>
            HearMember(seen, step, from, message),
        Input.AtReplication(SaReplication.Input.FenceConfirmed(var member, _, _)) =>
            seen with { Fenced = member },
        Input.AtFirstHop or Input.AtReplication or Input.Tick or Input.LinkChanged
            or Input.AtLinks or Input.AtDrain or Input.AtLiveness or Input.AtDpd
            or Input.AtMessageIds or Input.AtMessageIdSync or Input.SyncAsked
            or Input.CountersAsked or Input.ChildEnding or Input.ChildMoved or Input.Protected
            or Input.WorkEnded or Input.Packet or Input.PacketsWait or Input.InnerPacket
            or Input.AtTokenMaker or Input.UnknownSpi or Input.AtTokenTaker or Input.PeerSeen
            or Input.ClientGreets or Input.ClientProves or Input.ClientUnwanted or Input.AtHub
            or Input.AtRegistration or Input.AtShortcut => seen,
    };

    private static Evidence HearRouter(
        Evidence seen, MemberStep step, HsrpPair.Side side, HsrpGroup.Message said) =>
        side == HsrpPair.Side.Back ? seen with { HeardAt = step.Now }
        : seen with
        {
            HeardAt = step.Now,
            Router = said.From,
            Highest = seen.Router?.Address == said.From.Address
                ? Math.Max(seen.Highest, said.From.Priority)
                : said.From.Priority,
        };

    /// <summary>What a member says in its own reign; late words of older reigns are no signs.
    /// </summary>
    private static Evidence HearMember(
        Evidence seen, MemberStep step, byte from, SyncMessage message)
    {
        Term? reign = message switch
        {
            SyncMessage.Heartbeat heartbeat => heartbeat.Reign,
            SyncMessage.Fact fact => fact.Reign,
            SyncMessage.SnapshotBegin begin => begin.Reign,
            SyncMessage.SnapshotPart part => part.Reign,
            SyncMessage.SnapshotEnd end => end.Reign,
            SyncMessage.DigestReport report => report.Reign,
            SyncMessage.Release release => release.Reign,
            SyncMessage.Hello or SyncMessage.Acknowledgement or SyncMessage.RepairAfter
                or SyncMessage.RepairPart or SyncMessage.RepairAll or SyncMessage.Fence
                or SyncMessage.Orphans => null,
        };
        if (reign is not { IsSome: true } term || term.Epoch.Member != from
            || term.Epoch < seen.Ruler)
        {
            return seen;
        }

        var isNew = seen.Ruler != term.Epoch;
        return seen with
        {
            Ruler = term.Epoch,
            HeardAt = step.Now,
            IsReleased = message is SyncMessage.Release || (seen.IsReleased && !isNew),
            Fenced = seen.Fenced == from ? null : seen.Fenced,
        };
    }

    private static Evidence Follow(Evidence seen, MemberStep step, ClusterMember.Hop hop) =>
        (hop.Part, hop.Input) switch
        {
            (Part.FirstHop, HsrpPair.Input.LinkChanged(var link, var isUp)) when link is >= 0
                and < 32 => seen with
                {
                    LinksDown = isUp
                        ? seen.LinksDown & ~(1u << link)
                        : seen.LinksDown | (1u << link),
                },
            (Part.Replication, SaReplication.Input.Authority(var isHere)) => seen with
            {
                AuthorityAt = isHere ? seen.AuthorityAt ?? step.Now : null,
                Why = isHere ? [hop.Reason] : [],
            },
            (Part.Replication, SaReplication.Input.LostVote) => seen with
            {
                AuthorityAt = null,
                Why = [],
            },
            (Part.Replication, SaReplication.Input.Persisted or SaReplication.Input.Tick
                or SaReplication.Input.Received) when seen.AuthorityAt is not null
                && !seen.Why.Contains(hop.Reason) && seen.Why.Count < ReasonsMax => seen with
                {
                    Why = seen.Why.Add(hop.Reason),
                },
            (Part.Rekeys, PacedWork.Input.Withdrawn) when IsForgetting(step, hop) => seen with
            {
                ChildSasForgotten = seen.ChildSasForgotten + 1,
            },

            // An IKE SA that is gone owes work of each kind, and counts as one of those above.
            (Part.Redirects, PacedWork.Input.Withdrawn) when IsForgetting(step, hop) => seen with
            {
                ChildSasForgotten = seen.ChildSasForgotten - 1,
                IkeSasForgotten = seen.IkeSasForgotten + 1,
            },
            _ => seen,
        };

    private const int ReasonsMax = 6;

    /// <summary>Whether facts went because they are too old, and not because of other facts.
    /// </summary>
    private static bool IsForgetting(MemberStep step, ClusterMember.Hop hop) =>
        Equals(hop.Cause, Wiring.Facts) && step.Outputs.AsEnumerable().Any(output =>
            output is ClusterMember.Output.OfReplication(
                SaReplication.Output.Reign
                or SaReplication.Output.Stands(StandingKind.Empty)));

    private static State OnAddress(
        State state, MemberStep step, HsrpPair.Side side, HsrpGroup.Output said)
    {
        var (seen, bit) = (state.Seen, 1 << (int)side);
        return said switch
        {
            HsrpGroup.Output.ClaimVirtualMac => state with
            {
                Seen = seen.Sides != 0 ? seen with { Sides = seen.Sides | bit } : seen with
                {
                    Sides = bit,
                    Trigger = TriggerOf(seen, step.Input),
                    TriggerWhy = step.Hops.Count > 0 ? step.Hops[0].Reason : default,
                },
            },
            HsrpGroup.Output.ReleaseVirtualMac => state with
            {
                Seen = seen with { Sides = seen.Sides & ~bit },
                End = (seen.Sides & ~bit) == 0 && state.End is { GivenUpAt: null } end
                    ? end with { GivenUpAt = step.Now }
                    : state.End,
            },
            HsrpGroup.Output.SendHello or HsrpGroup.Output.SendCoup
                or HsrpGroup.Output.SendResign
                or HsrpGroup.Output.AnnounceVirtualAddress => state,
        };
    }

    /// <summary>Why the first hop comes here.</summary>
    private static FailoverCause TriggerOf(Evidence seen, Input input) =>
        seen.Ruler is { Member: var member } && seen.Fenced == member
            ? FailoverCause.Fence
            : TriggerOf(seen.Router, seen.Highest, input);

    private static FailoverCause TriggerOf(
        HsrpGroup.Speaker? router, uint highest, Input input) => input switch
        {
            Input.AtFirstHop(_, HsrpGroup.Input.Resign) => FailoverCause.Resignation,
            Input.AtFirstHop(_, HsrpGroup.Input.Hello(var said)) =>
                router?.Address == said.From.Address && said.From.Priority < highest
                    ? FailoverCause.LinkLoss
                    : FailoverCause.Preemption,
            Input.Tick => FailoverCause.Silence,
            Input.AtFirstHop or Input.AtReplication or Input.LinkChanged or Input.AtLinks
                or Input.AtDrain or Input.AtLiveness or Input.AtDpd or Input.AtMessageIds
                or Input.AtMessageIdSync or Input.SyncAsked or Input.CountersAsked
                or Input.ChildEnding or Input.ChildMoved or Input.Protected or Input.WorkEnded
                or Input.Packet or Input.PacketsWait or Input.InnerPacket
                or Input.AtTokenMaker
                or Input.UnknownSpi or Input.AtTokenTaker or Input.PeerSeen
                or Input.ClientGreets or Input.ClientProves or Input.ClientUnwanted or Input.AtHub
                or Input.AtRegistration or Input.AtShortcut => FailoverCause.Preemption,
        };
}
