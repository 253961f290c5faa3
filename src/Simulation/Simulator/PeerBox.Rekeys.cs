using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>Rekeys that a peer begins, and what becomes of its SAs by either side's.</content>
internal sealed partial class PeerBox
{
    /// <summary>The gateway rekeys: what is answered, and the CHILD SA that stands by it.</summary>
    private Items<IkePayloadValue> AnswerRekey(
        PeerIke ike, InnerPayloadsValue request, out PeerChild? added)
    {
        added = null;
        if (Descriptions.AgreedIn(request) is { } agreed
            && _stage.Agreements.OfChild(agreed) is var (child, sas))
        {
            // RFC 7296 §2.25.1: it was deleted, or was rekeyed before and is about to be.
            var old = _stage.Agreements.OfChild(child.Replaces) is var (replaced, _)
                ? ike.Children.GetValueOrDefault(replaced.PeerSpi)
                : null;
            var isRekey = Descriptions.RekeyedIn(request) is not null
                || KeyLinks.In(request) is not null;
            if (isRekey && old is null or { IsEnding: true })
            {
                return Descriptions.Refusal(
                    old is null ? NotifyType.ChildSaNotFound : NotifyType.TemporaryFailure);
            }

            var left = KeyLinks.LeftBehind(request, sas.KeyExchanges);
            added = left == 0 ? Add(ike, child, sas, isConfirmed: false) : null;
            return MemberLife.PartOf(
                request, Descriptions.NonceOf(agreed), new(IsIke: false, agreed.Value, left));
        }

        if (Descriptions.AgreedIkeIn(request) is { } initiator
            && _stage.Agreements.Of(initiator) is { IsOfMember: true } agreement)
        {
            var left = KeyLinks.LeftBehind(request, agreement.Sas.KeyExchanges);
            if (left == 0)
            {
                Move(ike, agreement, new(initiator, new(_chance.Next() | 1)));
            }

            return MemberLife.PartOf(
                request, Descriptions.RekeyOfIke(initiator, isResponse: true),
                new(IsIke: true, initiator.Value, left));
        }

        return [];
    }

    /// <summary>CREATE_CHILD_SA, and an IKE_FOLLOWUP_KE for each key exchange that is wanted.
    /// </summary>
    private static void AskKeys(
        PeerIke ike, Items<IkePayloadValue> payloads, Action<InnerPayloadsValue?> then)
    {
        void FollowUp(InnerPayloadsValue? answer)
        {
            if (answer is not null && KeyLinks.In(answer) is { } link && !ike.IsGone)
            {
                ike.Requests.Enqueue(new(
                    ExchangeType.IkeFollowupKe, KeyLinks.Exchange(link), FollowUp));
            }
            else
            {
                then(answer);
            }
        }

        ike.Requests.Enqueue(new(ExchangeType.CreateChildSa, payloads, FollowUp));
    }

    /// <summary>Whether an exchange that it began is not done.</summary>
    public bool IsBusy => HasOldExchanges
        || _ikes.Values.Any(ike => ike.Open.Count + ike.Requests.Count > 0);

    /// <summary>Rekeys all of a kind; false: there is none.</summary>
    public bool Rekey(RekeyOf what)
    {
        var any = false;
        foreach (var ike in _ikes.Values.Where(one => one.Successor is null).ToArray())
        {
            if (!IsRunning)
            {
                break;
            }

            any = true;
            if (ike.Isakmp is not null)
            {
                RekeyOld(ike, what);
                continue;
            }

            switch (what)
            {
                case RekeyOf.Ike:
                    RekeyIke(ike);
                    break;
                case RekeyOf.Children:
                    foreach (var child in ike.Children.Values.ToArray())
                    {
                        Rekey(child);
                    }

                    break;
            }

            Ids(ike, new MessageIds.Input.Wanted());
        }

        return any;
    }

    private void RekeyIke(PeerIke ike)
    {
        var agreement = _stage.OfferRekey(
            ike.Agreement, new(_chance.Next() | 1), ref _chance, isOfMember: false);
        AskKeys(
            ike, Descriptions.RekeyOfIke(agreement.Initiator), answer =>
            {
                if (answer is not null && !ike.IsGone && ike.Successor is null
                    && Descriptions.AgreedIkeIn(answer) == agreement.Initiator)
                {
                    Move(ike, agreement, agreement.Ike);
                    Request(ike, Descriptions.DeleteOfIke(), () => Drop(ike));
                }
            });
    }

