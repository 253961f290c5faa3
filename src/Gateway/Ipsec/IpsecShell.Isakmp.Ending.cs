using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Ipsec;

/// <content>SAs of IKEv1 are replaced and end. Nobody answers a Delete (RFC 2409 §5.7), so what was
/// replaced stays a while for what is on its way, and what has lived long enough ends by itself.
/// </content>
internal sealed partial class IpsecShell
{
    private static readonly TimeSpan IkeLingers = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ChildLingers = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LivesEvery = TimeSpan.FromSeconds(5);

    // Ages are of the clock of whoever made an SA: where that of this member is ahead, what is old
    // is rekeyed first.
    private static readonly TimeSpan AgedAfter = TimeSpan.FromSeconds(60);

    private readonly Dictionary<IkeSaId, Instant> _outlivedIkes = [];
    private readonly Dictionary<Spi, Instant> _outlivedChildren = [];
    private Instant _livesAt;

    private Instant? OutlivedAt => !_isOpen || !_maySend || !_peers.HasOld
        ? null
        : _outlivedIkes.Values.Concat(_outlivedChildren.Values)
            .Select(at => (Instant?)at).Aggregate((Instant?)_livesAt, Instant.Earliest);

    private void Outlive(IkeSaId id) => _outlivedIkes[id] = _now() + IkeLingers;

    private void EndOutlived(Instant now)
    {
        if (!_isOpen || !_maySend || !_peers.HasOld)
        {
            return;
        }

        foreach (var (id, at) in _outlivedIkes.Where(one => one.Value <= now).ToArray())
        {
            _outlivedIkes.Remove(id);
            EndOld(id, "another one is in its place");
        }

        foreach (var (spi, at) in _outlivedChildren.Where(one => one.Value <= now).ToArray())
        {
            _outlivedChildren.Remove(spi);
            EndOld(spi, "another one is in its place");
        }

        if (_livesAt <= now)
        {
            _livesAt = now + LivesEvery;
            EndAged();
        }
    }

    /// <summary>RFC 2407 §4.5: an SA is not used beyond the life that both sides agreed on, which
    /// was never longer than ours.</summary>
    private void EndAged()
    {
        var sas = _state().Replication.Replica.Sas;
        foreach (var ike in sas.Ikes.Where(IsOld).ToArray())
        {
            foreach (var spi in ike.Children)
            {
                if (ChildOf(spi) is { } child && IsOver(
                    ChildTraffic.MadeIn(child.Description), ike.Peer, isIke: false))
                {
                    EndOld(spi, "it has lived long enough");
                }
            }

            if (IsOver(
                PeerPlace.Read(ike.Description)?.Made ?? 0, ike.Peer, isIke: true))
            {
                EndOld(ike.Id, "it has lived long enough");
            }
        }
    }

    private bool IsOver(uint made, Octets peer, bool isIke) =>
        made != 0 && UnixNow > made && UnixNow - made > _peers.LifeOf(peer, isIke).Seconds;

    /// <summary>A CHILD SA ends, and its peer hears it.</summary>
    private void EndOld(Spi spi, string why)
    {
        if (ChildOf(spi) is { } child && Known(child.Ike) is { } ike)
        {
            Propose([new Change.ChildDown(spi)], isFact =>
            {
                SweepTunnels();
                if (isFact)
                {
                    // Whoever hears it has it no more, so it is said behind the fact.
                    Inform(ike.Id, new Information { Children = [(IsakmpProtocolId.Esp, spi)] });
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
            SayEnd(ike, ike.Keys);
            End(id, why);
        }
    }

    /// <summary>A Delete of an ISAKMP SA and of its CHILD SAs, which come first: behind the other
    /// nothing is heard any more.</summary>
    private void SayEnd(IkeSa ike, KeyHandle key)
    {
        if (ike.Children.Count > 0)
        {
            Inform(ike, key, new Information
            {
                Children = [.. ike.Children.Select(spi => (IsakmpProtocolId.Esp, spi))],
            });
        }

        Inform(ike, key, new Information { Isakmps = [CookiesOf(ike.Id)] });
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
                    _config.Peers[at].Name, new(how.Mode, _peers.Ours, ike.Peer), place.Flow,
                    _now(), made => then(made is not null));
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
                _outlivedChildren[child.Inbound] = _now() + ChildLingers;
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

    /// <summary>A reign begins with what the one before has replaced, and did not end.</summary>
    private void TakeUpIsakmp()
    {
        foreach (var ike in _state().Replication.Replica.Sas.Ikes.Where(IsOld).ToArray())
        {
            if (ike.IsReplaced)
            {
                Outlive(ike.Id);
            }
            else if (ike.Children.Count == 0
                && _started.Any(peer => peer.Identity == ike.Peer))
            {
                BeginChildren(ike.Id, _ => { });
            }

            foreach (var spi in ike.Children)
            {
                // The peer may not have what it has begun: where another one is there, that one is
                // sent over until a packet has come. Where none comes nobody sends.
                if (ChildOf(spi) is { } child
                    && _keys.MaterialOf(child.Keys)?.Role == Protocol.Ike.IkeRole.Responder
                    && _tunnels.Of(spi) is { } tunnel
                    && ike.Children.Any(older => older != spi && ChildOf(older) is { } before
                        && before.Born.Index < child.Born.Index
                        && ChildTraffic.Read(before.Description) is { } traffic
                        && traffic == tunnel.Traffic))
                {
                    tunnel.IsConfirmed = false;
                }
            }
        }
    }

    private void BeginIsakmp()
    {
        _phaseTwo.Clear();
        _saidAgain.Clear();
        _livesAt = _now() + AgedAfter;
        _outlivedIkes.Clear();
        _outlivedChildren.Clear();
    }
}
