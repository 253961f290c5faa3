using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// Main Mode. What is half open is in the memory of one member and of one reign; an ISAKMP SA
/// stands by a fact, with the message that answers the proof of the peer. One that comes beside
/// another one has its CHILD SAs from then on, for they do not belong to its life (RFC 2408 §2.1);
/// one whose peer says that it is the first one ends all others (RFC 2407 §4.6.3.3).
/// </content>
internal sealed partial class MemberLife
{
    private static readonly TimeSpan Lingers = TimeSpan.FromSeconds(30);

    private readonly HalfOpenSas _proposed = new();
    private readonly Dictionary<IkeSpi, MainMode> _mainModes = [];
    private readonly Dictionary<IkeSpi, OwnMainMode> _ownMainModes = [];

    /// <summary>A Main Mode that this member began.</summary>
    /// <param name="Place">Where the peer is.</param>
    /// <param name="Old">The ISAKMP SA that it replaces; null: all that there were.</param>
    /// <param name="Then">Hears whether there is another one.</param>
    private sealed record OwnMainMode(Place Place, IkeSaId? Old, Action<IkeSaId?> Then);

    private MainMode MainModeOf(Agreement agreement, IkeRole role) =>
        _mainModes[agreement.Initiator] = new(
            _stage.Cryptography, role, agreement.Initiator, octets => _box.Chance.Fill(octets));

    private void EndMainMode(IkeSpi initiator)
    {
        if (_mainModes.Remove(initiator, out var mode))
        {
            mode.Dispose();
        }

        _ownMainModes.Remove(initiator);
        _proposed.Done(initiator);
    }

    private void Shake(Ipv4Packet packet, ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        var initiator = message.InitiatorSpi;
        if (!MaySend || _stage.Agreements.Of(initiator) is not { } agreement
            || agreement.Gateway != _box.Gateway)
        {
            return;
        }

        if (Known(new(initiator, message.ResponderSpi)) is { } ike)
        {
            if (!agreement.IsOfMember && message.Ciphertext is not null)
            {
                Repeats(ike, message);
            }
        }
        else if (!_mainModes.TryGetValue(initiator, out var mode))
        {
            if (!agreement.IsOfMember && IsOpen && message.ResponderSpi.Value == 0)
            {
                AnswerSa(agreement, packet, octets, message);
            }
        }
        else if (agreement.IsOfMember)
        {
            Take(agreement, mode, packet, octets, message);
        }
        else if (IsOpen)
        {
            Respond(agreement, mode, packet, octets, message);
        }
    }

    private void AnswerSa(
        Agreement agreement, Ipv4Packet packet, ReadOnlySpan<byte> octets,
        IsakmpHeaderValue message)
    {
        if (MainMode.Proposes(message)
            && _proposed.Answer(message.InitiatorSpi, DrawFree, Now) is { } responder)
        {
            var mode = MainModeOf(agreement, IkeRole.Responder);
            SendBack(packet, mode.AnswerSa(octets, message, responder)!);
            Later(HalfOpenSas.Lasts, () => GiveUp(agreement.Initiator, mode));
        }

        _stage.Watch.HalfOpen(_proposed.Count);
    }

    /// <summary>Half open for too long, and nobody has proved who it is.</summary>
    private void GiveUp(IkeSpi initiator, MainMode mode)
    {
        if (!mode.IsEnding && _mainModes.GetValueOrDefault(initiator) == mode)
        {
            EndMainMode(initiator);
        }
    }

    private void Respond(
        Agreement agreement, MainMode mode, Ipv4Packet packet, ReadOnlySpan<byte> octets,
        IsakmpHeaderValue message)
    {
        var peer = _stage.Peers[agreement.Peer];
        if (mode.IsEnding)
        {
            return;
        }

        if (mode.IsRepeated(octets))
        {
            // RFC 2408 §5.1: the same answer to the same message.
            SendBack(packet, mode.Sent);
        }
        else if (message.Ciphertext is null)
        {
            if (mode.Take(
                octets, message, OwnIdentity(agreement.Sas), agreement.Peer, isFirst: false)
                is { } next)
            {
                SendBack(packet, next);
            }
        }
        else if (mode.TryProve(octets, peer.Identity))
        {
            mode.IsEnding = true;
            if (IsOutdone(agreement))
            {
                EndMainMode(agreement.Initiator);
            }
            else if (_connections.Contains(agreement.Peer))
            {
                Accept(agreement, mode, packet);
            }
            else
            {
                _stage.Tell(
                    MomentKind.Peer, _box.Name,
                    $"refuses {agreement.Peer}, which it has no connection for");
                EndMainMode(agreement.Initiator);
            }
        }
    }

