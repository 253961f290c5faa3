using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Scenarios.RriOrder;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <content>What exchanges make and end becomes a fact, and takes effect.</content>
internal sealed partial class MemberLife
{
    private void Commit(
        IkeSaId id, Items<SaFact> facts, IkeExchanges.Side side, Items<Change> before,
        uint message = 0, ExchangeMessage? said = null, Requested? asked = null)
    {
        if (Known(id) is not { } ike || _stage.Agreements.Of(id.Initiator) is not { } agreement)
        {
            asked?.Then?.Invoke(false);
            _exchanges.Step(id, new IkeExchanges.Input.NotCommitted(side));
            return;
        }

        facts = [.. facts.Where(fact => !IsUnheard(fact, side)).Select(Heeded)];
        List<KeyHandle> made = [];
        var (with, behind) = SaFact.Parted(facts, said is not null && ike.IsReplaced);
        var changes = SaFact.ToChanges(
            with, child => RowOf(child, agreement, id, made),
            next => RowOf(next, agreement, id, made));
        void Then(bool isFact)
        {
            if (isFact && behind.Count > 0)
            {
                behind = [];
                Propose([new Change.IkeDown(id)], _ => Then(isFact: true));
                return;
            }

            if (isFact)
            {
                Settle(facts, side);
                asked?.Then?.Invoke(true);
                _exchanges.Step(id, new IkeExchanges.Input.Committed(side));
                return;
            }

            // That a request is answered is one all the same.
            made.ForEach(Forget);
            Propose([.. before.Where(change => change is Change.RequestAnswered)]);
            asked?.Then?.Invoke(false);
            _exchanges.Step(id, new IkeExchanges.Input.NotCommitted(side));
        }

        if (before.Count + changes.Count == 0)
        {
            Then(isFact: true);
            return;
        }

        Propose(
            [.. before, .. changes], Then,
            said is null
                ? null
                : IkeContent.Header(
                    SaOf(ike), asked?.Exchange ?? ExchangeType.Informational, message,
                    isResponse: true,
                    [.. ExchangeMessages.ToPayloads(said).Payloads, .. asked?.Besides ?? []]),
            said is null ? default : ike.Keys);
    }

    /// <summary>Canaries: what a member is deaf to, or keeps.</summary>
    private bool IsUnheard(SaFact fact, IkeExchanges.Side side)
    {
        var mischief = side switch
        {
            IkeExchanges.Side.Ours => Mischief.OldChildKept,
            IkeExchanges.Side.Theirs => Mischief.DeafToDeletes,
        };
        return _stage.Options.Mischief.HasFlag(mischief) && fact switch
        {
            SaFact.ChildrenEnded => true,
            SaFact.IkeEnded => side == IkeExchanges.Side.Theirs,
            SaFact.ChildMade or SaFact.IkeMade => false,
        };
    }

    private SaFact Heeded(SaFact fact) =>
        _stage.Options.Mischief.HasFlag(Mischief.DeafToDeletes)
        && fact is SaFact.IkeMade { New.Role: IkeRole.Responder } made
            ? made with { From = null }
            : fact;

    private ChildSa RowOf(
        EstablishedChild child, Agreement agreement, IkeSaId ike, List<KeyHandle> made)
    {
        return Kept(child, agreement, _exchanges.Keys, made).ToRow(
            ike, ChildTraffic.ToOctets(child.Selectors, origin: child.Origin)!.Value,
            FirstLeases(agreement.Sas));
    }

    /// <summary>A CHILD SA with the name that both ends have for it, and its keys here.</summary>
    private EstablishedChild Kept(
        EstablishedChild child, Agreement agreement, HandshakeKeys keys, List<KeyHandle> made)
    {
        var sas = agreement.Sas;
        var known = _stage.Agreements.Made(
            child.Inbound, child.Outbound, PlaceOf(child, agreement), sas, DrawHandle());
        _keys.TryAdd(
            known.Keys,
            KeyRing.Of(sas.Suite, keys.ChildKeysOf(child.Keys.Value), child.Role));
        made.Add(known.Keys);
        return child with { Keys = known.Keys };
    }

