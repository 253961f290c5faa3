using Holdfast.Codec;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// By the end both sides have the same SAs: I24, the active member has no CHILD SA that its peer
/// lacks; I30, of several that do the same one is left; I31, the CHILD SAs are under the IKE SA
/// that the peer has them under, so each has moved once with every rekey.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class AgreedSas(Verdicts verdicts, Stage stage)
{
    /// <summary>Compares them; who is in the middle of an exchange is left alone.</summary>
    public void Look()
    {
        foreach (var peer in stage.Peers.Values)
        {
            var member = stage.Members.Values.FirstOrDefault(
                box => box.MayServe && box.Gateway == peer.Gateway);
            if (peer is { IsRunning: true, IsBusy: false }
                && member?.Life is { IsRekeying: false } life)
            {
                CompareStandbys(peer, member, life);
                Compare(peer, member, life.State.Replication.Replica.Sas);
            }
        }
    }

    /// <summary>What a standby knows that has all facts of the active member is what it will serve:
    /// it is asked the same.</summary>
    private void CompareStandbys(PeerBox peer, MemberBox active, MemberLife life)
    {
        foreach (var box in stage.Members.Values)
        {
            if (box != active && box.Gateway == active.Gateway
                && box.Life is { IsSynced: true } standby
                && standby.State.Replication.Replica.Last == life.State.Replication.Replica.Last)
            {
                Compare(peer, box, standby.State.Replication.Replica.Sas);
            }
        }
    }

    private void Compare(PeerBox peer, MemberBox member, SaState sas)
    {
        var theirs = peer.Ikes.SelectMany(ike => ike.Children.Values)
            .ToDictionary(child => child.Agreement.MemberSpi);
        var seen = new HashSet<(string?, Items<TrafficRange>)>();
        foreach (var child in sas.Children)
        {
            if (stage.PeerOf(child.Ike) != peer)
            {
                continue;
            }

            if (!theirs.TryGetValue(child.Inbound, out var there)
                || there.Agreement.PeerSpi != child.Outbound)
            {
                verdicts.Broken(
                    "I24", $"{member.Name} has {child.Inbound}, which {peer.Plan.Name} lacks");
            }
            else if (there.Ike.Id != child.Ike)
            {
                verdicts.Broken(
                    "I31", $"{child.Inbound} is under {child.Ike} at {member.Name}, and under "
                        + $"{there.Ike.Id} at {peer.Plan.Name}");
            }

            // SAs of each access link are for the same packets.
            var over = stage.Agreements.OfChild(child.Inbound)?.Sas.Over;
            if (!seen.Add((over, ChildTraffic.Read(child.Description)?.Remote ?? [])))
            {
                verdicts.Broken(
                    "I30", $"{member.Name} has two CHILD SAs for the same packets of "
                        + peer.Plan.Name);
            }
        }

        var places = theirs.Values.GroupBy(child => (child.Ike.Agreement.Sas, child.Local));
        if (places.FirstOrDefault(group => group.Count() > 1) is { } several)
        {
            verdicts.Broken(
                "I30", $"{peer.Plan.Name} has several CHILD SAs for the same packets: "
                    + string.Join(", ", several.Select(child => child.Agreement.MemberSpi)));
        }
    }
}
