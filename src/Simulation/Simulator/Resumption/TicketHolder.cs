using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Resumption;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator.Resumption;

/// <summary>
/// Who holds tickets with their keys, shows each as often and wherever he likes, and counts what
/// comes of it: he alone sees which IKE SAs there are.
/// </summary>
/// <param name="stage">Where he is.</param>
/// <param name="port">His card.</param>
internal sealed class TicketHolder(TicketStage stage, LanPort port)
{
    private const string Name = "carol";

    private readonly List<Held> _tickets = [];
    private readonly Dictionary<(string Member, ulong Ticket), Session> _sessions = [];
    private readonly HashSet<uint> _deletes = [];
    private readonly List<Violation> _violations = [];
    private readonly TicketIke _ike = stage.OldIke(IkeRole.Initiator, NoncePartition.Alone);
    private uint _next;
    private bool _isDeleted;

    /// <summary>A ticket, and how often it has resumed an IKE SA.</summary>
    private sealed class Held(Octets octets, Instant expiresAt)
    {
        public Octets Octets => octets;

        public Instant ExpiresAt => expiresAt;

        public int Uses { get; set; }
    }

    /// <summary>An IKE SA that is being resumed.</summary>
    private sealed class Session(IkeSpi spi, Octets nonce, Octets request)
    {
        public IkeSpi Spi => spi;

        public Octets Nonce => nonce;

        public Octets Request => request;

        public Octets Response { get; set; }

        public Octets PeerNonce { get; set; }

        public TicketIke? Ike { get; set; }
    }

    public int Count => _tickets.Count;

    /// <summary>What must not be and is.</summary>
    public Items<Violation> Violations => [.. _violations];

    public LanPort Port => port;

    /// <summary>Asks for a ticket, RFC 5723 §4.1.</summary>
    public void Ask(TicketMember member)
    {
        // Whoever has deleted his IKE SA asks for nothing more under it.
        if (_deletes.Count == 0)
        {
            Inform(member, Descriptions.Of(
                [TicketMessages.ToPayload(new ResumingClient.Output.BeginFull())!]));
        }
    }

    /// <summary>Deletes the IKE SA.</summary>
    public void Delete(TicketMember member)
    {
        _deletes.Add(_next);
        Inform(member, Descriptions.DeleteOfIke());
    }

    /// <summary>Shows a ticket, §4.3.</summary>
    public void Show(TicketMember member, ulong ticket)
    {
        if (TicketOf(ticket) is not { } held)
        {
            return;
        }

        var (spi, nonce) = (stage.DrawSpi(), stage.DrawNonce());
        var request = HandshakeMessages.Message(
            new(spi, default), IkeRole.Initiator, ExchangeType.IkeSessionResume, 0,
            [
                new() { Body = new IkePayloadBody.Nonce(new() { Data = nonce }) },
                .. Descriptions.Of(
                [
                    TicketMessages.ToPayload(
                        new ResumingClient.Output.BeginResume(held.Octets, KeyHandle.None))!,
                ]),
            ]).ToArray();
        _sessions[(member.Name, ticket)] = new(spi, nonce, new(request));
        stage.SendIke(port, member.Address, request, MessageKind.IkeInit);
    }

    /// <summary>Proves that he has its keys.</summary>
    public void Prove(TicketMember member, ulong ticket)
    {
        if (_sessions.GetValueOrDefault((member.Name, ticket)) is { Ike: { } ike } session)
        {
            var identity = TicketStage.HolderIdentity;
            stage.SendIke(
                port, member.Address,
                ike.Seal(
                    ExchangeType.IkeAuth, 1, isResponse: false,
                    HandshakeMessages.ToPayloads(
                        new AuthMessage(
                            identity,
                            ike.Prove(
                                IkeRole.Initiator, session.Request, session.PeerNonce, identity)),
                        IkeRole.Initiator).Payloads),
                MessageKind.IkeAuth);
        }
    }

    /// <summary>A datagram to the port of IKE.</summary>
    public void FromMember(HostAddress from, ReadOnlySpan<byte> octets)
    {
        if (!IkeHeaderValue.TryParse(octets, out var message, out _) || !message.Flags.Response)
        {
            return;
        }

        if (message.ExchangeType == ExchangeType.Informational)
        {
            if (_ike.Open(octets) is { } inner)
            {
                Informed(message.MessageId.Value, inner);
            }

            return;
        }

        foreach (var ((member, ticket), session) in _sessions)
        {
            if (session.Spi == message.InitiatorSpi && stage.MemberAt(from)?.Name == member)
            {
                Answered(octets, message, session, ticket);
                return;
            }
        }
    }

    /// <summary>Nothing of him is left.</summary>
    public void Forget()
    {
        _ike.Dispose();
        foreach (var session in _sessions.Values)
        {
            session.Ike?.Dispose();
        }
    }

    private void Answered(
        ReadOnlySpan<byte> octets, IkeHeaderValue message, Session session, ulong ticket)
    {
        if (message.ExchangeType == ExchangeType.IkeSessionResume)
        {
            if (session.Ike is null && message.Payloads.Select(payload => payload.Body)
                .OfType<IkePayloadBody.Nonce>().FirstOrDefault()?.Value.Data is { } nonce)
            {
                (session.Response, session.PeerNonce) = (new(octets), nonce);
                session.Ike = TicketIke.Resumed(
                    stage.Provider, _ike.SkD, new(session.Nonce, nonce),
                    new(session.Spi, message.ResponderSpi), IkeRole.Initiator,
                    NoncePartition.Alone);
            }
        }
        else if (message.ExchangeType == ExchangeType.IkeAuth
            && session.Ike?.Open(octets) is { } inner
            && HandshakeMessages.TryReadAuth(inner, IkeRole.Responder, out var auth)
            && auth.Identity == TicketStage.MemberIdentity
            && session.Ike.IsProved(
                IkeRole.Responder, session.Response, session.Nonce, auth.Identity, auth.Auth))
        {
            Resumed(ticket);
        }
    }

    private void Resumed(ulong ticket)
    {
        var held = TicketOf(ticket)!;
        held.Uses++;
        var now = stage.Agenda.Now;
        var why = _isDeleted ? "after its IKE SA was deleted"
            : held.ExpiresAt <= now ? "after its lifetime"
            : held.Uses > 1 ? "once more"
            : null;
        if (why is not null)
        {
            var says = $"ticket {ticket} resumes an IKE SA {why}";
            stage.Tell(MomentKind.Violation, Name, says);
            _violations.Add(new(SingleResumptions.Card.Invariant, now, says));
        }
    }

    private void Informed(uint id, InnerPayloadsValue inner)
    {
        _isDeleted |= _deletes.Contains(id);
        foreach (var notify in Descriptions.NotifiesIn(inner))
        {
            if (TicketMessages.ClassifyInAuth(notify, KeyHandle.None)
                is ResumingClient.Input.Granted(var ticket, var lifetime, _))
            {
                _tickets.Add(new(ticket, stage.Agenda.Now + lifetime));
                stage.Tell(MomentKind.Sa, Name, $"has ticket {_tickets.Count}");
            }
        }
    }

    private void Inform(TicketMember member, Items<IkePayloadValue> payloads) => stage.SendIke(
        port, member.Address,
        _ike.Seal(ExchangeType.Informational, _next++, isResponse: false, payloads),
        MessageKind.IkeLiveness);

    private Held? TicketOf(ulong ticket) =>
        ticket > 0 && ticket <= (ulong)_tickets.Count ? _tickets[(int)ticket - 1] : null;
}
