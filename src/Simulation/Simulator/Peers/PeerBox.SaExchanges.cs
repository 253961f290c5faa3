using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Ike.IkeExchanges.Input;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using Output = Holdfast.StateMachines.Ike.IkeExchanges.Output;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// CREATE_CHILD_SA and INFORMATIONAL under standing IKE SAs, by the shipped machine: a peer has no
/// members that have to know first, so what it makes and ends takes effect at once.
/// </content>
internal sealed partial class PeerBox
{
    private readonly SaExchanges _exchanges;

    private Input.Established? Standing(IkeSaId id)
    {
        if (!_ikes.TryGetValue(id, out var ike)
            || _keys.Ike(ike.Agreement.Keys) is not var (keys, role))
        {
            return null;
        }

        var sas = ike.Agreement.Sas;
        var suite = SaSuites.RekeyedOf(sas.KeyExchanges);
        return new(
            new(
                id, role, suite, new(_exchanges.Keys.Import(suite, keys, role)),
                _stage.Policies.PeerOf(sas)),
            [.. ike.Children.Values.Select(child => new StandingChild(Standing(child, sas)))], []);
    }

    private EstablishedChild Standing(PeerChild child, SaPlan sas) => _stage.Policies.Made(
        sas, child.Agreement.PeerSpi, child.Agreement.MemberSpi,
        new(
            ExchangePolicies.RangeOf(RemoteOf(sas, child.Agreement.Place)),
            ExchangePolicies.Any));

    /// <summary>A request of the gateway: what it is answered besides is said with the answer.
    /// </summary>
    private void Hear(PeerIke ike, uint id, IkeContent content, Items<IkePayloadValue> besides)
    {
        ike.Asked[id] = new(content.Exchange, new() { Payloads = besides });
        var request = ExchangeMessages.Classify(
            content.Exchange, content.Payloads, isResponse: false);
        _exchanges.Step(ike.Id, new Input.Asked(
            id, request,
            request is ExchangeMessage.Followup
                ? default(ExchangeDraw) with { Link = ExchangePolicies.Nonce(ref _chance) }
                : Draw(request is ExchangeMessage.Child, request is ExchangeMessage.Rekey)));
    }

    private void Carry(IkeSaId id, Output output)
    {
        if (!_ikes.TryGetValue(id, out var ike))
        {
            return;
        }

        switch (output)
        {
            case Output.Ask(var request, _):
                var exchange = ExchangeMessages.ExchangeOf(request);
                ike.Requests.Enqueue(new(
                    exchange, ExchangeMessages.ToPayloads(request).Payloads,
                    answer => Answered(ike, exchange, answer)));
                Ids(ike, new MessageIds.Input.Wanted());
                break;
            case Output.Commit(var facts):
                Apply(ike, facts, IkeExchanges.Side.Ours);
                _exchanges.Step(id, new Input.Committed(IkeExchanges.Side.Ours));
                break;
            case Output.Answer(var message, var said, var facts):
                Say(ike, message, said);
                Apply(ike, facts, IkeExchanges.Side.Theirs);
                _exchanges.Step(id, new Input.Committed(IkeExchanges.Side.Theirs));
                break;
            case Output.Quiet(var inbound):
                if (ike.Children.TryGetValue(inbound, out var quiet))
                {
                    quiet.IsEnding = true;
                }

                break;
            case Output.End(var ended):
                if (_ikes.TryGetValue(ended, out var gone))
                {
                    Drop(gone);
                }

                break;
            default:
                break;
        }
    }

    private void Answered(PeerIke ike, ExchangeType exchange, InnerPayloadsValue? answer)
    {
        if (!ike.IsGone)
        {
            // Where message IDs were synchronised the gateway has not seen it, RFC 6311 §5.1.
            _exchanges.Step(ike.Id, answer is null
                ? new Input.Dropped()
                : new Input.Answered(
                    ExchangeMessages.Classify(exchange, answer, isResponse: true)));
        }
    }

    private void Say(PeerIke ike, uint id, ExchangeMessage said)
    {
        ike.Asked.Remove(id, out var asked);
        if (Seal(
            ike, asked?.Exchange ?? ExchangeType.Informational, id, isResponse: true,
            [
                .. ExchangeMessages.ToPayloads(said).Payloads,
                .. asked?.Payloads.Payloads ?? [],
            ]) is { } octets)
        {
            Ids(ike, new MessageIds.Input.Responded(id, [octets]));
        }
    }