    private void Rekey(PeerChild old)
    {
        var sas = old.Ike.Agreement.Sas;
        var child = new ChildAgreement
        {
            Place = old.Agreement.Place,
            Replaces = old.Agreement.MemberSpi,
            IsOfPeer = true,
            PeerSpi = _stage.DrawSpi(),
            Keys = new(_chance.Next() | 1),
            Material = KeyRing.Draw(ref _chance, sas.Suite),
        };
        _stage.Agreements.Add(child, sas);
        AskKeys(
            old.Ike, Descriptions.RekeyOf(old.Agreement.PeerSpi, child.PeerSpi), answer =>
            {
                if (answer is not null && !old.Ike.IsGone
                    && Descriptions.AgreedIn(answer) == child.PeerSpi)
                {
                    Rekeyed(old, child);
                }
            });
    }

    /// <summary>The gateway has a new CHILD SA, and the old one ends.</summary>
    private void Rekeyed(PeerChild old, ChildAgreement child)
    {
        var ike = old.Ike;
        var other = ike.Children.Values.FirstOrDefault(
            one => one.Agreement.Replaces == child.Replaces && !one.Agreement.IsOfPeer);
        if (other is not null && child.Nonce < other.Agreement.Nonce)
        {
            // RFC 7296 §2.8.1: of two at once the one with the lowest nonce is redundant.
            _stage.Tell(MomentKind.Sa, Plan.Name, "deletes its new CHILD SA: the gateway's stands");
            Request(ike, Descriptions.DeleteOf([child.PeerSpi]), () => { });
            return;
        }

        var made = Add(ike, child, ike.Agreement.Sas, isConfirmed: true);
        _stage.Tell(MomentKind.Sa, Plan.Name, "has a new CHILD SA");
        End(old);
        DeleteRedundant(made);
    }

    private void End(PeerChild child)
    {
        if (!child.IsEnding)
        {
            child.IsEnding = true;
            Request(
                child.Ike, Descriptions.DeleteOf([child.Agreement.PeerSpi]), () =>
                {
                    Drop(child);
                    Confirm(child.Ike);
                });
        }
    }

    /// <summary>Some peers keep one SA for the same packets: as soon as they have another one, they
    /// delete those before it, whoever else does.</summary>
    private void DeleteRedundant(PeerChild newest)
    {
        if (!Plan.DeletesRedundant || !_children.ContainsKey(newest.Agreement.PeerSpi))
        {
            return;
        }

        foreach (var old in _children.Values.ToArray())
        {
            if (old != newest && old.Local == newest.Local && !old.IsEnding)
            {
                _stage.Tell(MomentKind.Sa, Plan.Name, "deletes a CHILD SA that is not needed");
                End(old);
            }
        }
    }

    private void Request(
        PeerIke ike, Items<IkePayloadValue> payloads, Action then)
    {
        ike.Requests.Enqueue(new(ExchangeType.Informational, payloads, answer =>
        {
            if (answer is not null)
            {
                then();
            }
            else if (!ike.IsGone)
            {
                // Message IDs were synchronised: the gateway has not seen it, RFC 6311 §5.1.
                Request(ike, payloads, then);
            }
        }));
        Ids(ike, new MessageIds.Input.Wanted());
    }

    /// <summary>RFC 7296 §2.18: a new IKE SA has the CHILD SAs of the old one, all of them, once.
    /// </summary>
    private void Move(PeerIke old, Agreement agreement, IkeSaId id)
    {
        agreement.Ike = id;
        var ike = Made(agreement, id);
        (ike.Here, ike.ChildHere, ike.Mobike) = (old.Here, old.ChildHere, old.Mobike);
        foreach (var (spi, child) in old.Children)
        {
            child.Ike = ike;
            ike.Children[spi] = child;
        }

        old.Children.Clear();
        old.Successor = ike;
        _stage.Tell(MomentKind.Sa, Plan.Name, "has a new IKE SA");
        Ids(ike, new MessageIds.Input.Promoted(new(0, 1, [], 0, [])));
        Live(ike, new LivenessCheck.Input.Promoted(SyncsFirst: false));
    }
}
