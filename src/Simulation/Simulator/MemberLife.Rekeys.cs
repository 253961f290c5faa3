using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>Rekeys of CHILD SAs, whoever begins, and what is answered.</content>
internal sealed partial class MemberLife
{
    private readonly HashSet<Spi> _rekeying = [];
    private readonly Dictionary<Spi, ChildAgreement> _becoming = [];
    private Change.RequestAnswered? _answered;

    /// <summary>Whether an exchange of this member is not done.</summary>
    public bool IsRekeying => _rekeying.Count + _rekeyingIke.Count + _ownQuickModes.Count
        + _unconfirmed.Count + _outlived.Count > 0;

    /// <summary>CREATE_CHILD_SA with REKEY_SA, RFC 7296 §1.3.3.</summary>
    public void Rekey(IkeSaId ike, Spi old, Action<bool> then)
    {
        var sas = _state.Replication.Replica.Sas;
        if (!sas.Children.TryFind(old.Value, out var before)
            || _stage.Agreements.SasOf(before.Outbound) is not { } plan)
        {
            then(false);
            return;
        }

        if (IsOld(before.Ike))
        {
            RekeyOld(before, plan, then);
            return;
        }

        if (!_rekeying.Add(old))
        {
            then(false);
            return;
        }

        var child = new ChildAgreement
        {
            Place = _stage.Agreements.OfChild(old)?.Child.Place ?? 0,
            Replaces = old,
            MemberSpi = DrawSpi(),
            PeerSpi = _stage.DrawSpi(),
            Keys = new(_box.Chance.Next()),
            Material = KeyRing.Draw(ref _box.Chance, plan.Suite),
        };
        _stage.Agreements.Add(child, plan);
        AskKeys(ike, Descriptions.RekeyOf(old, child.MemberSpi), answer =>
        {
            if (answer is not null && !_isGone
                && _state.Replication.Replica.Sas.Children.TryFind(old.Value, out _)
                && Descriptions.Refuses(answer, NotifyType.ChildSaNotFound))
            {
                // RFC 7296 §2.25.1: the peer has no such SA, so another one is made from scratch.
                AskKeys(
                    ike, Descriptions.NonceOf(child.MemberSpi),
                    anew => EndRekey(ike, child, anew, then));
                return;
            }

            EndRekey(ike, child, answer, then);
        });
    }

    private void EndRekey(
        IkeSaId ike, ChildAgreement child, InnerPayloadsValue? answer, Action<bool> then)
    {
        var old = child.Replaces;
        _rekeying.Remove(old);
        if (answer is null || _isGone || Descriptions.AgreedIn(answer) != child.MemberSpi)
        {
            // RFC 7296 §2.25.1: of what the peer has deleted meanwhile nothing is left to do.
            then(!_isGone && answer is not null
                && !_state.Replication.Replica.Sas.Children.TryFind(old.Value, out _));
            return;
        }

        Rekeyed(ike, child, then);
    }

    /// <summary>CREATE_CHILD_SA, and an IKE_FOLLOWUP_KE for each key exchange that its answer and
    /// theirs want (RFC 9370 §2.2.4).</summary>
    private void AskKeys(
        IkeSaId ike, Items<IkePayloadValue> payloads, Action<InnerPayloadsValue?> then)
    {
        _stage.Watch.BeginsRekey();
        Ask(ike, ExchangeType.CreateChildSa, payloads, answer => FollowUp(ike, answer, then));
    }

    private void FollowUp(
        IkeSaId ike, InnerPayloadsValue? answer, Action<InnerPayloadsValue?> then)
    {
        if (answer is not null && KeyLinks.In(answer) is { } link)
        {
            Ask(
                ike, ExchangeType.IkeFollowupKe, KeyLinks.Exchange(link),
                next => FollowUp(ike, next, then));
        }
        else
        {
            then(answer);
        }
    }

