using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Gateway.Ipsec;

/// <content>SAs of IKEv1 are replaced and end. Nobody answers a Delete (RFC 2409 §5.7), so what was
/// replaced stays a while for what is on its way.
/// </content>
internal sealed partial class IpsecShell
{
    private readonly OutlivedSas _outlived = new();
    private readonly ChildlessIkes _childless = new();
    private readonly HashSet<IkeSaId> _filled = [];
    private readonly Farewells _farewells;

    private Instant? OutlivedAt => !_isOpen || !_maySend || !_peers.HasOld
        ? null
        : _outlived.Deadline;

    private void EndOutlived(Instant now)
    {
        if (!_isOpen || !_maySend || !_peers.HasOld)
        {
            return;
        }

        var (ikes, children, looksForMissing) = _outlived.Take(now);
        foreach (var id in ikes)
        {
            EndOld(id, "another one is in its place");
        }

        foreach (var spi in children)
        {
            EndOld(spi, "another one is in its place");
        }

        if (looksForMissing)
        {
            FillPlaces(now);
        }
    }

    /// <summary>Peers that are always wanted whose CHILD SAs alone have ended get others.</summary>
    private void FillPlaces(Instant now)
    {
        Items<IkeSaId> childless =
        [
            .. _started.Select(peer => NewestOf(peer.Identity)).OfType<IkeSaId>()
                .Where(id => Known(id) is { Children.Count: 0 } && !_filled.Contains(id)),
        ];
        foreach (var id in _childless.Due(childless, now))
        {
            BeginChildren(id, _ => { });
        }
    }

    /// <summary>A CHILD SA ends, and its peer hears it.</summary>
    private void EndOld(Spi spi, string why)
    {
        if (ChildOf(spi) is { } child && Known(child.Ike) is { } ike)
        {
            Items<Octets> said = Sealed(
                ike, ike.Keys, new() { Children = [(IsakmpProtocolId.Esp, spi)] }) is { } octets
                ? [octets]
                : [];
            _farewells.End([new Change.ChildDown(spi)], said, FlowOf(ike), isFact =>
            {
                SweepTunnels();
                if (isFact)
                {
                    IpsecJournal.ChildEnds(_journal, NameOf(ike.Peer), spi, why);
                }
            });
        }
    }

    /// <summary>An ISAKMP SA ends with the CHILD SAs that are under it, and its peer hears it.
    /// </summary>
    private void EndOld(IkeSaId id, string why)
    {
        if (Known(id) is { } ike)
        {
            _farewells.End(
                [new Change.IkeDown(id)], EndOf(ike, ike.Keys), FlowOf(ike), isFact =>
                {
                    SweepTunnels();
                    if (isFact)
                    {
                        IpsecJournal.Ends(_journal, NameOf(ike.Peer), id, why);
                    }
                });
        }
    }

    private Flow FlowOf(IkeSa ike) => Place(ike.Id)?.Flow ?? default;

    /// <summary>An ISAKMP SA that is in no row any more: its peer hears it.</summary>
    private void SayEnd(IkeSa ike, KeyHandle key)
    {
        if (Place(ike.Id) is { } place && EndOf(ike, key) is { Count: > 0 } said)
        {
            Send(said, place.Flow);
        }
    }

    /// <summary>A Delete of an ISAKMP SA and of its CHILD SAs, which come first: behind the other
    /// nothing is heard any more.</summary>
    private Items<Octets> EndOf(IkeSa ike, KeyHandle key)
    {
        Items<Information> ends =
        [
            .. ike.Children.Count == 0
                ? (Items<Information>)[]
                : [new()
                {
                    Children = [.. ike.Children.Select(spi => (IsakmpProtocolId.Esp, spi))],
                }],
            new() { Isakmps = [CookiesOf(ike.Id)] },
        ];
        return [.. ends.Select(end => Sealed(ike, key, end)).OfType<Octets>()];
    }

