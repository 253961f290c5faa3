using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>IKE_SA_INIT to IKE_AUTH, whoever begins.</content>
internal sealed partial class PeerBox
{
    private readonly Dictionary<IkeSpi, Handshake> _handshakes = [];

    private static Octets GatewayIdentity(Agreement agreement) => MemberSettings.IdentityOf(
        MemberSettings.NameOf(agreement.Gateway, agreement.Sas));

    private void Begin(SaPlan sas, GatewayPlan gateway, Items<IkePayloadValue> says)
    {
        if (IsOld)
        {
            BeginMainMode(sas, gateway, old: null);
            return;
        }

        var agreement = _stage.Offer(
            this, gateway, sas, new(_chance.Next() | 1), ref _chance, isOfMember: false);
        _attempts[sas] = agreement;
        var shake = HandshakeOf(agreement, IkeRole.Initiator, says);
        shake.Greet();
        Client(sas, new RedirectedClient.Input.Sent(shake.Nonce));
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
            EndHandshake(agreement);
            StartAnew(agreement.Sas);
            return;
        }

        if (!IsSuspended)
        {
            SendIke(agreement, shake.Sent);
        }

        _stage.Agenda.After(AttemptEvery, () => Attempt(agreement, shake));
    }

    private void EndHandshake(Agreement agreement)
    {
        if (_handshakes.Remove(agreement.Initiator, out var shake))
        {
            shake.Dispose();
        }
    }

    private void EndHandshakes()
    {
        foreach (var shake in _handshakes.Values)
        {
            shake.Dispose();
        }

        _handshakes.Clear();
        EndOldExchanges();
    }

    /// <summary>A message before there is an IKE SA.</summary>
    private void Shake(ReadOnlySpan<byte> octets, IkeHeaderValue message)
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
            EndHandshake(agreement);
            Install(agreement, agreement.Ike, shake.From);
            Given(_ikes[agreement.Ike], inner);
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
                Install(agreement, agreement.Ike, Here);
                Given(_ikes[agreement.Ike], inner);
                shake.Answers[id] = shake.Say(
                    ExchangeType.IkeAuth, id, isResponse: true,
                    shake.Proof(Identity, Plan.Name));
                SendIke(agreement, shake.Answers[id]);
            }
        }
    }
}
