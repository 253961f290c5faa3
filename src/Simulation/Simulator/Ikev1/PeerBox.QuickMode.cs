using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>Quick Mode, whoever begins.</content>
internal sealed partial class PeerBox
{
    // Longer than an end waits for the third message: of two one is always there.
    private static readonly TimeSpan OldChildLasts = TimeSpan.FromSeconds(8);

    private readonly QuickAttempts _quickAttempts;
    private readonly QuickResponses _quickResponses;
    private readonly Dictionary<(IkeSaId Ike, MessageId Id), PeerQuickMode> _quickModes = [];
    private readonly HashSet<PeerChild> _outlived = [];

    /// <summary>A Quick Mode of this peer.</summary>
    private sealed class PeerQuickMode
    {
        public required MessageId Id { get; init; }

        public required PeerIke Ike { get; init; }

        public required ChildAgreement Child { get; init; }

        /// <summary>What it replaces; null: it is not that of this side, or the first.</summary>
        public PeerChild? Old { get; init; }

        public PeerChild? Made { get; set; }

        /// <summary>Whether nothing more of it is awaited.</summary>
        public bool IsDone { get; set; }
    }

    /// <summary>Each planned CHILD SA that is not there, and is not about to be.</summary>
    private void FillPlaces(PeerIke ike)
    {
        var sas = ike.Agreement.Sas;
        for (var place = 0; place < sas.Count; place++)
        {
            var at = place;
            if (ike is { IsGone: false, Awaits: null }
                && !_children.Values.Any(child =>
                    child.Ike.Agreement.Sas == sas && child.Agreement.Place == at)
                && !_quickModes.Values.Any(quick => !quick.IsDone && !quick.Ike.IsGone
                    && quick.Ike.Agreement.Sas == sas && quick.Child.Place == at))
            {
                BeginQuick(ike, place, old: null);
            }
        }
    }

    /// <summary>There is something to send, and no CHILD SA: one is made, unless whoever made the
    /// ISAKMP SA is about to. Nobody may be there any more, RFC 3706 §5.5.</summary>
    private void Acquire()
    {
        foreach (var ike in IsOld ? _ikes.Values.ToArray() : [])
        {
            Dpd(ike, new DeadPeerDetection.Input.Outbound());
            if (_stage.Agenda.Now - ike.StandsSince >= AttemptEvery * AttemptsMax)
            {
                FillPlaces(ike);
            }
        }
    }

    private void BeginQuick(PeerIke ike, int place, PeerChild? old)
    {
        if (ike is not { IsGone: false, Isakmp: { } secrets })
        {
            return;
        }

        var sas = ike.Agreement.Sas;
        var child = new ChildAgreement
        {
            Place = place,
            Replaces = old?.Agreement.MemberSpi ?? default,
            IsOfPeer = true,
            PeerSpi = _stage.DrawSpi(),
            Keys = new(_chance.Next() | 1),
            Material = [],
        };
        _stage.Agreements.Add(child, sas);
        var quick = new PeerQuickMode
        {
            Id = DrawMessageId(secrets.IsUsed),
            Ike = ike,
            Child = child,
            Old = old,
        };
        _quickModes[(ike.Id, quick.Id)] = quick;
        _quickAttempts.Begin(
            secrets, ike.Id, quick.Id,
            _stage.Policies.QuickWishOf(
                secrets.Standing(Cookies(ike)), sas,
                ExchangePolicies.RangeOf(RemoteOf(sas, place)), ExchangePolicies.Any),
            child.PeerSpi,
            new(
                FlowTo(ike.Agreement), octets => Say(quick, octets),
                (made, settled) => TakeQuick(quick, secrets, made, settled),
                () => End(quick)));
    }

    /// <summary>The ISAKMP SA may have ended meanwhile.</summary>
    private void Say(PeerQuickMode quick, Octets octets)
    {
        if (!quick.Ike.IsGone)
        {
            SendIke(quick.Ike, octets.Span);
        }
        else if (!quick.IsDone)
        {
            End(quick);
        }
    }

    /// <summary>It was in vain: what this side began is begun anew while it is wanted, and what the
    /// gateway began leaves nothing.</summary>
    private void End(PeerQuickMode quick)
    {
        quick.IsDone = true;
        _quickModes.Remove((quick.Ike.Id, quick.Id));
        _quickAttempts.End(quick.Ike.Id, quick.Id);
        var ike = Under(quick.Ike);
        if (ike.IsGone)
        {
            return;
        }

        if (quick.Made is { } made)
        {
            if (_children.ContainsKey(made.Agreement.PeerSpi))
            {
                if (ike != quick.Ike)
                {
                    // The machine has told who is gone.
                    Inform(ike, IsakmpDeletes.Of(made.Agreement.PeerSpi));
                }

                Drop(made);
            }
        }
        else if (quick.Old is { } old && _children.ContainsKey(old.Agreement.PeerSpi))
        {
            BeginQuick(ike, old.Agreement.Place, old);
            return;
        }

        FillPlaces(ike);
    }

