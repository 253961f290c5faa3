using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using UdpFlow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

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

    private readonly PhaseOneAttempts _phaseOneAttempts;
    private readonly PhaseOneResponses _phaseOneResponses;
    private readonly Dictionary<IkeSpi, Action<IkeSaId?>> _ownMainModes = [];

    /// <inheritdoc/>
    public PhaseOneCredentials? SharedWith(IkeSpi cookie) =>
        _stage.Agreements.Of(cookie) is { } agreement
        && _stage.Peers.GetValueOrDefault(agreement.Peer) is { } peer
        && _connections.Contains(agreement.Peer)
            ? _stage.Policies.PhaseOneOf(
                OwnIdentity(agreement.Sas), peer.Identity, agreement.Peer)
            : null;

    private IsakmpHandshakeKeys PhaseOneKeys() => new(_stage.Cryptography, Fill);

    /// <summary>What this member began comes to an end.</summary>
    private void EndMainMode(IkeSpi cookie, IkeSaId? made)
    {
        if (_ownMainModes.Remove(cookie, out var then))
        {
            _phaseOneAttempts.End(cookie);
            then(made);
        }
    }

    private void Shake(Ipv4Packet packet, ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        var cookie = message.InitiatorSpi;
        if (!MaySend || _stage.Agreements.Of(cookie) is not { } agreement
            || agreement.Gateway != _box.Gateway)
        {
            return;
        }

        if (Known(new(cookie, message.ResponderSpi)) is { } ike)
        {
            if (!agreement.IsOfMember && message.Ciphertext is not null)
            {
                Repeats(ike, message.ExchangeType, message.MessageId);
            }
        }
        else if (agreement.IsOfMember)
        {
            _phaseOneAttempts.Hear(octets, cookie);
        }
        else if (IsOpen)
        {
            _phaseOneResponses.Hear(octets, cookie, CallerOf(agreement, packet));
            _stage.Watch.HalfOpen(_phaseOneResponses.Count);
        }
    }

    private PhaseOneCaller CallerOf(Agreement agreement, Ipv4Packet packet)
    {
        var (back, place) = (WayBack(packet), UdpCarried.SourceOf(packet));
        return new(
            FlowOf(packet),
            answer =>
            {
                if (back is { } way)
                {
                    SendIke(way, answer.Span, kind: null);
                }
            },
            (made, keys, settled) => Accept(agreement, made, keys, place, settled));
    }

    /// <summary>Of two Main Modes at once, one of each side, that with the lower cookie is given
    /// up at both ends: else each might end what the other made.</summary>
    private bool IsOutdone(Agreement agreement)
    {
        foreach (var cookie in _ownMainModes.Keys.ToArray())
        {
            if (_stage.Agreements.Of(cookie) is not { } mine || mine.Sas != agreement.Sas)
            {
                continue;
            }

            if (cookie.Value > agreement.Initiator.Value)
            {
                return true;
            }

            EndMainMode(cookie, made: null);
        }

        return false;
    }

    /// <summary>A peer has proved who it is.</summary>
    private void Accept(
        Agreement agreement, PhaseOneSa made, IsakmpHandshakeKeys keys, Place place,
        Action<bool> settled)
    {
        if (IsOutdone(agreement))
        {
            settled(false);
            return;
        }

        var old = made.IsInitialContact ? null : NewestOf(agreement);
        Stand(
            agreement, made, keys, place, old, isFact =>
            {
                settled(isFact);
                if (isFact && old is { } replaced)
                {
                    Later(Lingers, () => EndReplacedIke(replaced));
                }
            });
    }

    /// <summary>The ISAKMP SA of an agreement becomes a fact.</summary>
    /// <param name="agreement">The agreement.</param>
    /// <param name="made">What was made, with what is said with the fact.</param>
    /// <param name="keys">Where its keys are.</param>
    /// <param name="place">Where the peer is.</param>
    /// <param name="old">Whose CHILD SAs it has; null: all that there were are gone.</param>
    /// <param name="then">Hears whether it is one.</param>
    private void Stand(
        Agreement agreement, PhaseOneSa made, IsakmpHandshakeKeys keys, Place place, IkeSaId? old,
        Action<bool> then)
    {
        var peer = _stage.Peers[agreement.Peer];
        agreement.Ike = made.Id;
        agreement.Material = IsakmpSecrets.Of(keys.KeysOf(made.Keys.Value), made.Last);
        Made(agreement.Keys, agreement.Material);

        // RFC 3706 §6.2: the first number is random, and its high bit is 0.
        var traits = IkeTraits.Version1
            | (made.Traits.HasFlag(PhaseOneTraits.DeadPeerDetection)
                ? peer.Plan.Traits & IkeTraits.DeadPeerDetection
                : IkeTraits.None);
        var ike = new IkeSa(
            agreement.Ike, agreement.Keys, peer.Identity, Encoded(agreement, place), traits, 1,
            AnswersKept, (uint)_box.Chance.Next() >> 1, 0, [], [], 0, 0, [], default, default);
        var others = _state.Replication.Replica.Sas.Ikes
            .Where(other => old is null
                && _stage.Agreements.Of(other.Id.Initiator)?.Sas == agreement.Sas)
            .Select(other => (Change)new Change.IkeDown(other.Id));
        Items<Change> answers = made.Answer is { } answer
            ?
            [
                new Change.ResponseSent(
                    agreement.Ike, new(0, [answer.Sent], StateMachines.KeyHandle.None)),
            ]
            : [];
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
    /// <param name="agreement">The agreement.</param>
    /// <param name="place">Where the peer is.</param>
    /// <param name="old">The ISAKMP SA that it replaces; null: all that there were.</param>
    /// <param name="then">Hears whether there is another one.</param>
    private void BeginMainMode(
        Agreement agreement, Place place, IkeSaId? old, Action<IkeSaId?> then)
    {
        var cookie = agreement.Initiator;
        _ownMainModes[cookie] = then;
        _phaseOneAttempts.Begin(
            cookie,
            new(
                PhaseOneMode.Main, OwnIdentity(agreement.Sas),
                _stage.Peers[agreement.Peer].Identity, IsInitialContact: old is null),
            FlowTo(agreement, place),
            new(
                octets =>
                {
                    if (MaySend && WayOf(agreement, place) is { } way)
                    {
                        SendIke(way, octets.Span, kind: null);
                    }
                },
                (made, keys, settled) => StandAsBegun(
                    agreement, made, keys, place, old is null ? null : NewestOf(agreement),
                    settled),
                () => EndMainMode(cookie, made: null)));
    }

    private UdpFlow FlowTo(Agreement agreement, Place place) =>
        new(new(EndOf(agreement), place.Address), PlainPort, PlainPort);

    /// <summary>The peer of what this member began has proved who it is.</summary>
    private void StandAsBegun(
        Agreement agreement, PhaseOneSa made, IsakmpHandshakeKeys keys, Place place, IkeSaId? old,
        Action<bool> settled) => Stand(agreement, made, keys, place, old, isFact =>
        {
            settled(isFact);
            if (isFact && old is { } replaced)
            {
                TellEnd(agreement.Ike, replaced, DeletesMax);
                EndReplacedIke(replaced);
            }

            EndMainMode(agreement.Initiator, isFact ? agreement.Ike : null);
        });

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
            // The peer may have begun one meanwhile, which stands: nothing of it is in doubt.
            if ((made ?? NewestOf(before)) is not { } ike || ike == before.Ike || !Reigns)
            {
                then(false);
                return;
            }

            if (made is not null)
            {
                _stage.Watch.Reestablished();
            }

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
