using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.RekeyCrashPoints;

/// <content>What must hold.</content>
public sealed partial record RekeyCrashPointsScenario
{
    // A member that could take over, or has: what others know does not matter.
    private static SaReplication.State? Counted(in Look<RekeyState> look, int member) =>
        look.IsUp(member)
        && ((RekeyState.Member)look[member]).Is is
        {
            Role: SaReplication.Role.Active or SaReplication.Role.Standby
            {
                Standing: SaReplication.Standing.Synced,
            },
        } one
            ? one
            : null;

    private static int LackingOf(in Look<RekeyState> look, int member)
    {
        if (Counted(look, member) is not { } one)
        {
            return 0;
        }

        var peer = (RekeyState.Peer)look[PeerAt];
        return OpenChildren.Lacking(
            RekeyShell.ChildrenOf(one), peer.Children, OpenTo(one, peer));
    }

    /// <summary>The CHILD SAs of requests that are open, and of responses that the peer waits for.
    /// </summary>
    private static Items<ulong> OpenTo(SaReplication.State one, RekeyState.Peer peer) =>
    [
        .. from ike in one.Replica.Sas.Ikes
           from message in ike.Requests.Concat(ike.Responses.Where(response =>
               peer.Asked is { } asked && asked.Id == response.Id
               && asked.Ike == RekeyShell.NumberOf(ike.Id)))
           where message.Octets.Count > 0
           let content = RekeyMessage.Of(0, message.Id, message.Octets[0], isAnswer: false)
           from child in new[] { content.Old, content.New }
           select child,
    ];

    private static int LeftOf(in Look<RekeyState> look, int member) =>
        Counted(look, member) is { Replica.Sas.HasNoSa: false } one
            ? MovedChildren.Left(
                [.. one.Replica.Sas.Ikes.Select(ike => RekeyShell.NumberOf(ike.Id))],
                [.. one.Replica.Sas.Children.Select(child => RekeyShell.NumberOf(child.Ike))])
            : 0;

    // Who has taken over too late to go on (RFC 6027 §3.6) makes the SAs anew.
    private static bool IsLost(in Look<RekeyState> look, int member) =>
        look.IsUp(member) && (RekeyState.Member)look[member] is { Is: { } one } known
        && one.Role is SaReplication.Role.Active
        && (one.Replica.Sas.HasNoSa || !known.UsesIds);

    private static bool Agrees(in Look<RekeyState> look, int member)
    {
        var peer = (RekeyState.Peer)look[PeerAt];
        return !look.IsUp(member) || IsLost(look, 0) || IsLost(look, 1)
            || (((RekeyState.Member)look[member]).Is is { } one && peer.Asked is null
                && OneChildPair.Holds(peer.Children, RekeyShell.ChildrenOf(one))
                && one.Replica.Sas.Ikes.First is { Requests.Count: 0 } ike
                && RekeyShell.NumberOf(ike.Id) == peer.Ike);
    }
}