    /// <summary>The peer has a new CHILD SA: it becomes a fact, and the old one ends.</summary>
    private void Rekeyed(IkeSaId ike, ChildAgreement child, Action<bool> then)
    {
        var old = child.Replaces;
        var theirs = ByPeerInstead(old);
        var isCollision = theirs is not null;
        if (isCollision && (child.Nonce < theirs!.Nonce
            || !_state.Replication.Replica.Sas.Children.TryFind(old.Value, out _)))
        {
            // RFC 7296 §2.8.1: of two at once the one with the lowest nonce is redundant, and
            // whoever began it deletes it.
            _stage.Tell(MomentKind.Sa, _box.Name, "deletes its new CHILD SA: the peer's stands");
            DeleteChildren(ike, [child.MemberSpi]);
            then(true);
            return;
        }

        if (RowOf(ike, child) is not { } row)
        {
            then(false);
            return;
        }

        _keys.TryAdd(child.Keys, child.Material);
        var answered = TakeAnswered();
        Propose([.. answered, new Change.ChildUp(row)], isFact =>
        {
            if (isFact)
            {
                _stage.Watch.Rekeyed();
                Begin(child.MemberSpi);
                EndChild(row.Ike, old);
            }
            else
            {
                Propose(answered);
                DeleteChildren(row.Ike, [child.MemberSpi]);
            }

            then(isFact);
        });
    }

    /// <summary>What replaces a CHILD SA. The old one may be gone before the answer is here: the
    /// peer has the new one, and it stands (RFC 7296 §2.25.1). Null: so is its IKE SA.</summary>
    private ChildSa? RowOf(IkeSaId ike, ChildAgreement child)
    {
        if (_state.Replication.Replica.Sas.Children.TryFind(child.Replaces.Value, out var still))
        {
            return Replacing(still, child);
        }

        return Known(ike) is not null && _stage.PeerOf(ike) is { } peer
            && _stage.Agreements.SasOf(child.PeerSpi) is { } plan
            ? Row(child, plan, ike, peer.RemoteOf(plan, child.Place))
            : null;
    }

    /// <summary>That a request is answered becomes a fact with what the answer makes, or alone.
    /// </summary>
    private Items<Change> TakeAnswered()
    {
        Items<Change> answered = _answered is { } one ? [one] : [];
        _answered = null;
        return answered;
    }

    /// <summary>The CHILD SA by which the peer has rekeyed the same one: a fact, so whoever takes
    /// over knows it too, or about to be one.</summary>
    private ChildAgreement? ByPeerInstead(Spi old) =>
        _becoming.GetValueOrDefault(old) ?? Replacement(old, isOfPeer: true);

    private ChildAgreement? Replacement(Spi old, bool isOfPeer) =>
        _stage.Agreements.Replacing(old).FirstOrDefault(one => one.IsOfPeer == isOfPeer
            && _state.Replication.Replica.Sas.Children.TryFind(one.MemberSpi.Value, out _));

    private static ChildSa Replacing(ChildSa old, ChildAgreement child) => old with
    {
        Inbound = child.MemberSpi,
        Outbound = child.PeerSpi,
        Keys = child.Keys,
        SentThrough = 0,
        Floor = 0,
        OctetsThrough = 0,
        Born = default,
    };

    /// <summary>What a predecessor has replaced and not deleted any more.</summary>
    private void EndReplaced()
    {
        foreach (var child in _state.Replication.Replica.Sas.Children.ToArray())
        {
            if (_stage.Agreements.OfChild(child.Inbound)?.Child
                    is { IsOfPeer: false, Replaces: { Value: not 0 } old }
                && _state.Replication.Replica.Sas.Children.TryFind(old.Value, out _))
            {
                EndChild(child.Ike, old);
            }
        }
    }

