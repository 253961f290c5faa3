using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// IKEv1: what comes, and Informational exchanges. An answer that made something is a fact with
/// what it made, so whoever takes over repeats it; each one has a number of its own there, for
/// message IDs of IKEv1 are no numbers in a row.
/// </content>
internal sealed partial class MemberLife
{
    private const byte AnswersKept = 16;
    private const int DeletesMax = 3;

    // Half of how long a peer waits for an answer.
    private static readonly TimeSpan SaidAgainAfter = AttemptEvery / 2;

    private readonly Complaints _complaints = new();
    private readonly Dictionary<(IkeSaId Ike, MessageId Id), Instant> _saidAgain = [];

    private static IkeSpiPair Cookies(IkeSaId ike) => new(ike.Initiator, ike.Responder);

    private bool IsOld(IkeSaId ike) =>
        Known(ike) is { } sa && sa.Traits.HasFlag(IkeTraits.Version1);

    /// <summary>A message of IKEv1.</summary>
    private void FromOldPeer(
        Ipv4Packet packet, ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        if (message.ExchangeType == IsakmpExchangeType.IdentityProtection)
        {
            Shake(packet, octets, message);
            return;
        }

        var id = new IkeSaId(message.InitiatorSpi, message.ResponderSpi);
        if (!MaySend || Known(id) is not { } ike || _keys.Isakmp(ike.Keys) is not { } secrets)
        {
            if (MaySend && message.ExchangeType == IsakmpExchangeType.Informational)
            {
                // What refuses an SA that this member begins.
                _phaseOneAttempts.Hear(octets, id.Initiator);
            }

            return;
        }

        if (message.ExchangeType == IsakmpExchangeType.QuickMode)
        {
            Quick(packet, ike, secrets, octets, message.MessageId);
        }
        else if (message.ExchangeType == IsakmpExchangeType.Informational)
        {
            // RFC 3706 §5.2: what is not protected says nothing about the peer.
            var said = secrets.Work.Hear(secrets.Standing(Cookies(id)), octets);
            Informed(
                id, said ?? InformationalMessages.Read(message.Payloads ?? []),
                isProtected: said is not null);
        }
    }

    private void Informed(IkeSaId ike, Information said, bool isProtected)
    {
        foreach (var notify in said.Says)
        {
            if (DeadPeerDetection.Classify(
                notify, new(ike.Initiator, ike.Responder), isProtected) is { } input)
            {
                Do(new Input.AtDpd(ike, input));
            }
        }

        if (isProtected && !_stage.Options.Mischief.HasFlag(Mischief.DeafToDeletes))
        {
            Propose([.. EndsOf(ike, said).Distinct()]);
        }
    }

    /// <summary>What a Delete of the peer ends, RFC 2408 §3.15: by the SPIs on which it receives,
    /// or on which it hears what it does not know.</summary>
    private IEnumerable<Change> EndsOf(IkeSaId ike, Information said)
    {
        var sas = _state.Replication.Replica.Sas;
        foreach (var spi in IsakmpDeletes.EspOf(said))
        {
            if (_stage.Agreements.OfPeerSpi(spi) is { } agreed
                && sas.Children.TryFind(agreed.MemberSpi.Value, out var child)
                && child.Outbound == spi && _stage.PeerOf(child.Ike) == _stage.PeerOf(ike))
            {
                yield return new Change.ChildDown(child.Inbound);
            }
        }

        foreach (var cookies in said.Isakmps)
        {
            var ended = new IkeSaId(cookies.Initiator, cookies.Responder);
            if (sas.Ikes.TryFind(ended.Key, out _)
                && _stage.PeerOf(ended) == _stage.PeerOf(ike))
            {
                yield return new Change.IkeDown(ended);
            }
        }
    }

    /// <summary>An Informational exchange of this member: one message, which nobody answers.
    /// </summary>
    private void Inform(IkeSaId ike, Information information)
    {
        if (Known(ike) is { } sa && _keys.Isakmp(sa.Keys) is { } secrets)
        {
            SendIke(ike, _stage.Sealed.Informational(
                secrets, Cookies(ike), DrawMessageId(secrets), information));
        }
    }

    private MessageId DrawMessageId(IsakmpSecrets secrets)
    {
        var id = DrawMessageId(secrets.IsUsed);
        secrets.Use(id);
        return id;
    }

