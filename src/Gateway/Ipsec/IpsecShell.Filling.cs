using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Ipsec;

/// <content>A peer that is always wanted has a CHILD SA for each of its <c>child_sas</c>: the first
/// one comes with its IKE SA, the others by CREATE_CHILD_SA (RFC 7296 §1.3.1), and so does one that
/// has ended while its IKE SA goes on.</content>
internal sealed partial class IpsecShell
{
    private readonly MissingChildren _missing = new();

    private void FillChildren(Instant now)
    {
        if (_started.Count == 0)
        {
            return;
        }

        HashSet<Octets> wanted = [.. _started.Select(peer => peer.Identity)];
        List<WantedPlace> places =
        [
            .. _state().Replication.Replica.Sas.Ikes
                .Where(ike => !ike.IsReplaced && !IsOld(ike) && wanted.Contains(ike.Peer))
                .GroupBy(ike => ike.Peer)
                .Select(PlaceOf),
        ];
        foreach (var (id, at) in _missing.Due(places, now))
        {
            if (Known(id) is { } ike)
            {
                var policy = Of(ike, _peers.TrafficOf(ike.Peer)[at]);
                Want(
                    id, new ExchangeWish.Child(new(policy.Local, policy.Remote)),
                    isThere => Filled(ike.Peer, policy, isThere));
            }
        }
    }

    private void Filled(Octets peer, TrafficPolicy policy, bool isThere)
    {
        if (!isThere)
        {
            IpsecJournal.Fails(
                _journal, $"{NameOf(peer)}: no CHILD SA for {policy.Remote}, again later");
        }
    }

    /// <summary>A peer's CHILD SAs may be under any of its IKE SAs; others are begun under the one
    /// that the peer chooses as well, or each side would begin them under its own.</summary>
    private WantedPlace PlaceOf(IGrouping<Octets, IkeSa> ofPeer)
    {
        var shared = FirstContacts.Shared(
            [.. ofPeer.OrderBy(ike => ike.Born.Index).Select(ike => (ike.Id, RoleIn(ike)))]);
        var place = ofPeer.First(ike => ike.Id == shared);
        return new(
            place.Id, RoleIn(place) == IkeRole.Initiator,
            ChildPlaces.Missing(
                _peers.TrafficOf(ofPeer.Key),
                ofPeer.SelectMany(ike => ike.Children).Select(ChildOf).OfType<ChildSa>()
                    .Select(child => ChildTraffic.Read(child.Description))
                    .OfType<TrafficPair>()))
        {
            IsBusy = place.Requests.Count > 0,
        };
    }
}
