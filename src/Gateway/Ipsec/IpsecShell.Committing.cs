using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Gateway.Ipsec;

/// <content>What exchanges make and end becomes a fact, and takes effect.</content>
internal sealed partial class IpsecShell
{
    /// <summary>What an exchange makes and ends becomes a fact, with what was asked or is said.
    /// </summary>
    private void Commit(
        IkeSaId id, Items<SaFact> facts, IkeExchanges.Side side, Items<Change> before,
        uint message = 0, ExchangeMessage? said = null)
    {
        if (Known(id) is not { } ike)
        {
            Exchange(id, new IkeExchanges.Input.NotCommitted(side));
            return;
        }

        // RFC 7296 §2.5: an answer is of the exchange in which it was asked.
        var exchange = ExchangeType.Informational;
        if (said is not null)
        {
            _asked.Remove((id, message), out exchange);
        }

        List<KeyHandle> made = [];
        var (with, behind) = SaFact.Parted(facts, said is not null && ike.IsReplaced);
        var changes = SaFact.ToChanges(
            with,
            child => (child with
            {
                Keys = Kept(made, KeyMaterial.Of(
                    child.Suite, _exchangeKeys.ChildKeysOf(child.Keys.Value), child.Role)),
            }).ToRow(
                id,
                ChildTraffic.ToOctets(child.Selectors, UnixNow, child.Origin)
                    ?? default,
                FirstLeases),
            next => next.ToRow(
                ike.Peer, ike.Traits & ~IkeTraits.Replaced, (ike.SendWindow, ike.ReceiveWindow),
                PeerPlace.Read(ike.Description) is { } place
                    ? (place with
                    {
                        Made = UnixNow,
                        Origin = next.Origin,
                    }).ToOctets()
                    : ike.Description)
                with
            {
                Keys = Kept(made, KeyMaterial.Of(
                    next.Suite, _exchangeKeys.KeysOf(next.Keys.Value), next.Role)),
            });
        Propose(
            [.. before, .. changes],
            isFact =>
            {
                if (!isFact)
                {
                    // That a request of ours is answered is one all the same: with a window of one
                    // nothing could be asked any more.
                    Propose([.. before.Where(change => change is Change.RequestAnswered)]);
                }
                else if (behind.Any())
                {
                    Propose([new Change.IkeDown(id)], _ => Settle(
                        id, ike, facts, side, made, isFact: true));
                    return;
                }

                Settle(id, ike, facts, side, made, isFact);
            },
            said is null
                ? null
                : ExchangeMessages.Header(
                    new(id.Initiator, id.Responder), _keys.MaterialOf(ike.Keys)!.Role,
                    exchange, message, isResponse: true) with
                {
                    Payloads = ExchangeMessages.ToPayloads(said).Payloads,
                },
            said is null ? default : ike.Keys);
    }

    private void Settle(
        IkeSaId id, IkeSa ike, Items<SaFact> facts, IkeExchanges.Side side,
        List<KeyHandle> made, bool isFact)
    {
        if (!isFact)
        {
            made.ForEach(_keys.Forget);
            _paths.Remove(HeirOf(id));
            Exchange(id, new IkeExchanges.Input.NotCommitted(side));
            return;
        }

        SweepTunnels();
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case SaFact.ChildMade(var child, var replaces):
                    _exchangeKeys.Forget(child.Keys.Value);
                    Sas.ChildRekeys += replaces is null ? 0u : 1u;
                    IpsecJournal.Child(
                        _journal, NameOf(ike.Peer), child.Inbound, child.Outbound,
                        $"{child.Selectors}");
                    Begin(child.Inbound);
                    if (replaces is not null && side == IkeExchanges.Side.Theirs
                        && _tunnels.Of(child.Inbound) is { } next)
                    {
                        // RFC 7296 §2.8: who has asked may not know the answer yet.
                        next.IsConfirmed = false;
                    }

                    break;
                case SaFact.ChildrenEnded(var ended):
                    foreach (var spi in ended)
                    {
                        IpsecJournal.ChildEnds(
                            _journal, NameOf(ike.Peer), spi, "it is deleted");
                    }

                    break;
                case SaFact.IkeMade(var successor, _):
                    Sas.IkeRekeys++;
                    IpsecJournal.Stands(
                        _journal, NameOf(ike.Peer), successor.Id, "where it was");
                    break;
                case SaFact.IkeEnded(var ended):
                    IpsecJournal.Ends(_journal, NameOf(ike.Peer), ended, "it is deleted");
                    break;
            }
        }

        AskWhereItIs(id);
        TakeUpWay(HeirOf(id));
        Exchange(id, new IkeExchanges.Input.Committed(side));
    }

    private KeyHandle Kept(List<KeyHandle> made, KeyMaterial material)
    {
        var handle = _keys.Keep(material);
        made.Add(handle);
        return handle;
    }
}
