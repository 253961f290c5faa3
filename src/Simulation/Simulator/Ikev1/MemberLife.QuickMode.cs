using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// Quick Mode. The CHILD SA is a fact before the second or third message of this member leaves, and
/// with it: whoever takes over repeats it. One that the peer began is not sent under before the
/// third message, or a packet, has shown that the peer has it: the first message may be an old one
/// (RFC 2409 §5.5).
/// </content>
internal sealed partial class MemberLife
{
    // Longer than an end waits for the third message: of two one is always there.
    private static readonly TimeSpan OldChildLasts = TimeSpan.FromSeconds(8);

    private readonly QuickAttempts _quickAttempts;
    private readonly QuickResponses _quickResponses;
    private readonly Dictionary<(IkeSaId Ike, MessageId Id), OwnQuickMode> _ownQuickModes = [];
    private readonly HashSet<Spi> _unconfirmed = [];
    private readonly HashSet<Spi> _outlived = [];

    /// <summary>A Quick Mode that this member began.</summary>
    private sealed record OwnQuickMode(ChildAgreement Child, SaPlan Sas, Action<bool> Then);

    private void Quick(
        Ipv4Packet packet, IkeSa ike, IsakmpSecrets secrets, ReadOnlySpan<byte> octets,
        MessageId id)
    {
        if (_quickAttempts.Has(ike.Id, id))
        {
            _quickAttempts.Hear(ike.Id, id, octets);
        }
        else if (_quickResponses.Has(ike.Id, id)
            || (!Repeats(ike, IsakmpExchangeType.QuickMode, id) && IsOpen && Reigns
                && !ike.IsReplaced))
        {
            _quickResponses.Hear(secrets, ike.Id, id, octets, QuickCallerOf(packet, ike.Id));
        }
    }

    private QuickCaller QuickCallerOf(Ipv4Packet packet, IkeSaId ike)
    {
        var asked = default((ChildAgreement Child, SaPlan Sas)?);
        return new(
            FlowOf(packet),
            octets =>
            {
                if (MaySend && Known(ike) is not null)
                {
                    SendIke(ike, octets.Span);
                }
            },
            theirs =>
            {
                if (_stage.Agreements.OfPeersChild(theirs) is not { } known
                    || _stage.PeerOf(ike) is not { } peer)
                {
                    return null;
                }

                asked = known;
                known.Child.MemberSpi = DrawSpi();
                _stage.Agreements.Add(known.Child, known.Sas);
                return (
                    _stage.Policies.QuickPeerOf(
                        known.Sas, ExchangePolicies.Any,
                        ExchangePolicies.RangeOf(peer.RemoteOf(known.Sas, known.Child.Place))),
                    known.Child.MemberSpi);
            },
            (made, settled) => AnswerQuick(ike, asked!.Value, made, settled),
            () =>
            {
                Do(new Input.AtDpd(ike, new StateMachines.Dpd.DeadPeerDetection.Input.Heard()));
                Confirm(asked!.Value.Child.MemberSpi);
            },
            () => GiveUp(asked!.Value.Child.MemberSpi, told: ike));
    }

    /// <summary>A CHILD SA that a peer begins becomes a fact, with the answer to it.</summary>
    private void AnswerQuick(
        IkeSaId id, (ChildAgreement Child, SaPlan Sas) asked, QuickSa made,
        Action<bool> settled)
    {
        if (Known(id) is not { } ike || RowOf(ike, asked.Child, asked.Sas, made) is not { } row)
        {
            settled(false);
            return;
        }

        _unconfirmed.Add(row.Inbound);
        Propose(FactsOf(ike, row, made), isFact =>
        {
            settled(isFact);
            if (!isFact)
            {
                _unconfirmed.Remove(row.Inbound);
                _keys.Forget(row.Keys);
                return;
            }

            _stage.Tell(
                MomentKind.Sa, _box.Name, $"has a CHILD SA with {_stage.PeerOf(id)?.Plan.Name}");
            Begin(row.Inbound);
        });
    }

    private static Items<Change> FactsOf(IkeSa ike, ChildSa row, QuickSa made) =>
    [
        new Change.ChildUp(row),
        new Change.ResponseSent(
            ike.Id, new(ike.NextExpected, [made.Answer.Sent], KeyHandle.None)),
    ];

