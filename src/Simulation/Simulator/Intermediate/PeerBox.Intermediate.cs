using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>IKE_SA_INIT to IKE_AUTH with IKE_INTERMEDIATE between them, which no shipped machine
/// speaks, whoever begins.</content>
internal sealed partial class PeerBox
{
    private readonly Dictionary<IkeSpi, Handshake> _handshakes = [];

    private void BeginInParts(Agreement agreement, NotifyPayloadValue? from)
    {
        Items<IkePayloadValue> says = from is not null ? Descriptions.Of([from])
            : Plan.FollowsRedirects
                ? Descriptions.Of(
                    [new() { Data = new NotifyPayloadData.RedirectSupported(new()) }])
            : [];
        var shake = HandshakeOf(agreement, IkeRole.Initiator, says);
        shake.Greet();
        Client(agreement.Sas, new RedirectedClient.Input.Sent(shake.Nonce));
        Attempt(agreement, shake);
    }

    private Handshake HandshakeOf(
        Agreement agreement, IkeRole role, Items<IkePayloadValue> says = default) =>
        _handshakes[agreement.Initiator] = new(
            _stage.Cryptography, role, agreement.Initiator, agreement.Sas.KeyExchanges,
            NoncePartition.Alone, octets => _chance.Fill(octets))
        {
            Says = says,
            Besides = Plan.IsMobile && role == IkeRole.Initiator
                ? Descriptions.MobikeSupported
                : [],
        };

    private void Attempt(Agreement agreement, Handshake shake)
    {
        if (!IsRunning || _attempts.GetValueOrDefault(agreement.Sas) != agreement)
        {
            return;
        }

        // RFC 7296 §2.4: nobody answers, so it is begun anew, with other keys.
        if (++shake.Tries > AttemptsMax || shake.IsRefused)
        {
            EndParts(agreement);
            StartAnew(agreement.Sas);
            return;
        }

        SendIke(agreement, shake.Sent);

        Later(AttemptEvery, () => Attempt(agreement, shake));
    }

    private void EndParts(Agreement agreement)
    {
        if (_handshakes.Remove(agreement.Initiator, out var shake))
        {
            shake.Dispose();
        }
    }

    private void EndParts()
    {
        foreach (var shake in _handshakes.Values)
        {
            shake.Dispose();
        }

        _handshakes.Clear();
    }

    /// <summary>A message before there is an IKE SA.</summary>
    private void ShakeInParts(ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        if (_stage.Agreements.Of(message.InitiatorSpi) is not { } agreement
            || agreement.Peer != Plan.Name)
        {
            return;
        }

        if (agreement.IsOfMember)
        {
            if (!message.Flags.Response)
            {
                Respond(agreement, octets, message);
            }
        }
        else if (message.Flags.Response
            && _attempts.GetValueOrDefault(agreement.Sas) == agreement
            && _handshakes.TryGetValue(message.InitiatorSpi, out var shake))
        {
            Take(agreement, shake, octets, message);
        }
    }

    /// <summary>An answer to what this peer began.</summary>
    private void Take(
        Agreement agreement, Handshake shake, ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        if (message.ExchangeType == ExchangeType.IkeSaInit)
        {
            if (IsSentOn(agreement.Sas, message.Payloads))
            {
                return;
            }

            if (Descriptions.CookieIn(message.Payloads) is { } cookie)
            {
                SendIke(agreement, shake.Greet(cookie));
            }
            else if (shake.TakeWelcome(octets, message))
            {
                Client(agreement.Sas, new RedirectedClient.Input.Greeted());
                GoOn(agreement, shake);
            }

            return;
        }

        if (!shake.IsKeyed || shake.IsRefused || message.MessageId.Value != shake.Step
            || message.ResponderSpi != shake.Spis.Responder
            || shake.Open(octets) is not { } inner)
        {
            return;
        }

        if (message.ExchangeType == ExchangeType.IkeIntermediate)
        {
            shake.TakeIntermediate(octets);
            GoOn(agreement, shake);
        }
        else if (shake.IsProved(inner, GatewayIdentity(agreement), Plan.Name))
        {
            agreement.Material = shake.Material(isOfMember: false);
            agreement.IsMobile = Plan.IsMobile && Descriptions.SupportsMobike(inner);
            agreement.Ike = new(shake.Spis.Initiator, shake.Spis.Responder);
            _attempts.Remove(agreement.Sas);
            EndParts(agreement);
            StandInParts(agreement, shake.From, inner);
        }
        else
        {
            shake.IsRefused = true;
        }
    }

    private void GoOn(Agreement agreement, Handshake shake)
    {
        shake.From = Here;
        SendIke(agreement, shake.GoOn(Identity, Plan.Name));
    }

    /// <summary>A request of the gateway, or the same one again.</summary>
    private void Respond(Agreement agreement, ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        var id = message.MessageId.Value;
        _handshakes.TryGetValue(agreement.Initiator, out var shake);
        if (shake is not null && shake.Answers.TryGetValue(id, out var before))
        {
            SendIke(agreement, before);
        }
        else if (message.ExchangeType == ExchangeType.IkeSaInit && shake is null)
        {
            shake = HandshakeOf(agreement, IkeRole.Responder);
            if (shake.Welcome(octets, message, new(_chance.Next() | 1)) is { } answer)
            {
                SendIke(agreement, answer);
            }
        }
        else if (shake is { IsKeyed: true } && id == shake.Step
            && shake.Open(octets) is { } inner)
        {
            if (message.ExchangeType == ExchangeType.IkeIntermediate)
            {
                SendIke(agreement, shake.AnswerIntermediate(octets));
            }
            else if (shake.IsProved(inner, GatewayIdentity(agreement), Plan.Name))
            {
                agreement.Material = shake.Material(isOfMember: true);
                agreement.Ike = new(shake.Spis.Initiator, shake.Spis.Responder);
                _attempts.Remove(agreement.Sas);
                StandInParts(agreement, Here, inner);
                shake.Answers[id] = shake.Say(
                    ExchangeType.IkeAuth, id, isResponse: true,
                    shake.Proof(Identity, Plan.Name));
                SendIke(agreement, shake.Answers[id]);
            }
        }
    }

    private void StandInParts(Agreement agreement, HostAddress from, InnerPayloadsValue inner)
    {
        var behind = (uint)agreement.Sas.KeyExchanges + 2;
        Install(
            agreement, agreement.Ike, from, first: null,
            agreement.IsOfMember ? new(0, 1, [], behind, []) : new(behind, 1, [], 0, []));
        Given(_ikes[agreement.Ike], Descriptions.NotifiesIn(inner));
    }
}
