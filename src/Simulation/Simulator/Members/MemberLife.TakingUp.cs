using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <content>Exchanges that another member has begun: they go on from the facts and the keys.
/// </content>
internal sealed partial class MemberLife
{
    /// <summary>What is unfinished goes on, in the same octets, and what was replaced ends.
    /// </summary>
    private void TakeUpExchanges()
    {
        var ofPeers = _state.Replication.Replica.Sas.Ikes.Where(ike => !IsOld(ike.Id))
            .GroupBy(ike => ike.Peer);
        foreach (var ofPeer in ofPeers.Where(family => family.Any(IsUnfinished)).ToArray())
        {
            List<(IkeSa Row, KnownIke Known, uint Id)> family = [];
            foreach (var row in ofPeer)
            {
                if (Known(row.Id) is not null && KnownOf(row) is { } known)
                {
                    var (open, id) = OpenOf(known.Sa, row);
                    family.Add((row, known with { Open = open }, id));
                }
            }

            Items<KnownIke> all = [.. family.Select(one => one.Known)];
            foreach (var (row, known, id) in family)
            {
                TakeUp(row, id, ExchangeTakeover.Of(known, all));
            }
        }
    }

    private bool IsUnfinished(IkeSa row) => row.IsReplaced || row.Requests.Count > 0
        || WhereaboutsOf(row.Id).Origin is not null
        || row.Children.Any(spi =>
            _state.Replication.Replica.Sas.Children.TryFind(spi.Value, out var child)
            && ChildTraffic.OriginIn(child.Description) is not null);

    private void TakeUp(IkeSa row, uint id, IkeExchanges.Input.TakenOver taken)
    {
        foreach (var child in taken.Children)
        {
            if (child.Sa.Origin is { IsOurs: false, Child: { } old }
                && taken.Children.Any(one => one.Sa.Inbound == old))
            {
                Doubt(child.Sa.Inbound);
            }
        }

        if (taken.Open is { } open)
        {
            var exchange = ExchangeMessages.ExchangeOf(open.Request);
            _open[(row.Id, id)] = new(
                exchange, [], answer => Answered(row.Id, exchange, answer));
        }

        _exchanges.Step(row.Id, taken);
    }

    /// <summary>Our exchange that is not answered, and its message ID: other machines ask as well,
    /// but rekey nothing and delete nothing.</summary>
    private (OpenExchange? Open, uint Id) OpenOf(StandingIke sa, IkeSa row)
    {
        foreach (var request in row.Requests)
        {
            var said = _exchanges.Work.Reopen(sa, request);
            if (said is ExchangeMessage.Followup more
                && _keys.Series(request.Secrets) is { } series)
            {
                return (_exchanges.Work.GoOn(more, series), request.Id);
            }

            if (said is ExchangeMessage.Child or ExchangeMessage.Rekey
                or ExchangeMessage.Inform { DeletesIke: true }
                or ExchangeMessage.Inform { Deletes.Count: > 0 })
            {
                return (new(said, HalfOf(request.Secrets)), request.Id);
            }
        }

        return (null, 0);
    }

    /// <summary>Our half of a key exchange, begun again from what all members have; none: there is
    /// none.</summary>
    private KeyHandle HalfOf(KeyHandle secrets) => _keys.Share(secrets) is { } half
        && _exchanges.Keys.TryStart(half.Method, half.Drawn, out var number, out _, out _)
            ? new(number)
            : KeyHandle.None;

    /// <summary>Our half of a key exchange as every member is to have it, with what was done before
    /// it; none: there is none.</summary>
    private KeyHandle KeptHalf(KeyHandle share, ExchangeSeries? series)
    {
        if (!share.IsSome
            || _exchanges.Keys.DrawnFor(share.Value, out var method) is not { } drawn)
        {
            return KeyHandle.None;
        }

        if (series is null)
        {
            using var half = ShareMaterial.Of(method, drawn);
            return Keep([KeyRing.ForShare, .. half.Octets]);
        }

        using var material = _exchanges.Work.ToMaterial(share, series);
        return material is null
            ? KeyHandle.None
            : Keep([KeyRing.ForSeries, .. material.Octets]);
    }

    private KeyHandle Keep(ReadOnlySpan<byte> material)
    {
        var handle = DrawHandle();
        _keys.TryAdd(handle, material);
        return handle;
    }

    /// <summary>
    /// The answer to a request that the machine did not ask: this life has slept meanwhile, or
    /// nobody was told our half of the key exchange. What the peer made for it nobody has the keys
    /// of.
    /// </summary>
    private void AnsweredToAnother(IkeSaId id, uint message, IkeContent? answer)
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
            _exchanges.Want(id, wish, default, _ => { });
        }
    }

    /// <summary>The peer has moved its CHILD SAs to an IKE SA that nobody has the keys of: where it
    /// can't be asked for new ones it is told that they are of no use.</summary>
    private void EstablishAnew(IkeSaId id) => Reestablish(id, isDone =>
    {
        if (!isDone)
        {
            _exchanges.Want(id, new ExchangeWish.DeleteIke(), default, _ => { });
        }
    });

    /// <summary>What was asked in a request whose answer is no fact yet; null: nobody can tell.
    /// </summary>
    private ExchangeMessage? AskedIn(IkeSaId id, uint message)
    {
        if (IsOld(id) || Known(id) is not { } row
            || row.Requests.FirstOrDefault(one => one.Id == message) is not { } request
            || KnownOf(row) is not { Sa: var sa })
        {
            return null;
        }

        var asked = _exchanges.Work.Reopen(sa, request);
        _exchanges.Keys.Forget(sa.Keys.Value);
        return asked;
    }
}