    private ChildSa? RowOf(IkeSa ike, ChildAgreement child, SaPlan sas, QuickSa made)
    {
        if (_keys.Isakmp(ike.Keys) is not { } secrets || _stage.PeerOf(ike.Id) is not { } peer)
        {
            return null;
        }

        // Handles are of one box: what another one made of the same message has another one.
        var keys = new KeyHandle(_box.Chance.Next() | 1);
        _keys.TryAdd(keys, secrets.ChildMaterial(sas.Suite, made.Child.Keys, made.Child.Role));
        return Row(child, sas, ike.Id, peer.RemoteOf(sas, child.Place)) with { Keys = keys };
    }

    /// <summary>Nobody has shown that the peer has it.</summary>
    /// <param name="spi">Where it is received.</param>
    /// <param name="told">The ISAKMP SA under which its peer was told already.</param>
    private void GiveUp(Spi spi, IkeSaId? told)
    {
        if (Reigns && _unconfirmed.Remove(spi)
            && _state.Replication.Replica.Sas.Children.TryFind(spi.Value, out var child))
        {
            _stage.Tell(MomentKind.Sa, _box.Name, "gives up a CHILD SA that its peer never used");
            if (child.Ike != told)
            {
                Inform(child.Ike, IsakmpDeletes.Of(spi));
            }

            Propose([new Change.ChildDown(spi)]);
        }
    }

    /// <summary>The peer has the CHILD SA: it is used.</summary>
    private void Confirm(Spi spi)
    {
        if (!_unconfirmed.Remove(spi) || PathOf(spi) is not { } path)
        {
            return;
        }

        _quickResponses.Used(spi);
        path.Out ??= Sending(path.Sa, path.Partition, path.Lease.Taken + 1);
        path.Grant(path.Lease.Through, path.Octets.Through);
        CountUsable(path.Remote);
        Ask(path);
        Succeed(path.Sa);
    }

    /// <summary>What other CHILD SAs for the same packets were replaced by this one, or by which
    /// it was.</summary>
    private void Succeed(ChildSa made)
    {
        if (_stage.Agreements.OfChild(made.Inbound) is not var (one, _))
        {
            return;
        }

        foreach (var child in _state.Replication.Replica.Sas.Children.ToArray())
        {
            if (child.Inbound == made.Inbound || child.Description != made.Description
                || _unconfirmed.Contains(child.Inbound)
                || _stage.PeerOf(child.Ike) != _stage.PeerOf(made.Ike)
                || _stage.Agreements.OfChild(child.Inbound) is not var (other, _))
            {
                continue;
            }

            var loser = Succession.Loser(_stage.Agreements, one, other);
            if (!_outlived.Add(loser.MemberSpi))
            {
                continue;
            }

            Later(OldChildLasts, () =>
            {
                _outlived.Remove(loser.MemberSpi);
                if (Reigns && _state.Replication.Replica.Sas.Children.TryFind(
                    loser.MemberSpi.Value, out var ending))
                {
                    EndChild(ending.Ike, ending.Inbound);
                }
            });
        }
    }

    /// <summary>This member begins Quick Mode.</summary>
    private void BeginQuick(
        IkeSaId ike, SaPlan sas, int place, Spi replaces, Action<bool> then)
    {
        if (Known(ike) is not { } sa || _keys.Isakmp(sa.Keys) is not { } secrets
            || _stage.PeerOf(ike) is not { } peer)
        {
            then(false);
            return;
        }

        var child = new ChildAgreement
        {
            Place = place,
            Replaces = replaces,
            MemberSpi = DrawSpi(),
            PeerSpi = _stage.DrawSpi(),
            Keys = new(_box.Chance.Next() | 1),
            Material = [],
        };
        _stage.Agreements.Add(child, sas);
        var id = DrawMessageId(secrets.IsUsed);
        _ownQuickModes[(ike, id)] = new(child, sas, then);
        _quickAttempts.Begin(
            secrets, ike, id,
            _stage.Policies.QuickWishOf(
                secrets.Standing(Cookies(ike)), sas, ExchangePolicies.Any,
                ExchangePolicies.RangeOf(peer.RemoteOf(sas, place))),
            child.MemberSpi,
            new(
                FlowTo(_stage.Agreements.Of(ike.Initiator)!, PlaceOf(ike)),
                octets =>
                {
                    if (MaySend && Known(ike) is not null)
                    {
                        SendIke(ike, octets.Span);
                    }
                },
                (made, settled) => TakeQuick(ike, id, made, settled),
                () => EndQuick(ike, id, isMade: false)));
    }

