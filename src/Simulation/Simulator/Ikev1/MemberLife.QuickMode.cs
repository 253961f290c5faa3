using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
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

    private readonly Dictionary<(IkeSaId Ike, MessageId Id), QuickMode> _quickModes = [];
    private readonly Dictionary<(IkeSaId Ike, MessageId Id), OwnQuickMode> _ownQuickModes = [];
    private readonly HashSet<Spi> _unconfirmed = [];
    private readonly HashSet<Spi> _outlived = [];

    /// <summary>A Quick Mode that this member began.</summary>
    private sealed record OwnQuickMode(
        QuickMode Mode, ChildAgreement Child, SaPlan Sas, Action<bool> Then);

    private void Quick(
        IkeSa ike, IsakmpSecrets secrets, ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        var key = (ike.Id, message.MessageId);
        if (_ownQuickModes.TryGetValue(key, out var own) && !own.Mode.IsEnding)
        {
            if (own.Mode.Finish(octets) is { } third)
            {
                own.Mode.IsEnding = true;
                TakeQuick(ike, own, new(third));
            }
        }
        else if (_quickModes.TryGetValue(key, out var answered) && answered.IsFinished(octets))
        {
            _quickModes.Remove(key);
            Do(new Input.AtDpd(ike.Id, new StateMachines.Dpd.DeadPeerDetection.Input.Heard()));
            Confirm(answered.Own);
        }
        else if (!Repeats(ike, message) && own is null && IsOpen && Reigns && !ike.IsReplaced)
        {
            AnswerQuick(ike, secrets, octets, message);
        }
    }

    private void AnswerQuick(
        IkeSa ike, IsakmpSecrets secrets, ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        var key = (ike.Id, message.MessageId);
        var mode = new QuickMode(
            secrets, Cookies(ike.Id), message.MessageId, span => _box.Chance.Fill(span));
        if (_quickModes.ContainsKey(key) || mode.Take(octets) is null
            || _stage.Agreements.OfPeersChild(mode.Theirs) is not var (child, sas)
            || _stage.PeerOf(ike.Id) is not { } peer)
        {
            return;
        }

        var remote = peer.RemoteOf(sas, child.Place);
        var spi = child.MemberSpi = DrawSpi();
        _stage.Agreements.Add(child, sas);
        var answer = mode.Answer(spi, sas.Suite, QuickMode.Networks(remote, isOfMember: false));
        var row = RowOf(ike.Id, child, sas, mode, remote, isOfMember: false);
        _quickModes[key] = mode;
        _unconfirmed.Add(spi);
        Propose(
            [
                new Change.ChildUp(row),
                new Change.ResponseSent(
                    ike.Id, new(ike.NextExpected, [new Octets(answer)], KeyHandle.None)),
            ],
            isFact =>
            {
                if (!isFact)
                {
                    _quickModes.Remove(key);
                    _unconfirmed.Remove(spi);
                    _keys.Forget(row.Keys);
                    return;
                }

                _stage.Tell(MomentKind.Sa, _box.Name, $"has a CHILD SA with {peer.Plan.Name}");
                Begin(spi);
                Await(ike.Id, message, spi, AttemptsMax);
            });
    }

    private ChildSa RowOf(
        IkeSaId ike, ChildAgreement child, SaPlan sas, QuickMode mode,
        StateMachines.Rri.Prefix remote, bool isOfMember)
    {
        // Handles are of one box: what another one made of the same message has another one.
        var keys = new KeyHandle(_box.Chance.Next() | 1);
        var (first, second) = isOfMember
            ? (child.MemberSpi, child.PeerSpi)
            : (child.PeerSpi, child.MemberSpi);
        _keys.TryAdd(keys, mode.Material(sas.Suite, first, second, isOfMember));
        return Row(child, sas, ike, remote) with { Keys = keys };
    }

    /// <summary>The second message is said again until the third one comes; where it does not, the
    /// CHILD SA ends.</summary>
    private void Await(IkeSaId ike, IsakmpHeaderValue message, Spi spi, int tries)
    {
        Later(AttemptEvery, () =>
        {
            if (!MaySend || !_unconfirmed.Contains(spi) || Known(ike) is not { } sa)
            {
                return;
            }

            if (tries == 0)
            {
                GiveUp(spi);
            }
            else
            {
                Repeats(sa, message);
                Await(ike, message, spi, tries - 1);
            }
        });
    }

    /// <summary>Nobody has shown that the peer has it.</summary>
    private void GiveUp(Spi spi)
    {
        if (Reigns && _unconfirmed.Remove(spi)
            && _state.Replication.Replica.Sas.Children.TryFind(spi.Value, out var child))
        {
            _stage.Tell(MomentKind.Sa, _box.Name, "gives up a CHILD SA that its peer never used");
            Inform(child.Ike, [IsakmpPayloads.DeleteOf([spi])]);
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
        var mode = new QuickMode(
            secrets, Cookies(ike), DrawMessageId(secrets), span => _box.Chance.Fill(span));
        mode.Begin(
            child.MemberSpi, sas.Suite,
            QuickMode.Networks(peer.RemoteOf(sas, place), isOfMember: true));
        _ownQuickModes[(ike, mode.Id)] = new(mode, child, sas, then);
        Attempt(ike, mode);
    }

    private void Attempt(IkeSaId ike, QuickMode mode)
    {
        if (mode.IsEnding || !_ownQuickModes.TryGetValue((ike, mode.Id), out var own))
        {
            return;
        }

        if (!MaySend || Known(ike) is null || ++mode.Tries > AttemptsMax)
        {
            _ownQuickModes.Remove((ike, mode.Id));
            own.Then(false);
            return;
        }

        SendIke(ike, mode.Sent);
        Later(AttemptEvery, () => Attempt(ike, mode));
    }

    /// <summary>The peer has answered: its CHILD SA becomes a fact, with the third message.
    /// </summary>
    private void TakeQuick(IkeSa ike, OwnQuickMode own, Octets third)
    {
        if (own.Mode.Theirs != own.Child.PeerSpi || _stage.PeerOf(ike.Id) is not { } peer)
        {
            // An answer for another CHILD SA: this one comes to nothing.
            _ownQuickModes.Remove((ike.Id, own.Mode.Id));
            own.Then(false);
            return;
        }

        Do(new Input.AtDpd(ike.Id, new StateMachines.Dpd.DeadPeerDetection.Input.Heard()));
        var row = RowOf(
            ike.Id, own.Child, own.Sas, own.Mode, peer.RemoteOf(own.Sas, own.Child.Place),
            isOfMember: true);
        Propose(
            [
                new Change.ChildUp(row),
                new Change.ResponseSent(
                    ike.Id, new(ike.NextExpected, [third], KeyHandle.None)),
            ],
            isFact =>
            {
                _ownQuickModes.Remove((ike.Id, own.Mode.Id));
                if (isFact)
                {
                    _stage.Tell(
                        MomentKind.Sa, _box.Name, $"has a CHILD SA with {peer.Plan.Name}");
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

                own.Then(isFact);
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
                Later(AttemptEvery * AttemptsMax, () => GiveUp(child.Inbound));
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
            .Concat(_ownQuickModes.Values.Select(own => own.Child.Place))
            .ToHashSet();
        for (var place = 0; place < sas.Count; place++)
        {
            if (!there.Contains(place))
            {
                BeginQuick(id, sas, place, default, _ => { });
            }
        }
    }

    private void EndOldExchanges()
    {
        foreach (var initiator in _mainModes.Keys.ToArray())
        {
            EndMainMode(initiator);
        }

        _quickModes.Clear();
        _ownQuickModes.Clear();
        _unconfirmed.Clear();
        _outlived.Clear();
    }
}