    /// <summary>A message ID that no other member draws, and that no exchange had.</summary>
    public MessageId DrawMessageId(Func<MessageId, bool> isUsed)
    {
        if (_stage.Options.Mischief.HasFlag(Mischief.RequestSealedAnew))
        {
            return new(Spis.Make(uint.MaxValue).Value);
        }

        var id = Spis.MakeFree((uint)_box.Chance.Next(), drawn => isUsed(new(drawn.Value)))
            ?? throw new InvalidOperationException($"{_box.Name} has no message ID left");
        return new(id.Value);
    }

    /// <summary>An answer that is a fact is said again, RFC 2408 §5.1, at most once in a while:
    /// whoever has it answers it in turn. False: there is none.</summary>
    private bool Repeats(IkeSa ike, IsakmpExchangeType exchange, MessageId id)
    {
        foreach (var response in ike.Responses)
        {
            if (response.Octets.Count > 0
                && IsakmpHeader.TryParse(response.Octets[0].Span, out var said, out _)
                && said.MessageId == id && said.ExchangeType == exchange)
            {
                if (!_saidAgain.TryGetValue((ike.Id, id), out var at) || Now - at >= SaidAgainAfter)
                {
                    _saidAgain[(ike.Id, id)] = Now;
                    Do(new Input.AtReplication(new SaReplication.Input.RequestRepeated(
                        ike.Id, new(response.Id))));
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>What DPD wants done, RFC 3706.</summary>
    private void CarryDpd(IkeSaId ike, DeadPeerDetection.Output wanted)
    {
        if (DeadPeerDetection.ToPayload(wanted, new(ike.Initiator, ike.Responder)) is { } notify)
        {
            Inform(ike, new Information { Says = [notify] });
        }
        else if (wanted is DeadPeerDetection.Output.PeerDied)
        {
            _stage.Tell(
                MomentKind.Peer, _box.Name,
                MomentWords.TakesForDead(_stage.PeerOf(ike)?.Plan.Name)
                    + ": nothing answers R-U-THERE");
        }
    }

    /// <summary>An ISAKMP SA was replaced: the peer is told under the new one, more than once, for
    /// nobody answers a Delete.</summary>
    private void TellEnd(IkeSaId ike, IkeSaId ended, int times)
    {
        if (times > 0 && MaySend && Known(ike) is not null)
        {
            Inform(ike, IsakmpDeletes.Of(Cookies(ended)));
            Later(AttemptEvery, () => TellEnd(ike, ended, times - 1));
        }
    }

    /// <summary>A peer sends under an SPI that no CHILD SA has: it is told that there is none.
    /// </summary>
    private void DeleteUnknown(Ipv4Packet packet, Spi spi)
    {
        _stage.Options.Missed?.Invoke(_box.Name, spi);
        var from = HostAddress.From(packet.SourceAddress);
        if (_state.Replication.Replica.Sas.Children.TryFind(spi.Value, out _)
            || !_complaints.MayTell(spi, Now))
        {
            return;
        }

        foreach (var ike in _state.Replication.Replica.Sas.Ikes)
        {
            if (ike is { IsReplaced: false } && IsOld(ike.Id) && PlaceOf(ike.Id).Address == from)
            {
                _complaints.Told(spi, Now);
                Inform(ike.Id, IsakmpDeletes.Of(spi));
                return;
            }
        }
    }

    /// <summary>A Delete under keys that are about to be gone.</summary>
    private void SayOldEnd(IkeSaId ike, IsakmpSecrets secrets) =>
        SendIke(ike, _stage.Sealed.Informational(
            secrets, Cookies(ike), DrawMessageId(secrets),
            IsakmpDeletes.Of(Cookies(ike))));

    /// <summary>A CHILD SA whose route is gone ends; nobody answers that.</summary>
    private void EndOldChild(IkeSaId ike, Spi spi)
    {
        Inform(ike, IsakmpDeletes.Of(spi));
        if (_state.Replication.Replica.Sas.Children.TryFind(spi.Value, out _))
        {
            Propose([new Change.ChildDown(spi)]);
        }
    }

    /// <summary>Nothing of a reign that ends goes on; whoever waits for what it began hears that
    /// it came to nothing.</summary>
    private void EndOldExchanges()
    {
        _phaseOneAttempts.Clear();
        _phaseOneResponses.Clear();
        _quickAttempts.Clear();
        _quickResponses.Clear();
        foreach (var then in _ownMainModes.Values.ToArray())
        {
            Later(TimeSpan.Zero, () => then(null));
        }

        foreach (var own in _ownQuickModes.Values.ToArray())
        {
            Later(TimeSpan.Zero, () => own.Then(false));
        }

        _ownMainModes.Clear();
        _ownQuickModes.Clear();
        _saidAgain.Clear();
        _unconfirmed.Clear();
        _outlived.Clear();
    }
}