    /// <summary>Of two Main Modes at once, one of each side, that with the lower cookie is given
    /// up at both ends: else each might end what the other made.</summary>
    private bool IsOutdone(Agreement agreement)
    {
        foreach (var (initiator, own) in _ownMainModes.ToArray())
        {
            if (_stage.Agreements.Of(initiator) is not { } mine || mine.Sas != agreement.Sas)
            {
                continue;
            }

            if (initiator.Value > agreement.Initiator.Value)
            {
                return true;
            }

            EndMainMode(initiator);
            own.Then(null);
        }

        return false;
    }

    private void Accept(Agreement agreement, MainMode mode, Ipv4Packet packet)
    {
        var answer = mode.Prove(OwnIdentity(agreement.Sas), isFirst: false);
        var old = mode.IsInitialContact ? null : NewestOf(agreement);
        Stand(
            agreement, mode, UdpCarried.SourceOf(packet), old, new(answer), isFact =>
            {
                EndMainMode(agreement.Initiator);
                if (isFact && old is { } replaced)
                {
                    Later(Lingers, () => EndReplacedIke(replaced));
                }
            });
    }

    /// <summary>An answer to what this member began.</summary>
    private void Take(
        Agreement agreement, MainMode mode, Ipv4Packet packet, ReadOnlySpan<byte> octets,
        IsakmpHeaderValue message)
    {
        if (mode.IsEnding || !_ownMainModes.TryGetValue(agreement.Initiator, out var own))
        {
            return;
        }

        if (message.Ciphertext is null)
        {
            if (mode.Take(
                octets, message, OwnIdentity(agreement.Sas), agreement.Peer,
                isFirst: own.Old is null) is { } next)
            {
                SendBack(packet, next);
            }
        }
        else if (mode.TryProve(octets, _stage.Peers[agreement.Peer].Identity))
        {
            mode.IsEnding = true;
            var old = own.Old is null ? null : NewestOf(agreement);
            Stand(agreement, mode, own.Place, old, default, isFact =>
            {
                EndMainMode(agreement.Initiator);
                if (isFact && old is { } replaced)
                {
                    TellEnd(agreement.Ike, replaced, DeletesMax);
                    EndReplacedIke(replaced);
                }

                own.Then(isFact ? agreement.Ike : null);
            });
        }
    }

    /// <summary>The ISAKMP SA of an agreement becomes a fact.</summary>
    /// <param name="agreement">The agreement.</param>
    /// <param name="mode">How it was made.</param>
    /// <param name="place">Where the peer is.</param>
    /// <param name="old">Whose CHILD SAs it has; null: all that there were are gone.</param>
    /// <param name="answer">What is said with the fact; none: nothing.</param>
    /// <param name="then">Hears whether it is one.</param>
    private void Stand(
        Agreement agreement, MainMode mode, Place place, IkeSaId? old, Octets answer,
        Action<bool> then)
    {
        var peer = _stage.Peers[agreement.Peer];
        agreement.Ike = new(mode.Cookies.Initiator, mode.Cookies.Responder);
        using (var secrets = mode.Secrets())
        {
            agreement.Material = secrets.Material();
            Made(agreement.Keys, agreement.Material);
        }

        // RFC 3706 §6.2: the first number is random, and its high bit is 0.
        var traits = IkeTraits.Version1
            | (mode.HasDpd ? peer.Plan.Traits & IkeTraits.DeadPeerDetection : IkeTraits.None);
        var ike = new IkeSa(
            agreement.Ike, agreement.Keys, peer.Identity, Encoded(agreement, place), traits, 1,
            AnswersKept, (uint)_box.Chance.Next() >> 1, 0, [], [], 0, 0, [], default, default);
        var others = _state.Replication.Replica.Sas.Ikes
            .Where(other => old is null
                && _stage.Agreements.Of(other.Id.Initiator)?.Sas == agreement.Sas)
            .Select(other => (Change)new Change.IkeDown(other.Id));
        Items<Change> answers = answer.Length == 0
            ? []
            :
            [
                new Change.ResponseSent(
                    agreement.Ike, new(0, [answer], StateMachines.KeyHandle.None)),
            ];
        Propose(
            [
                old is { } replaced
                    ? new Change.IkeRekeyed(replaced, ike)
                    : new Change.IkeUp(ike),
                .. others, .. answers,
            ],
            isFact =>
            {
                if (isFact)
                {
                    _stage.Tell(
                        MomentKind.Sa, _box.Name, $"has a new IKE SA with {agreement.Peer}");
                    Age(agreement.Ike);
                }

                then(isFact);
            });
    }