    private void Apply(PeerIke ike, Items<SaFact> facts, IkeExchanges.Side side)
    {
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case SaFact.ChildMade(var child, var replaces):
                    Made(ike, child, replaces, side);
                    break;
                case SaFact.ChildrenEnded(var inbound):
                    foreach (var spi in inbound)
                    {
                        if (_children.TryGetValue(spi, out var ended))
                        {
                            Drop(ended);
                            ConfirmInstead(ended);
                        }
                    }

                    break;
                case SaFact.IkeMade(var next, var from):
                    Made(ike, next, from);
                    break;
                case SaFact.IkeEnded:
                    End(ike, side);
                    break;
            }
        }
    }

    private void Made(
        PeerIke ike, EstablishedChild child, Spi? replaces, IkeExchanges.Side side)
    {
        var sas = ike.Agreement.Sas;
        var agreement = Named(sas, child, _exchanges.Keys);
        _exchanges.Keys.Forget(child.Keys.Value);

        // RFC 7296 §2.8: who has asked may not know the answer yet.
        var isOurs = side == IkeExchanges.Side.Ours;
        var isRedundant = child.Origin is { IsRedundant: true };
        var made = Add(
            ike, agreement, sas, isConfirmed: !isRedundant && (isOurs || replaces is null));
        made.IsEnding = isRedundant;
        if (isOurs)
        {
            _stage.Tell(
                MomentKind.Sa, Plan.Name,
                isRedundant
                    ? "deletes its new CHILD SA: the gateway's stands"
                    : "has a new CHILD SA");
        }

        if (!isRedundant)
        {
            DeleteRedundant(made);
        }
    }

    /// <summary>A CHILD SA by the name that both ends have for it, and its keys here.</summary>
    private ChildAgreement Named(SaPlan sas, EstablishedChild child, HandshakeKeys keys)
    {
        var agreement = _stage.Agreements.Made(
            child.Outbound, child.Inbound, PlaceOf(sas, child), sas, new(_chance.Next() | 1));
        _keys.TryAdd(
            agreement.Keys,
            KeyRing.Of(
                sas.Suite, keys.ChildKeysOf(child.Keys.Value), KeyRing.OtherOf(child.Role)));
        return agreement;
    }

    private int PlaceOf(SaPlan sas, EstablishedChild child)
    {
        for (var place = 0; place < sas.Count; place++)
        {
            if (child.Selectors.Local == ExchangePolicies.RangeOf(RemoteOf(sas, place)))
            {
                return place;
            }
        }

        _stage.Watch.Strange(Plan.Name, child.Selectors);
        return 0;
    }

    /// <summary>RFC 7296 §2.8: once an SA is deleted, what is there for the same packets is all
    /// there is.</summary>
    private void ConfirmInstead(PeerChild ended)
    {
        var same = _children.Values
            .Where(child => child.Local == ended.Local && !child.IsEnding).ToArray();
        if (!Array.Exists(same, child => child.IsConfirmed))
        {
            foreach (var child in same)
            {
                child.IsConfirmed = true;
            }
        }
    }

    private void Made(PeerIke ike, StandingIke next, IkeSaId? from)
    {
        var material = KeyRing.Of(
            _exchanges.Keys.KeysOf(next.Keys.Value), KeyRing.OtherOf(next.Role));
        var agreement = _stage.Agreements.Made(
            ike.Agreement, next.Id, next.Role == IkeRole.Responder, new(_chance.Next() | 1),
            material);
        _keys.TryAdd(agreement.Keys, material);
        var made = Made(agreement, next.Id);
        (made.Here, made.ChildHere, made.Mobike) = (ike.Here, ike.ChildHere, ike.Mobike);
        if (from is { } id && _ikes.TryGetValue(id, out var old))
        {
            MoveChildren(old, made);
        }
        else
        {
            made.IsRedundant = true;
        }

        Ids(made, new MessageIds.Input.Promoted(new(0, 1, [], 0, [])));
        Live(made, new LivenessCheck.Input.Promoted(SyncsFirst: false));
    }

    /// <summary>RFC 7296 §2.18: a new IKE SA has the CHILD SAs of the old one, all of them, once.
    /// </summary>
    private void MoveChildren(PeerIke old, PeerIke made)
    {
        foreach (var (spi, child) in old.Children)
        {
            child.Ike = made;
            made.Children[spi] = child;
        }

        old.Children.Clear();
        old.Successor = made;
        _stage.Tell(MomentKind.Sa, Plan.Name, "has a new IKE SA");
    }

    private void End(PeerIke ike, IkeExchanges.Side side)
    {
        if (ike.Successor is not null || ike.IsRedundant)
        {
            Drop(ike);
            return;
        }

        _stage.Tell(
            MomentKind.Sa, Plan.Name,
            side == IkeExchanges.Side.Ours
                ? "has deleted its IKE SA"
                : "has its IKE SA deleted");
        var isWanted = side == IkeExchanges.Side.Ours
            ? ike.ComesAgain || !ike.IsEnding
            : !(_clients.ContainsKey(ike.Agreement.Sas) && IsWithOther(ike));
        Drop(ike);
        if (isWanted)
        {
            Establish(ike.Agreement.Sas);
        }
    }
}