    /// <summary>Something is wanted of a peer that speaks IKEv1.</summary>
    private void WantOld(IkeSa ike, ExchangeWish wish, Action<bool> then)
    {
        switch (wish)
        {
            case ExchangeWish.RekeyChild(var spi) when ChildOf(spi) is { } child:
                RekeyOld(ike, child, then);
                break;
            case ExchangeWish.RekeyIke when _config.PeerOf(ike.Peer) is { } at
                && _peers.OldOf(ike.Peer) is { } how && Place(ike.Id) is { } place
                && !IsUnderWay(_config.Peers[at].Name):
                _ownPhaseOnes.Begin(
                    _config.Peers[at].Name,
                    new(how.Mode, _peers.Ours, ike.Peer)
                    {
                        Authorities = _peers.OldAuthoritiesOf(ike.Peer),
                    },
                    place.Flow, _now(), end => then(end.Id is not null),
                    BeginningOf(_peers, how.Signs));
                break;
            case ExchangeWish.DeleteIke:
                EndOld(ike.Id, "it is not wanted any more");
                then(true);
                break;
            case ExchangeWish.DeleteChild(var spi):
                EndOld(spi, "it is not wanted any more");
                then(true);
                break;
            case ExchangeWish.RekeyChild or ExchangeWish.RekeyIke or ExchangeWish.Child
                or ExchangeWish.Retract or ExchangeWish.Inform:
                then(false);
                break;
        }
    }

    /// <summary>Quick mode anew for the packets of a CHILD SA.</summary>
    private void RekeyOld(IkeSa ike, ChildSa child, Action<bool> then)
    {
        if (IsFollowed(child))
        {
            // The peer has made another one, and does not end this one.
            EndOld(child.Inbound, "another one is in its place");
            then(true);
            return;
        }

        if (ChildTraffic.Read(child.Description) is not
            { Local: [var local, ..], Remote: [var remote, ..] })
        {
            then(false);
            return;
        }

        BeginQuick(NewestOf(ike.Peer) ?? ike.Id, local, remote, made =>
        {
            if (made is not null)
            {
                Sas.ChildRekeys++;
                _outlived.Add(child.Inbound, _now());
            }

            then(made is not null);
        });
    }

    /// <summary>Whether a newer CHILD SA is there for the same packets that the peer has too.
    /// </summary>
    private bool IsFollowed(ChildSa child) =>
        _tunnels.All.Any(other => other is { IsConfirmed: true, IsReady: true }
            && other.Sa.Born.Index > child.Born.Index
            && PeerOf(other.Sa.Ike) == PeerOf(child.Ike)
            && ChildTraffic.Read(child.Description) is { } traffic && other.Traffic == traffic);

    /// <summary>A reign begins with what the one before has replaced, and did not end; behind a
    /// sleep it goes on so.</summary>
    private void TakeUpIsakmp(bool isAnother)
    {
        if (isAnother)
        {
            _outlived.Begin(_now());
        }
        else
        {
            _outlived.Wake(_now());
        }

        foreach (var ike in _state().Replication.Replica.Sas.Ikes.Where(IsOld).ToArray())
        {
            if (ike.IsReplaced)
            {
                _outlived.Add(ike.Id, _now());
            }
            else if (ike.Children.Count == 0
                && _started.Any(peer => peer.Identity == ike.Peer))
            {
                BeginChildren(ike.Id, _ => { });
            }

            // Whoever has slept knows what has shown itself before.
            foreach (var child in isAnother ? TakenUp(ike) : [])
            {
                if (_tunnels.Of(child.Inbound) is { } tunnel)
                {
                    tunnel.IsConfirmed = false;
                }
            }
        }
    }

    private TakenUpChild[] TakenUp(IkeSa ike)
    {
        TakenUpChild[] all =
        [
            .. ike.Children.Select(ChildOf).OfType<ChildSa>().Select(child =>
                ChildTraffic.Read(child.Description) is { } traffic
                && _keys.MaterialOf(child.Keys) is { } material
                    ? new TakenUpChild(
                        child.Inbound, material.Role, child.Born.Index, traffic)
                    : null).OfType<TakenUpChild>(),
        ];
        return [.. all.Where(child => child.AwaitsSign(all))];
    }

    private void BeginIsakmp()
    {
        _phaseTwo.Clear();
        _saidAgain.Clear();
        _answerNumbers.Clear();
        _childless.Clear();
        _filled.Clear();
    }
}
