using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Gateway.Ipsec;

/// <content>Exchanges that another member has begun: they go on from the facts and the keys.
/// </content>
internal sealed partial class IpsecShell
{
    /// <summary>What is unfinished goes on, in the same octets, and what was replaced ends.
    /// </summary>
    private void TakeUpExchanges()
    {
        foreach (var ofPeer in _state().Replication.Replica.Sas.Ikes
            .Where(ike => !IsOld(ike)).GroupBy(ike => ike.Peer))
        {
            if (!ofPeer.Any(IsUnfinished))
            {
                continue;
            }

            List<(IkeSa Row, KnownIke Known)> family = [];
            foreach (var row in ofPeer)
            {
                if (Known(row.Id) is not null && KnownOf(row) is { } known)
                {
                    family.Add((row, known));
                }
            }

            Items<KnownIke> all = [.. family.Select(one => one.Known)];
            foreach (var (row, known) in family)
            {
                TakeUp(row, ExchangeTakeover.Of(known, all));
            }
        }
    }

    private bool IsUnfinished(IkeSa row) => row.IsReplaced || row.Requests.Count > 0
        || PeerPlace.Read(row.Description) is { Origin: not null }
        || row.Children.Any(spi => ChildOf(spi) is { } child
            && ChildTraffic.OriginIn(child.Description) is not null);

    private void TakeUp(IkeSa row, IkeExchanges.Input.TakenOver taken)
    {
        foreach (var child in taken.Children)
        {
            // RFC 7296 §2.8: who has asked for it may not know the answer yet.
            if (child.Sa.Origin is { IsOurs: false, Child: { } old }
                && taken.Children.Any(one => one.Sa.Inbound == old)
                && _tunnels.Of(child.Sa.Inbound) is { } tunnel)
            {
                tunnel.IsConfirmed = false;
            }
        }

        if (taken.Open is { } open)
        {
            var exchange = ExchangeMessages.ExchangeOf(open.Request);
            _open[(row.Id, row.Requests[0].Id)] = new(
                exchange, [],
                (message, answer) => Answered(row.Id, message, exchange, answer));
        }

        Exchange(row.Id, taken);
    }

    /// <summary>An IKE SA of which nothing is unfinished, when something first happens to it; null:
    /// there is none, or its peer is known no more.</summary>
    private IkeExchanges.Input.Established? Standing(IkeSaId id) =>
        Known(id) is { } row && KnownOf(row) is { } known
            ? new(
                known.Sa with { Origin = null },
                [.. known.Children.Select(child => new StandingChild(child))], [])
            : null;

    /// <summary>An IKE SA as the facts have it; null: its peer is known no more.</summary>
    private KnownIke? KnownOf(IkeSa row)
    {
        if (_peers.Find(row.Peer, []) is not { } peer
            || _keys.MaterialOf(row.Keys) is not { } material)
        {
            return null;
        }

        List<EstablishedChild> children = [];
        foreach (var spi in row.Children)
        {
            if (ChildOf(spi) is { } child && _keys.MaterialOf(child.Keys) is { } keys
                && ChildTraffic.Read(child.Description) is { } traffic)
            {
                children.Add(new(
                    child.Inbound, child.Outbound, keys.ChildSuite(child.IsExtended), traffic,
                    IsTransport: false, KeyHandle.None)
                {
                    Role = keys.Role,
                    Origin = ChildTraffic.OriginIn(child.Description),
                });
            }
        }

        var sa = new StandingIke(
            row.Id, material.Role, material.IkeSuite,
            new(_exchangeKeys.Import(material.IkeSuite, material.CopyIkeKeys(), material.Role)),
            PolicyOf(row, peer.Peer))
        {
            Origin = PeerPlace.Read(row.Description)?.Origin,
        };
        return new(sa, row.IsReplaced, [.. children], OpenOf(sa, row));
    }

    /// <summary>Our half of a key exchange as every member has it, with what was done before it;
    /// none: there is none.</summary>
    private KeyHandle KeptHalf(KeyHandle share, ExchangeSeries? series) =>
        !share.IsSome || _exchangeKeys.DrawnFor(share.Value, out var method) is not { } drawn
            ? KeyHandle.None
            : series is null ? _keys.Keep(ShareMaterial.Of(method, drawn))
            : _exchangeWork.ToMaterial(share, series) is { } material ? _keys.Keep(material)
            : KeyHandle.None;

    private OpenExchange? OpenOf(StandingIke sa, IkeSa row)
    {
        // One request of exchanges is open at a time, and none where this reign has begun.
        if (_exchanges.ContainsKey(row.Id) || row.Requests.Count != 1
            || _exchangeWork.Reopen(sa, row.Requests[0]) is not { } request)
        {
            return null;
        }

        if (request is ExchangeMessage.Followup more)
        {
            // RFC 9370 §2.2.4: of no use to whoever does not know what was done before it.
            return _keys.SeriesOf(row.Requests[0].Secrets) is { } series
                ? _exchangeWork.GoOn(more, series)
                : null;
        }

        var share = KeyHandle.None;
        if (_keys.ShareOf(row.Requests[0].Secrets) is { } half
            && _exchangeKeys.TryStart(half.Method, half.Drawn, out var number, out _, out _))
        {
            share = new(number);
        }

        return new(request, share);
    }

    /// <summary>
    /// The answer to a request that a member has sent who told nobody its half of the key exchange:
    /// what the peer made for it nobody has the keys of.
    /// </summary>
    private void AnsweredToAnother(IkeSaId id, uint message, Content? answer)
    {
        if (answer is { } said && said.Exchange != ExchangeType.Informational)
        {
            EndAtPeer(id, ExchangeTakeover.TakingBack(
                () => AskedIn(id, message),
                ExchangeMessages.Classify(said.Exchange, said.Payloads, isResponse: true)));
        }
    }

    /// <summary>The peer is told to end what it has made, or may have made, for a request whose
    /// answer nobody can use.</summary>
    private void EndAtPeer(IkeSaId id, ExchangeWish? takingBack)
    {
        if (takingBack is ExchangeWish.DeleteIke)
        {
            EstablishAnew(id);
        }
        else if (takingBack is { } wish)
        {
            Want(id, wish, _ => { });
        }
    }

    /// <summary>The peer has moved its CHILD SAs to an IKE SA that nobody has the keys of: where it
    /// can't be asked for new ones it is told that they are of no use.</summary>
    private void EstablishAnew(IkeSaId id) => Reestablish(id, isDone =>
    {
        if (!isDone)
        {
            Want(id, new ExchangeWish.DeleteIke(), _ => { });
        }
    });

    /// <summary>What was asked in a request that is a fact still; null: nobody can tell.</summary>
    private ExchangeMessage? AskedIn(IkeSaId id, uint message)
    {
        if (Known(id) is not { } row
            || row.Requests.FirstOrDefault(one => one.Id == message) is not { } request
            || KnownOf(row) is not { } known)
        {
            return null;
        }

        // Keys were taken out for this alone.
        var asked = _exchangeWork.Reopen(known.Sa, request);
        _exchangeKeys.Forget(known.Sa.Keys.Value);
        if (known.Open is { Share.IsSome: true } open)
        {
            _exchangeKeys.Forget(open.Share.Value);
            _exchangeKeys.Forget(open.Series?.Kept.Value ?? 0);
        }

        return asked;
    }
}