    private void Quick(
        PeerIke ike, IsakmpSecrets secrets, ReadOnlySpan<byte> octets, MessageId id)
    {
        if (_quickAttempts.Has(ike.Id, id))
        {
            _quickAttempts.Hear(ike.Id, id, octets);
        }
        else
        {
            _quickResponses.Hear(secrets, ike.Id, id, octets, QuickCallerOf(ike, secrets, id));
        }
    }

    private void TakeQuick(
        PeerQuickMode quick, IsakmpSecrets secrets, QuickSa made, Action<bool> settled)
    {
        var (ike, child) = (quick.Ike, quick.Child);
        if (made.Child.Outbound != child.MemberSpi)
        {
            // An answer for another CHILD SA: this one comes to nothing, and nobody is to use it.
            settled(false);
            End(quick);
            return;
        }

        quick.IsDone = true;
        Later(Lingers, () => _quickModes.Remove((ike.Id, quick.Id)));
        Dpd(ike, new DeadPeerDetection.Input.Heard());
        var sas = ike.Agreement.Sas;
        _keys.TryAdd(
            child.Keys,
            secrets.ChildMaterial(
                sas.Suite, made.Child.Keys, KeyRing.OtherOf(made.Child.Role)));
        settled(true);
        var added = Add(Under(ike), child, sas, isConfirmed: true);
        _stage.Tell(MomentKind.Sa, Plan.Name, "has a new CHILD SA");
        Succeed(added);
    }

    private QuickCaller QuickCallerOf(PeerIke ike, IsakmpSecrets secrets, MessageId id)
    {
        var asked = default((ChildAgreement Child, SaPlan Sas)?);
        var quick = default(PeerQuickMode);
        return new(
            FlowTo(ike.Agreement),
            octets =>
            {
                if (!ike.IsGone)
                {
                    SendIke(ike, octets.Span);
                }
            },
            theirs =>
            {
                if (_stage.Agreements.OfChild(theirs)
                        is not ({ IsOfPeer: false } child, var sas)
                    || _children.ContainsKey(child.PeerSpi))
                {
                    return null;
                }

                asked = (child, sas);
                Settle(ike);
                return (
                    _stage.Policies.QuickPeerOf(
                        sas, ExchangePolicies.RangeOf(RemoteOf(sas, child.Place)),
                        ExchangePolicies.Any),
                    child.PeerSpi);
            },
            (made, settled) =>
            {
                var (child, sas) = asked!.Value;
                _keys.TryAdd(
                    child.Keys,
                    secrets.ChildMaterial(
                        sas.Suite, made.Child.Keys, KeyRing.OtherOf(made.Child.Role)));
                _quickModes[(ike.Id, id)] = quick = new()
                {
                    Id = id,
                    Ike = ike,
                    Child = child,
                    Made = Add(ike, child, sas, isConfirmed: false),
                };
                settled(true);
            },
            () =>
            {
                Dpd(ike, new DeadPeerDetection.Input.Heard());
                Confirm(quick!.Made!);
            },
            () => End(quick!));
    }

    /// <summary>The ISAKMP SA that has the CHILD SAs, which one may have replaced meanwhile.
    /// </summary>
    private PeerIke Under(PeerIke ike) => ike.IsGone ? NewestOf(ike.Agreement) ?? ike : ike;

    /// <summary>The gateway has used a CHILD SA: it is used here too.</summary>
    private void Confirm(PeerChild child)
    {
        if (child.IsConfirmed)
        {
            return;
        }

        child.IsConfirmed = true;
        _quickResponses.Used(child.Agreement.PeerSpi);
        foreach (var quick in _quickModes.Values.Where(one => one.Made == child))
        {
            quick.IsDone = true;
        }

        if (child.Ike.Isakmp is not null)
        {
            Succeed(child);
        }
    }

    /// <summary>What other CHILD SAs for the same packets were replaced by this one, or by which
    /// it was.</summary>
    private void Succeed(PeerChild made)
    {
        foreach (var other in _children.Values.ToArray())
        {
            if (other == made || other.Local != made.Local || !other.IsConfirmed)
            {
                continue;
            }

            var loser = Succession.Loser(
                _stage.Agreements, made.Agreement, other.Agreement) == made.Agreement
                ? made
                : other;
            if (!_outlived.Add(loser))
            {
                continue;
            }

            Later(OldChildLasts, () =>
            {
                _outlived.Remove(loser);
                if (IsRunning && _children.GetValueOrDefault(loser.Agreement.PeerSpi) == loser)
                {
                    Inform(loser.Ike, IsakmpDeletes.Of(loser.Agreement.PeerSpi));
                    Drop(loser);
                }
            });
        }
    }
}
