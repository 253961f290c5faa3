using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>Quick Mode, whoever begins.</content>
internal sealed partial class PeerBox
{
    // Longer than an end waits for the third message: of two one is always there.
    private static readonly TimeSpan OldChildLasts = TimeSpan.FromSeconds(8);

    private readonly Dictionary<(IkeSaId Ike, MessageId Id), PeerQuickMode> _quickModes = [];
    private readonly HashSet<PeerChild> _outlived = [];

    /// <summary>A Quick Mode of this peer.</summary>
    private sealed class PeerQuickMode
    {
        public required QuickMode Mode { get; init; }

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
    /// ISAKMP SA is about to.</summary>
    private void Acquire()
    {
        foreach (var ike in IsOld ? _ikes.Values.ToArray() : [])
        {
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
        var mode = new QuickMode(
            secrets, Cookies(ike), DrawMessageId(secrets), octets => _chance.Fill(octets));
        mode.Begin(
            child.PeerSpi, sas.Suite,
            QuickMode.Networks(RemoteOf(sas, place), isOfMember: false));
        var quick = new PeerQuickMode { Mode = mode, Ike = ike, Child = child, Old = old };
        _quickModes[(ike.Id, mode.Id)] = quick;
        Attempt(quick);
    }

    private void Attempt(PeerQuickMode quick)
    {
        if (!IsRunning || quick.IsDone)
        {
            return;
        }

        if (quick.Ike.IsGone || ++quick.Mode.Tries > AttemptsMax)
        {
            End(quick);
            return;
        }

        SendIke(quick.Ike, quick.Mode.Sent);

        Later(AttemptEvery, () => Attempt(quick));
    }

    /// <summary>It was in vain: what this side began is begun anew while it is wanted, and what the
    /// gateway began leaves nothing.</summary>
    private void End(PeerQuickMode quick)
    {
        quick.IsDone = true;
        _quickModes.Remove((quick.Ike.Id, quick.Mode.Id));
        var ike = Under(quick.Ike);
        if (ike.IsGone)
        {
            return;
        }

        if (quick.Made is { } made)
        {
            if (_children.ContainsKey(made.Agreement.PeerSpi))
            {
                Inform(ike, [IsakmpPayloads.DeleteOf([made.Agreement.PeerSpi])]);
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
        PeerIke ike, IsakmpSecrets secrets, ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        var key = (ike.Id, message.MessageId);
        if (!_quickModes.TryGetValue(key, out var quick))
        {
            AnswerQuick(ike, secrets, octets, message);
        }
        else if (!quick.Child.IsOfPeer)
        {
            if (!quick.IsDone && quick.Mode.IsFinished(octets))
            {
                Dpd(ike, new DeadPeerDetection.Input.Heard());
                Confirm(quick.Made!);
            }
            else if (!quick.IsDone)
            {
                SendIke(ike, quick.Mode.Sent);
            }
        }
        else if (quick.IsDone)
        {
            // RFC 2408 §5.1: the third message was lost.
            SendIke(ike, quick.Mode.Sent);
        }
        else if (quick.Mode.Finish(octets) is { } third)
        {
            TakeQuick(quick, third);
        }
    }

    private void TakeQuick(PeerQuickMode quick, byte[] third)
    {
        var (ike, child, mode) = (quick.Ike, quick.Child, quick.Mode);
        if (mode.Theirs != child.MemberSpi)
        {
            // An answer for another CHILD SA: this one comes to nothing, and nobody is to use it.
            End(quick);
            return;
        }

        quick.IsDone = true;
        Later(
            Lingers, () => _quickModes.Remove((ike.Id, mode.Id)));
        Dpd(ike, new DeadPeerDetection.Input.Heard());
        SendIke(ike, third);
        var suite = ike.Agreement.Sas.Suite;
        _keys.TryAdd(
            child.Keys, mode.Material(suite, child.PeerSpi, mode.Theirs, isOfMember: false));
        var made = Add(Under(ike), child, ike.Agreement.Sas, isConfirmed: true);
        _stage.Tell(MomentKind.Sa, Plan.Name, "has a new CHILD SA");
        Succeed(made);
    }

    private void AnswerQuick(
        PeerIke ike, IsakmpSecrets secrets, ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        var mode = new QuickMode(
            secrets, Cookies(ike), message.MessageId, span => _chance.Fill(span));
        if (mode.Take(octets) is null
            || _stage.Agreements.OfChild(mode.Theirs) is not ({ IsOfPeer: false } child, var sas)
            || _children.ContainsKey(child.PeerSpi))
        {
            return;
        }

        Settle(ike);
        mode.Answer(
            child.PeerSpi, sas.Suite,
            QuickMode.Networks(RemoteOf(sas, child.Place), isOfMember: true));
        _keys.TryAdd(
            child.Keys,
            mode.Material(sas.Suite, mode.Theirs, child.PeerSpi, isOfMember: true));
        var quick = new PeerQuickMode
        {
            Mode = mode,
            Ike = ike,
            Child = child,
            Made = Add(ike, child, sas, isConfirmed: false),
        };
        _quickModes[(ike.Id, mode.Id)] = quick;
        Attempt(quick);
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
                    Inform(loser.Ike, [IsakmpPayloads.DeleteOf([loser.Agreement.PeerSpi])]);
                    Drop(loser);
                }
            });
        }
    }
}