    /// <summary>What a new SA may send is a fact with it, so that it takes the place of an old one
    /// at once; what it may accept is asked for as for any other.</summary>
    private (ulong SentThrough, ulong Floor, ulong Octets, ulong OctetsLast) FirstLeases(SaPlan sas)
    {
        ulong block = _stage.Options.Mischief.HasFlag(Mischief.NoLeases)
            ? 0
            : _config.Replication.Settings.LeaseBlock;
        var life = OctetLease.New(sas.LifeOctets ?? ulong.MaxValue);
        return (block, 0, OctetsFor(block, life), life.Last);
    }

    private IkeSa RowOf(
        StandingIke next, Agreement before, IkeSaId old, List<KeyHandle> made)
    {
        var material = KeyRing.Of(_exchanges.Keys.KeysOf(next.Keys.Value), next.Role);
        var agreement = _stage.Agreements.Made(
            before, next.Id, next.Role == IkeRole.Initiator, DrawHandle(), material);
        Made(agreement.Keys, material);
        made.Add(agreement.Keys);
        var peer = _stage.Peers[agreement.Peer];
        var there = WhereaboutsOf(old) with { Origin = next.Origin };
        return next.ToRow(
            peer.Identity, peer.Plan.Agreed,
            ((byte)peer.Plan.Window, (byte)_config.MessageIds.Window),
            there.Write(AgreedPlace(agreement))) with
        {
            Keys = agreement.Keys,
        };
    }

    /// <summary>Which of the planned ones a CHILD SA is: that of what it replaces, or that of its
    /// traffic.</summary>
    private int PlaceOf(EstablishedChild child, Agreement agreement)
    {
        if (child.Origin?.Child is { } old && _stage.Agreements.OfChild(old) is var (before, _))
        {
            return before.Place;
        }

        var peer = _stage.Peers[agreement.Peer];
        for (var place = 0; place < agreement.Sas.Count; place++)
        {
            if (child.Selectors.Remote
                == ExchangePolicies.RangeOf(peer.RemoteOf(agreement.Sas, place)))
            {
                return place;
            }
        }

        _stage.Watch.Strange(_box.Name, child.Selectors);
        return 0;
    }

    /// <summary>RFC 7296 §2.8: who has asked for a CHILD SA may not know the answer yet: the one
    /// before it is used until a packet shows that it does.</summary>
    private void Doubt(Protocol.Spi inbound)
    {
        if (_paths.TryGetValue(inbound, out var path) && Flaw != TunnelFlaw.SentUnproven)
        {
            path.IsConfirmed = false;
        }
    }

    private KeyHandle DrawHandle() => new(_box.Chance.Next() | 1);

    private void Settle(Items<SaFact> facts, IkeExchanges.Side side)
    {
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case SaFact.ChildMade(var child, var replaces):
                    _exchanges.Keys.Forget(child.Keys.Value);
                    if (child.Origin is { IsRedundant: true })
                    {
                        // RFC 7296 §2.8.1: whoever began it deletes it.
                        _stage.Tell(
                            MomentKind.Sa, _box.Name,
                            "deletes its new CHILD SA: the peer's stands");
                    }
                    else if (replaces is not null)
                    {
                        _stage.Watch.Rekeyed();
                    }

                    Begin(child.Inbound);
                    if (replaces is not null && side == IkeExchanges.Side.Theirs)
                    {
                        Answered(child.Inbound);
                        Doubt(child.Inbound);
                    }

                    break;
                case SaFact.IkeMade(var made, var from):
                    if (_stage.Agreements.Of(made.Id.Initiator) is not { } agreement)
                    {
                        break;
                    }

                    _stage.Tell(
                        MomentKind.Sa, _box.Name,
                        from is null
                            ? "deletes its new IKE SA: the peer's stands"
                            : $"has a new IKE SA with {agreement.Peer}");
                    if (from is { } old)
                    {
                        MovesOn(old, agreement);
                        Age(made.Id);
                        GiveTokenAnew(agreement);
                    }

                    break;
                case SaFact.ChildrenEnded or SaFact.IkeEnded:
                    break;
            }
        }
    }
}
