using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Scenarios.Tickets;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Resumption;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator.Resumption;

/// <summary>
/// A member that gives tickets and takes them, in octets, around the shell and the machine that the
/// explorer has: what it hears becomes a word of theirs, and what they say a message.
/// </summary>
/// <param name="stage">Where it is.</param>
/// <param name="place">Which of the members it is.</param>
/// <param name="front">Its card outside.</param>
/// <param name="sync">Its card towards the other member.</param>
internal sealed class TicketMember(TicketStage stage, int place, LanPort front, LanPort sync)
{
    private readonly Dictionary<IkeSpiPair, Half> _halves = [];
    private readonly Dictionary<ulong, Half> _proven = [];
    private readonly List<(uint Id, HostAddress From)> _deletes = [];
    private TicketSide.Member _is = stage.BeginningOf();
    private TicketIke _ike = stage.OldIke(IkeRole.Responder, stage.PartitionOf(place, 0));
    private TicketSeal _seal = stage.SealOf(stage.PartitionOf(place, 0));
    private (uint Id, HostAddress From)? _asked;
    private Instant? _due;

    /// <summary>An IKE SA that a ticket may resume once its keys are proven.</summary>
    private sealed record Half(
        TicketIke Ike, IkeSpiPair Spis, TicketSeal.Opened Ticket, Octets Request, Octets Response,
        Octets PeerNonce, Octets Nonce, HostAddress From);

    public string Name => front.Owner;

    public HostAddress Address => front.Address;

    public LanPort Sync => sync;

    public bool IsUp => _is.IsUp;

    /// <summary>It loses its power.</summary>
    public void Die()
    {
        Forget();
        Take(new TicketInput.Crash());
    }

    /// <summary>It starts, and has nonces of its own from now on.</summary>
    public void Start()
    {
        Take(new TicketInput.Start());
        var partition = stage.PartitionOf(place, _is.Boot);
        _ike = stage.OldIke(IkeRole.Responder, partition);
        _seal = stage.SealOf(partition);
    }

    /// <summary>The other one is known to be off.</summary>
    public void LearnsOther() => Take(new TicketInput.OtherIsOff());

    /// <summary>Nothing of it is left.</summary>
    public void Forget()
    {
        foreach (var half in _halves.Values)
        {
            half.Ike.Dispose();
            half.Ticket.SkD.Dispose();
        }

        _halves.Clear();
        _proven.Clear();
        _deletes.Clear();
        _ike.Dispose();
        _seal.Dispose();
    }

    /// <summary>What the other member says.</summary>
    public void FromMember(ReadOnlySpan<byte> octets)
    {
        if (IsUp && MemberWords.Read(octets) is { } word)
        {
            Take(new TicketInput.Hear(word));
        }
    }

    /// <summary>A datagram to the port of IKE.</summary>
    public void FromPeer(HostAddress from, ReadOnlySpan<byte> octets)
    {
        if (!IsUp || !IkeHeaderValue.TryParse(octets, out var message, out _)
            || message.Flags.Response)
        {
            return;
        }

        if (message.ExchangeType == ExchangeType.IkeSessionResume)
        {
            Shown(from, octets, message);
        }
        else if (message.ExchangeType == ExchangeType.IkeAuth)
        {
            Proven(octets, message);
        }
        else if (message.ExchangeType == ExchangeType.Informational
            && _ike.Open(octets) is { } inner)
        {
            Informed(from, message.MessageId.Value, inner);
        }
    }

    private void Informed(HostAddress from, uint id, InnerPayloadsValue inner)
    {
        if (Descriptions.NotifiesIn(inner).Any(TicketMessages.IsRequest))
        {
            _asked = (id, from);
            Take(new TicketInput.Hear(new TicketWord.Request(place, stage.NextTicket)));
            if (_asked is not null)
            {
                Grant(new ResumptionGateway.Output.Deny(), default);
            }
        }
        else if (inner.Payloads.Any(payload => payload.Body is IkePayloadBody.Delete))
        {
            _deletes.Add((id, from));
            Take(new TicketInput.Hear(new TicketWord.Deletes(place)));
        }
    }

    /// <summary>IKE_SESSION_RESUME, RFC 5723 §4.3.</summary>
    private void Shown(HostAddress from, ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        var nonce = message.Payloads.Select(payload => payload.Body)
            .OfType<IkePayloadBody.Nonce>().FirstOrDefault()?.Value.Data;
        var ticket = message.Payloads.Select(payload => payload.Body)
            .OfType<IkePayloadBody.Notify>()
            .Select(body => TicketMessages.TryGetTicket(body.Value, out var shown)
                ? shown
                : default)
            .FirstOrDefault(shown => shown.Length > 0);
        if (nonce is not { } peerNonce)
        {
            return;
        }

        if (_seal.Open(ticket) is { } opened)
        {
            Take(new TicketInput.Hear(new TicketWord.Shown(
                place, opened.Id, opened.ExpiresAt - stage.Agenda.Now)));
            if (_is.Halves.Contains(opened.Id))
            {
                Resume(from, octets, message, opened, peerNonce);
                return;
            }

            opened.SkD.Dispose();
        }

        stage.Tell(MomentKind.Peer, Name, "refuses a ticket");
        stage.SendIke(front, from, Clear(message.InitiatorSpi, default, Descriptions.Of(
        [
            TicketMessages.ToPayload(
                new ResumptionGateway.Output.Refuse(ResumptionGateway.Refusal.Unknown))!,
        ])), MessageKind.IkeInit);
    }