    /// <summary>All CHILD SAs with a peer are rekeyed; false: there is none.</summary>
    public bool RekeyAll(string peer)
    {
        var any = false;
        foreach (var child in _state.Replication.Replica.Sas.Children.ToArray())
        {
            if (_stage.PeerOf(child.Ike)?.Plan.Name == peer)
            {
                any = true;
                Rekey(child.Ike, child.Inbound, _ => { });
            }
        }

        return any;
    }

    /// <summary>What was sent before a takeover is answered after it: whoever took over goes on
    /// where its predecessor was.</summary>
    private void GoOn(IkeSaId ike, InnerPayloadsValue answer)
    {
        if (KeyLinks.In(answer) is not null)
        {
            FollowUp(ike, answer, last =>
            {
                if (last is not null)
                {
                    GoOn(ike, last);
                }
            });
        }
        else if (Descriptions.AgreedIkeIn(answer) is { } initiator
            && _stage.Agreements.Of(initiator) is { IsOfMember: true, Replaces: not null }
                agreement)
        {
            RekeyedIke(ike, agreement, _ => { });
        }
        else if (Descriptions.AgreedIn(answer) is { } spi
            && _stage.Agreements.OfChild(spi) is var (child, _) && child.Replaces.Value != 0)
        {
            Rekeyed(ike, child, _ => { });
        }
    }

    /// <summary>What a part of an exchange of several messages is answered: the first by its own
    /// payloads, each other one by a share.</summary>
    internal static Items<IkePayloadValue> PartOf(
        InnerPayloadsValue request, Items<IkePayloadValue> first, KeyLink link) =>
        KeyLinks.In(request) is null
            ? [.. first, .. KeyLinks.Wanting(link)]
            : KeyLinks.Exchange(link);

    /// <summary>A peer rekeys: what is answered, what becomes a fact with the answer, and what
    /// follows from it.</summary>
    private Action<bool>? AnswerRekey(
        IkeSaId ike, InnerPayloadsValue request, List<Change> changes,
        out Items<IkePayloadValue> payloads)
    {
        payloads = [];
        if (Descriptions.AgreedIkeIn(request) is { } initiator
            && _stage.Agreements.Of(initiator) is { Replaces: { } before } agreement)
        {
            var exchanges = KeyLinks.LeftBehind(request, agreement.Sas.KeyExchanges);
            payloads = PartOf(
                request, Descriptions.RekeyOfIke(initiator, isResponse: true),
                new(IsIke: true, initiator.Value, exchanges));
            if (exchanges == 0)
            {
                // The old one stands until the peer deletes it: its answer may be repeated.
                agreement.Ike = new(initiator, DrawIkeSpi());
                before.Successor = agreement;
            }

            return null;
        }

        if (Descriptions.AgreedIn(request) is not { } named
            || _stage.Agreements.OfPeersChild(named) is not var (child, sas)
            || !_state.Replication.Replica.Sas.Children.TryFind(
                child.Replaces.Value, out var old)
            || (Descriptions.RekeyedIn(request) is { } outbound && outbound != old.Outbound))
        {
            return null;
        }

        if (Replacement(old.Inbound, isOfPeer: false) is not null)
        {
            // RFC 7296 §2.25.1: it was rekeyed before this came, and its end is wanted.
            payloads = Descriptions.Refusal(NotifyType.TemporaryFailure);
            return null;
        }

        var left = KeyLinks.LeftBehind(request, sas.KeyExchanges);
        payloads = PartOf(
            request, Descriptions.NonceOf(named), new(IsIke: false, named.Value, left));
        if (left > 0)
        {
            return null;
        }

        child.MemberSpi = DrawSpi();
        _stage.Agreements.Add(child, sas);
        _keys.TryAdd(child.Keys, child.Material);
        changes.Add(new Change.ChildUp(Replacing(old, child)));
        _becoming[old.Inbound] = child;
        return isFact =>
        {
            _becoming.Remove(child.Replaces);
            if (isFact)
            {
                _stage.Watch.Rekeyed();
                Begin(child.MemberSpi);
            }
        };
    }
}