    private void EndQuick(IkeSaId ike, MessageId id, bool isMade)
    {
        if (_ownQuickModes.Remove((ike, id), out var own))
        {
            _quickAttempts.End(ike, id);
            own.Then(isMade);
        }
    }

    /// <summary>The peer has answered: its CHILD SA becomes a fact, with the third message.
    /// </summary>
    private void TakeQuick(IkeSaId id, MessageId message, QuickSa made, Action<bool> settled)
    {
        if (!_ownQuickModes.TryGetValue((id, message), out var own)
            || made.Child.Outbound != own.Child.PeerSpi || Known(id) is not { } ike
            || RowOf(ike, own.Child, own.Sas, made) is not { } row)
        {
            // An answer for another CHILD SA: this one comes to nothing.
            settled(false);
            EndQuick(id, message, isMade: false);
            return;
        }

        Do(new Input.AtDpd(id, new StateMachines.Dpd.DeadPeerDetection.Input.Heard()));
        Propose(FactsOf(ike, row, made), isFact =>
        {
            settled(isFact);
            if (isFact)
            {
                _stage.Tell(
                    MomentKind.Sa, _box.Name,
                    $"has a CHILD SA with {_stage.PeerOf(id)?.Plan.Name}");
                if (own.Child.Replaces.Value != 0)
                {
                    _stage.Watch.Rekeyed();
                }

                Begin(row.Inbound);
                Succeed(row);
            }
            else
            {
                _keys.Forget(row.Keys);
            }

            EndQuick(id, message, isFact);
        });
    }

    /// <summary>Quick Mode anew for the packets of a CHILD SA.</summary>
    private void RekeyOld(ChildSa before, SaPlan plan, Action<bool> then)
    {
        if (!_rekeying.Add(before.Inbound))
        {
            then(false);
            return;
        }

        BeginQuick(
            before.Ike, plan, _stage.Agreements.OfChild(before.Inbound)?.Child.Place ?? 0,
            before.Inbound, isDone =>
            {
                _rekeying.Remove(before.Inbound);
                then(isDone);
            });
    }

    /// <summary>Nothing that is half done is known to a reign that begins: what was a fact without
    /// a sign that the peer has it waits for one.</summary>
    private void BeginQuickModes()
    {
        EndOldExchanges();
        var sas = _state.Replication.Replica.Sas;
        foreach (var child in sas.Children)
        {
            if (child is { SentThrough: 0, Floor: 0 } && IsOld(child.Ike)
                && _stage.Agreements.OfChild(child.Inbound)?.Child is { IsOfPeer: true }
                && sas.Children.Any(other => other.Inbound != child.Inbound
                    && other.Description == child.Description
                    && _stage.PeerOf(other.Ike) == _stage.PeerOf(child.Ike)))
            {
                _unconfirmed.Add(child.Inbound);
                Later(AttemptEvery * AttemptsMax, () => GiveUp(child.Inbound, told: null));
            }
        }
    }

    /// <summary>What a predecessor has replaced, and did not end.</summary>
    private void EndOldReplaced()
    {
        foreach (var child in _state.Replication.Replica.Sas.Children.ToArray())
        {
            if (IsOld(child.Ike) && !_unconfirmed.Contains(child.Inbound))
            {
                Succeed(child);
            }
        }

        foreach (var ike in _state.Replication.Replica.Sas.Ikes.ToArray())
        {
            if (ike.IsReplaced && IsOld(ike.Id))
            {
                Later(Lingers, () => EndReplacedIke(ike.Id));
            }
            else if (IsOld(ike.Id))
            {
                Later(AttemptEvery * AttemptsMax, () => FillPlaces(ike.Id));
            }
        }
    }

    /// <summary>Each planned CHILD SA that a predecessor did not come to make.</summary>
    private void FillPlaces(IkeSaId id)
    {
        if (!Reigns || Known(id) is not { IsReplaced: false } ike
            || _stage.Agreements.Of(id.Initiator) is not { Sas: var sas })
        {
            return;
        }

        var there = ike.Children
            .Select(spi => _stage.Agreements.OfChild(spi)?.Child.Place ?? -1)
            .Concat(_ownQuickModes.Values.Where(own => own.Sas == sas)
                .Select(own => own.Child.Place))
            .ToHashSet();
        for (var place = 0; place < sas.Count; place++)
        {
            if (!there.Contains(place))
            {
                BeginQuick(id, sas, place, default, _ => { });
            }
        }
    }
}
