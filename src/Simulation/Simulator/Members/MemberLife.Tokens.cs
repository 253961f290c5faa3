using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// Tokens of quick crash detection, RFC 6290: secrets that members have in common, what is given
/// under protection, and what is shown in the clear of an SA that no member has.
/// </content>
internal sealed partial class MemberLife
{
    private readonly HashSet<byte> _down = [];
    private List<NotifyPayloadValue>? _welcoming;

    /// <summary>A member is off for certain.</summary>
    public void Fenced(byte member, BootId boot)
    {
        _down.Add(member);
        Take(new Input.AtReplication(
            new SaReplication.Input.FenceConfirmed(member, boot, IsOff: true)));
    }

    private void LoadSecrets()
    {
        if (_config.TokenMaker is not null)
        {
            Do(new Input.AtTokenMaker(new TokenMaker.Input.Loaded([.. _box.Secrets.Handles])));
        }
    }

    /// <summary>Whoever is connected again may lack some; the oldest goes first.</summary>
    private void TellSecrets(byte member)
    {
        foreach (var handle in _box.Secrets.Handles.Reverse())
        {
            TellSecret(member, handle);
        }
    }

    private void TellSecret(byte member, KeyHandle handle) => _stage.Syncs.Send(
        _box, member, KeyRecord(handle, [KeyRing.ForTokens, .. _box.Secrets.Of(handle)!.Span]));

    /// <summary>A secret of another member; false: it is none.</summary>
    private bool LearnsSecret(KeyHandle handle, ReadOnlySpan<byte> material)
    {
        if (material.Length != 1 + CrashTokens.SecretLength || material[0] != KeyRing.ForTokens)
        {
            return false;
        }

        if (_box.Secrets.Add(handle, material[1..]))
        {
            Do(new Input.AtTokenMaker(new TokenMaker.Input.SecretMade(handle)));
        }

        return true;
    }

    private void CarryTokens(TokenMaker.Output wanted)
    {
        switch (wanted)
        {
            case TokenMaker.Output.MakeSecret:
                MakeSecret();
                break;
            case TokenMaker.Output.Give(var sa, var secret, _, var vessel):
                Give(sa, secret, vessel);
                break;
            case TokenMaker.Output.Reveal(var question, var sa, var secrets, _):
                _stage.Tell(MomentKind.Peer, _box.Name, $"shows {secrets.Count} tokens of {sa}");
                SayInClear(wanted, question, [.. secrets.Select(secret => TokenOf(sa, secret))]);
                break;
            case TokenMaker.Output.Complain(var question):
                _stage.Tell(MomentKind.Peer, _box.Name, $"does not know {question.About}");
                SayInClear(wanted, question, []);
                break;
            case TokenMaker.Output.Forget(var secret):
                _box.Secrets.Forget(secret);
                break;
        }
    }

    private void MakeSecret()
    {
        Span<byte> octets = stackalloc byte[CrashTokens.SecretLength];
        _box.Chance.Fill(octets);
        var handle = new KeyHandle(_box.Chance.Next() | 1);
        _box.Secrets.Add(handle, octets);
        foreach (var seat in _stage.Members.Values)
        {
            if (seat != _box && seat.Gateway == _box.Gateway)
            {
                TellSecret(seat.Number, handle);
            }
        }

        Do(new Input.AtTokenMaker(new TokenMaker.Input.SecretMade(handle)));
    }

    /// <summary>IKE_AUTH is about to be said that makes an IKE SA: the token that it gives too.
    /// </summary>
    private Items<NotifyPayloadValue> TokensFor(IkeSaId ike, bool isInitiator)
    {
        if (_config.TokenMaker is null || _stage.PeerOf(ike) is not { } peer)
        {
            return [];
        }

        var given = _welcoming = [];
        Do(new Input.AtTokenMaker(new TokenMaker.Input.Born(
            ike, peer.Port.Address, TokenMaker.Birth.Auth, isInitiator)));
        _welcoming = null;
        return [.. given];
    }

    /// <summary>A rekeyed IKE SA has other SPIs, and needs another token.</summary>
    private void GiveTokenAnew(Agreement agreement)
    {
        if (_config.TokenMaker is not null && Known(agreement.Ike) is not null)
        {
            Do(new Input.AtTokenMaker(new TokenMaker.Input.Born(
                agreement.Ike, _stage.Peers[agreement.Peer].Port.Address, TokenMaker.Birth.Rekey,
                agreement.IsOfMember)));
        }
    }

    /// <summary>What IKE_AUTH does not carry has a request of its own, RFC 6290 §4.4.</summary>
    private void Give(IkeSaId sa, KeyHandle secret, TokenMaker.Vessel vessel)
    {
        var token = TokenMessages.ToPayload(TokenOf(sa, secret));
        if (vessel == TokenMaker.Vessel.IkeAuth && _welcoming is not null)
        {
            _welcoming.Add(token);
        }
        else if (Known(sa) is not null)
        {
            Ask(sa, ExchangeType.Informational, Descriptions.Of([token]), _ => { });
        }
    }

    private Octets TokenOf(IkeSaId sa, KeyHandle secret)
    {
        using var token = CrashTokens.Make(
            _stage.Cryptography, _box.Secrets.Of(secret)!, new(sa.Initiator, sa.Responder));
        return new(token.Span);
    }

    /// <summary>A message of an IKE SA that is not known here.</summary>
    private void Unknown(Ipv4Packet packet, IkeHeaderValue message)
    {
        if (_config.TokenMaker is null)
        {
            return;
        }

        var from = new TokenMaker.Sender(
            HostAddress.From(packet.SourceAddress), IkePort, _box.FrontAddress);
        var input = TokenMessages.Classify(message, from, SpiKnowledge.Uncertain);
        if (input is TokenMaker.Input.Asked(var question, _))
        {
            Asked(question, barrier: null);
        }
        else
        {
            Do(new Input.AtTokenMaker(input));
        }
    }

    private void Asked(TokenMaker.Question question, LiveSpis.Barrier? barrier)
    {
        Items<byte> down = _stage.Options.Mischief.HasFlag(Mischief.OthersTakenForOff)
            ? [.. _config.Replication.Others]
            : [.. _down.Order()];
        Do(new Input.UnknownSpi(
            question, question.About is { } sa && IsHalfOpen(sa.Initiator), barrier,
            down));
    }

    private void SayInClear(
        TokenMaker.Output said, TokenMaker.Question question, Items<Octets> tokens)
    {
        var to = question.Sender;
        if (TokenMessages.ToMessage(said, tokens) is { } message
            && _stage.Fabric.NextOf(_box.Front.Lan, _box.Front.Address, to.Address) is { } next)
        {
            Send(_box.Front, Ether.Carry(
                _box.Front.Mac, next,
                Ether.Udp(
                    to.To, to.Address, to.Port, IkePort, 64, message.ToArray()),
                MessageKind.IkeLiveness));
        }
    }
}
