using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// IKE_SA_INIT to IKE_AUTH with IKE_INTERMEDIATE between them, which no shipped machine speaks.
/// What is half open is in the memory of one member and of one reign; an IKE SA stands by a fact,
/// and so does the answer to IKE_AUTH.
/// </content>
internal sealed partial class MemberLife
{
    private readonly Dictionary<IkeSpi, Handshake> _handshakes = [];

    private readonly Dictionary<IkeSpi, Action> _attemptsInParts = [];

    private bool IsInParts(IkeSpi initiator) =>
        _stage.Agreements.Of(initiator) is { } agreement && Stage.IsInParts(agreement.Sas);

    private Handshake HandshakeOf(Agreement agreement, IkeRole role)
    {
        NoncePartition.TryCreate(_box.Number, 0, out var partition, out _);
        return _handshakes[agreement.Initiator] = new(
            _stage.Cryptography, role, agreement.Initiator, agreement.Sas.KeyExchanges, partition,
            octets => _box.Chance.Fill(octets));
    }

    private void EndHandshake(IkeSpi initiator)
    {
        if (_handshakes.Remove(initiator, out var shake))
        {
            shake.Dispose();
        }
    }

    private void EndParts()
    {
        foreach (var initiator in _handshakes.Keys.ToArray())
        {
            EndHandshake(initiator);
        }
    }

    /// <summary>IKE_SA_INIT of a peer that goes on: the answer, the same one each time.</summary>
    private void GreetedInParts(
        Ipv4Packet packet, ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        if (message.Flags.Response)
        {
            Shake(packet, octets, message);
        }
        else if (_stage.Agreements.Of(message.InitiatorSpi) is { IsOfMember: false } agreement
            && (_handshakes.TryGetValue(agreement.Initiator, out var shake)
                ? shake.Answers.GetValueOrDefault(0u)
                : HandshakeOf(agreement, IkeRole.Responder).Welcome(octets, message, DrawFree()))
                is { } answer)
        {
            SendBack(packet, answer);
        }
    }

    /// <summary>This member begins.</summary>
    private void BeginInParts(Agreement agreement, Place place, Action<bool> then)
    {
        foreach (var child in agreement.Children)
        {
            child.MemberSpi = DrawSpi();
            _stage.Agreements.Add(child, agreement.Sas);
        }

        _attemptsInParts[agreement.Initiator] = () =>
        {
            _stage.Watch.Reestablished();
            Establish(agreement, place, then);
        };
        var shake = HandshakeOf(agreement, IkeRole.Initiator);
        shake.Greet();
        Attempt(agreement, shake, place, then);
    }

    private void Attempt(Agreement agreement, Handshake shake, Place place, Action<bool> then)
    {
        if (!_attemptsInParts.ContainsKey(agreement.Initiator))
        {
            return;
        }

        // A takeover begins this before it lets traffic pass.
        if (!MaySend || ++shake.Tries > AttemptsMax)
        {
            _attemptsInParts.Remove(agreement.Initiator);
            EndHandshake(agreement.Initiator);
            then(false);
            return;
        }

        if (WayOf(agreement, place) is { } way)
        {
            SendIke(way, shake.Sent, kind: null);
        }

        Later(AttemptEvery, () => Attempt(agreement, shake, place, then));
    }

    private void Establish(
        Agreement agreement, Place place, Action<bool> then, IkeHeaderValue? answer = null)
    {
        var plan = _stage.Peers[agreement.Peer].Plan;
        Made(agreement.Keys, agreement.Material);
        Items<Change> answers = answer is null
            ? []
            : [new Change.ResponseSent(agreement.Ike, new(answer.MessageId.Value, [], default))];
        Stand(
            agreement,
            [
                new Change.IkeUp(new(
                    agreement.Ike, agreement.Keys, _stage.Peers[agreement.Peer].Identity,
                    Encoded(agreement, place), plan.Agreed, (byte)plan.Window,
                    (byte)_config.MessageIds.Window,
                    answer is null ? (uint)agreement.Sas.KeyExchanges + 2 : 0u,
                    answer?.MessageId.Value ?? 0u, [], [], 0, 0, [], default, default)),
                .. RowsOf(agreement),
            ],
            answers, then, answer);
    }

    /// <summary>A message before there is an IKE SA; false: it is of none that is half open here.
    /// </summary>
    private bool Shake(Ipv4Packet packet, ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        if (!_handshakes.TryGetValue(message.InitiatorSpi, out var shake)
            || _stage.Agreements.Of(message.InitiatorSpi) is not { } agreement)
        {
            return false;
        }

        if (agreement.IsOfMember)
        {
            if (message.Flags.Response && MaySend)
            {
                Take(agreement, shake, packet, octets, message);
            }
        }
        else if (!message.Flags.Response && IsOpen)
        {
            Respond(agreement, shake, packet, octets, message);
        }

        return true;
    }