    private void Resume(
        HostAddress from, ReadOnlySpan<byte> octets, IkeHeaderValue message,
        TicketSeal.Opened opened, Octets peerNonce)
    {
        var spis = new IkeSpiPair(message.InitiatorSpi, stage.DrawSpi());
        var nonce = stage.DrawNonce();
        var response = Clear(spis.Initiator, spis.Responder,
        [
            new() { Body = new IkePayloadBody.Nonce(new() { Data = nonce }) },
        ]);
        _halves[spis] = new(
            TicketIke.Resumed(
                stage.Provider, opened.SkD, new(peerNonce, nonce), spis, IkeRole.Responder,
                stage.PartitionOf(place, _is.Boot)),
            spis, opened, new(octets), new(response), peerNonce, nonce, from);
        stage.SendIke(front, from, response, MessageKind.IkeInit);
    }

    /// <summary>IKE_AUTH behind it.</summary>
    private void Proven(ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        if (!_halves.TryGetValue(new(message.InitiatorSpi, message.ResponderSpi), out var half)
            || half.Ike.Open(octets) is not { } inner
            || !HandshakeMessages.TryReadAuth(inner, IkeRole.Initiator, out var auth)
            || auth.Identity != TicketStage.HolderIdentity
            || !half.Ike.IsProved(
                IkeRole.Initiator, half.Request, half.Nonce, auth.Identity, auth.Auth))
        {
            return;
        }

        _proven[half.Ticket.Id] = half;
        Take(new TicketInput.Hear(new TicketWord.Proven(
            place, half.Ticket.Id, half.Ticket.ExpiresAt - stage.Agenda.Now)));
    }

    private void Take(TicketInput input)
    {
        var next = TicketShell.Step(stage.Config, _is, stage.Agenda.Now, input);
        _is = (TicketSide.Member)next.State;
        foreach (var word in next.Outputs)
        {
            Say(word);
        }

        Plan();
    }

    private void Plan()
    {
        if (!IsUp || ResumptionGateway.Deadline(stage.Config.Gateway, _is.Is) is not { } due
            || _due <= due)
        {
            return;
        }

        _due = due;
        stage.Agenda.At(due, () =>
        {
            _due = null;
            if (IsUp)
            {
                Take(new TicketInput.Tick());
            }
        });
    }

    private void Say(TicketWord word)
    {
        switch (word)
        {
            case TicketWord.Given(var id, var lifetime):
                Grant(
                    new ResumptionGateway.Output.Grant(
                        new(id, 0, 0, KeyHandle.None), lifetime,
                        ResumptionGateway.TicketKind.ByValue),
                    _seal.Seal(id, stage.Agenda.Now + lifetime, _ike.SkD));
                break;
            case TicketWord.Resumed(var id) when _proven.Remove(id, out var half):
                stage.Tell(MomentKind.Sa, Name, $"resumes an IKE SA by ticket {id}");
                stage.SendIke(
                    front, half.From,
                    half.Ike.Seal(
                        ExchangeType.IkeAuth, 1, isResponse: true,
                        HandshakeMessages.ToPayloads(
                            new AuthMessage(
                                TicketStage.MemberIdentity,
                                half.Ike.Prove(
                                    IkeRole.Responder, half.Response, half.PeerNonce,
                                    TicketStage.MemberIdentity)),
                            IkeRole.Responder).Payloads),
                    MessageKind.IkeAuth);
                break;
            case TicketWord.Deleted:
                foreach (var (id, from) in _deletes)
                {
                    stage.SendIke(
                        front, from,
                        _ike.Seal(ExchangeType.Informational, id, isResponse: true, []),
                        MessageKind.IkeDelete);
                }

                _deletes.Clear();
                break;
            default:
                stage.SendWord(this, MemberWords.Write(word));
                break;
        }
    }

    private void Grant(ResumptionGateway.Output output, Octets ticket)
    {
        if (_asked is var (id, from)
            && TicketMessages.ToPayload(output, ticket) is { } payload)
        {
            _asked = null;
            stage.SendIke(
                front, from,
                _ike.Seal(
                    ExchangeType.Informational, id, isResponse: true, Descriptions.Of([payload])),
                MessageKind.IkeLiveness);
        }
    }

    private static byte[] Clear(
        IkeSpi initiator, IkeSpi responder, Items<IkePayloadValue> payloads) =>
        HandshakeMessages.Message(
            new(initiator, responder), IkeRole.Responder, ExchangeType.IkeSessionResume, 0,
            payloads).ToArray();
}
