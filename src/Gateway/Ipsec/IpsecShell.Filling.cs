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
        List<WantedPlace> places = [];
        foreach (var ike in _state().Replication.Replica.Sas.Ikes)
        {
            // While something is asked of the peer, what is missing may be just that.
            if (!ike.IsReplaced && !IsOld(ike) && ike.Requests.Count == 0
                && wanted.Contains(ike.Peer))
            {
                places.Add(new(
                    ike.Id, _keys.MaterialOf(ike.Keys)?.Role == IkeRole.Initiator,
                    MissingOf(ike)));
            }
        }

        foreach (var (id, at) in _missing.Due(places, now))
        {
            if (Known(id) is { } ike)
            {
                var policy = _peers.TrafficOf(ike.Peer)[at];
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

    /// <summary>Those of a peer's CHILD SAs of which no packet has one.</summary>
    private Items<int> MissingOf(IkeSa ike)
    {
        var policies = _peers.TrafficOf(ike.Peer);
        TrafficPair[] there =
        [
            .. ike.Children.Select(ChildOf).OfType<ChildSa>()
                .Select(child => ChildTraffic.Read(child.Description)).OfType<TrafficPair>(),
        ];
        return
        [
            .. Enumerable.Range(0, policies.Count).Where(at => !there.Any(
                pair => pair.Remote.All(range => policies[at].Remote.Any(
                    wide => wide.Contains(range))))),
        ];
    }
}