    private void Respond(
        Agreement agreement, Handshake shake, Ipv4Packet packet, ReadOnlySpan<byte> octets,
        IkeHeaderValue message)
    {
        var peer = _stage.Peers[agreement.Peer];
        var id = message.MessageId.Value;
        if (shake.Answers.TryGetValue(id, out var before))
        {
            // RFC 7296 §2.1: a repeated request gets the same response.
            SendBack(packet, before);
        }
        else if (shake is { IsKeyed: true, IsEnding: false } && id == shake.Step
            && message.ResponderSpi == shake.Spis.Responder && shake.Open(octets) is { } inner)
        {
            if (message.ExchangeType == ExchangeType.IkeIntermediate)
            {
                SendBack(packet, shake.AnswerIntermediate(octets));
            }
            else if (!_connections.Contains(agreement.Peer)
                || !shake.IsProved(inner, peer.Identity, agreement.Peer))
            {
                Refuse(agreement, shake, packet);
            }
            else
            {
                shake.IsEnding = true;
                if (Descriptions.SupportsMobike(inner))
                {
                    agreement.IsMobile = true;
                    shake.Besides = Descriptions.MobikeSupported;
                }

                Accept(agreement, shake, packet);
            }
        }
    }

    /// <summary>RFC 7296 §2.21.2: whoever is not known here is not authentic.</summary>
    private void Refuse(Agreement agreement, Handshake shake, Ipv4Packet packet)
    {
        _stage.Tell(
            MomentKind.Peer, _box.Name,
            $"refuses {agreement.Peer}, which it has no connection for");
        shake.Answers[shake.AuthId] = shake.Say(
            ExchangeType.IkeAuth, shake.AuthId, isResponse: true,
            Descriptions.Refusal(NotifyType.AuthenticationFailed));
        SendBack(packet, shake.Answers[shake.AuthId]);
    }

    /// <summary>The peer is where this authentic message came from, and so is its connection.
    /// </summary>
    private void Accept(Agreement agreement, Handshake shake, Ipv4Packet packet)
    {
        foreach (var child in agreement.Children)
        {
            if (child.Recorded is null)
            {
                child.MemberSpi = DrawSpi();
            }

            _stage.Agreements.Add(child, agreement.Sas);
        }

        agreement.Ike = new(shake.Spis.Initiator, shake.Spis.Responder);
        agreement.Material = shake.Material(isOfMember: false);
        shake.Besides =
        [
            .. shake.Besides,
            .. Descriptions.Of(TokensFor(agreement.Ike, isInitiator: false)),
        ];
        if (WayBack(packet) is { } back)
        {
            _waysBack[(agreement.Ike, shake.AuthId)] = back;
        }

        var stream = _reading;
        Establish(
            agreement, UdpCarried.SourceOf(packet),
            isFact =>
            {
                if (isFact && stream is not null)
                {
                    Follow(agreement, stream);
                }

                EndHandshake(agreement.Initiator);
            },
            shake.Message(
                ExchangeType.IkeAuth, shake.AuthId, isResponse: true,
                shake.Proof(OwnIdentity(agreement.Sas), agreement.Peer)));
    }

    /// <summary>An answer to what this member began.</summary>
    private void Take(
        Agreement agreement, Handshake shake, Ipv4Packet packet, ReadOnlySpan<byte> octets,
        IkeHeaderValue message)
    {
        var peer = _stage.Peers[agreement.Peer];
        if (message.ExchangeType == ExchangeType.IkeSaInit)
        {
            if (shake.TakeWelcome(octets, message))
            {
                shake.Besides = Descriptions.Of(TokensFor(
                    new(shake.Spis.Initiator, shake.Spis.Responder), isInitiator: true));
                SendBack(packet, shake.GoOn(OwnIdentity(agreement.Sas), agreement.Peer));
            }
        }
        else if (shake.IsKeyed && message.MessageId.Value == shake.Step
            && message.ResponderSpi == shake.Spis.Responder && shake.Open(octets) is { } inner)
        {
            if (message.ExchangeType == ExchangeType.IkeIntermediate)
            {
                shake.TakeIntermediate(octets);
                SendBack(packet, shake.GoOn(OwnIdentity(agreement.Sas), agreement.Peer));
            }
            else if (shake.IsProved(inner, peer.Identity, agreement.Peer)
                && _attemptsInParts.Remove(message.InitiatorSpi, out var then))
            {
                agreement.Ike = new(shake.Spis.Initiator, shake.Spis.Responder);
                agreement.Material = shake.Material(isOfMember: true);
                EndHandshake(message.InitiatorSpi);
                then();
            }
        }
    }
}