    /// <summary>The ISAKMP SA under which the CHILD SAs of a plan are; null: there is none.
    /// </summary>
    private IkeSaId? NewestOf(Agreement agreement) => _state.Replication.Replica.Sas.Ikes
        .Where(one => !one.IsReplaced
            && _stage.Agreements.Of(one.Id.Initiator)?.Sas == agreement.Sas)
        .OrderByDescending(one => (one.Children.Count, one.Born.Index))
        .FirstOrDefault()?.Id;

    /// <summary>An ISAKMP SA without CHILD SAs that was only kept for what the peer may repeat.
    /// </summary>
    private void EndReplacedIke(IkeSaId ike)
    {
        if (Reigns && Known(ike) is { IsReplaced: true })
        {
            Propose([new Change.IkeDown(ike)]);
        }
    }

    /// <summary>This member begins Main Mode.</summary>
    private void BeginMainMode(
        Agreement agreement, Place place, IkeSaId? old, Action<IkeSaId?> then)
    {
        var mode = MainModeOf(agreement, IkeRole.Initiator);
        _ownMainModes[agreement.Initiator] = new(place, old, then);
        mode.Begin();
        Attempt(agreement, mode, place);
    }

    private void Attempt(Agreement agreement, MainMode mode, Place place)
    {
        if (mode.IsEnding || !_ownMainModes.TryGetValue(agreement.Initiator, out var own))
        {
            return;
        }

        if (!MaySend || ++mode.Tries > AttemptsMax)
        {
            EndMainMode(agreement.Initiator);
            own.Then(null);
            return;
        }

        if (WayOf(agreement, place) is { } way)
        {
            SendIke(way, mode.Sent, kind: null);
        }

        Later(AttemptEvery, () => Attempt(agreement, mode, place));
    }

    /// <summary>Main Mode anew, for the CHILD SAs that stand.</summary>
    private void RekeyOldIke(IkeSaId old, Agreement before, Action<bool> then)
    {
        if (!_rekeyingIke.Add(old))
        {
            then(false);
            return;
        }

        var agreement = _stage.OfferRekey(
            before, Spis.Make(_box.Chance.Next()), ref _box.Chance, isOfMember: true);
        BeginMainMode(agreement, PlaceOf(old), old, made =>
        {
            _rekeyingIke.Remove(old);
            then(made is not null);
        });
    }

    /// <summary>All with a peer anew: the numbers of what was taken over are in doubt.</summary>
    private void ReestablishOld(Agreement before, Place place, Action<bool> then)
    {
        var agreement = _stage.Offer(
            _stage.Peers[before.Peer], _box.Gateway, before.Sas, Spis.Make(_box.Chance.Next()),
            ref _box.Chance, isOfMember: true);
        BeginMainMode(agreement, place, old: null, made =>
        {
            if (made is not { } ike)
            {
                then(false);
                return;
            }

            _stage.Watch.Reestablished();
            var left = before.Sas.Count;
            var isDone = true;
            for (var at = 0; at < before.Sas.Count; at++)
            {
                BeginQuick(ike, before.Sas, at, default, isMade =>
                {
                    isDone &= isMade;
                    if (--left == 0)
                    {
                        then(isDone);
                    }
                });
            }
        });
    }
}
