using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>What a message of IKEv2 says that keys are made of.</summary>
internal sealed record ExchangeFacts
{
    /// <summary>The message, kept of those in the clear, which AUTH covers.</summary>
    public Octets Message { get; init; }

    /// <summary>The proposals of its SA payload; none: it has no SA payload.</summary>
    public Items<ProposalValue> Proposals { get; private init; }

    /// <summary>Its nonce; empty: none.</summary>
    public Octets Nonce { get; private init; }

    /// <summary>The group of its KE payload.</summary>
    public KeyExchangeMethod Method { get; private init; }

    /// <summary>The value in its KE payload; empty: none.</summary>
    public Octets KeyExchange { get; private init; }

    /// <summary>
    /// The name of a post-quantum preshared key, RFC 8784 §5.1, or that one is used; null: neither.
    /// </summary>
    public Octets? PpkId { get; private init; }

    /// <summary>The ticket that it resumes an SA with, RFC 5723 §7.3; empty: none.</summary>
    public Octets Ticket { get; private init; }

    /// <summary>The ticket that it gives to resume this SA with, §7.2; empty: none.</summary>
    public Octets GivenTicket { get; private init; }

    /// <summary>
    /// What links IKE_FOLLOWUP_KE to the exchange that it goes on with, RFC 9370 §2.2.4; null:
    /// nothing.
    /// </summary>
    public Octets? Link { get; private init; }

    /// <summary>The facts of a chain of payloads.</summary>
    public static ExchangeFacts Of(Chain<IkePayload> payloads)
    {
        var facts = new ExchangeFacts();
        foreach (var payload in payloads)
        {
            facts = facts.With(payload);
        }

        return facts;
    }

    /// <summary>The proposal of that number and protocol; null: there is none.</summary>
    public ProposalValue? Find(ProposalValue answer)
    {
        foreach (var proposal in Proposals.Span)
        {
            if (proposal.ProposalNumber == answer.ProposalNumber
                && proposal.ProtocolId == answer.ProtocolId)
            {
                return proposal;
            }
        }

        return null;
    }

    private ExchangeFacts With(IkePayload payload)
    {
        if (payload.TryBody(out SaPayload sa, out _) && sa.TryToValue(out var value, out _))
        {
            return this with { Proposals = value.Proposals };
        }

        if (payload.TryBody(out NoncePayload nonce, out _))
        {
            return this with { Nonce = new Octets(nonce.Data) };
        }

        if (payload.TryBody(out KePayload ke, out _))
        {
            return this with { Method = ke.Method, KeyExchange = new Octets(ke.Data) };
        }

        return payload.TryBody(out NotifyPayload notify, out _) ? With(notify) : this;
    }

    private ExchangeFacts With(NotifyPayload notify)
    {
        // A responder that agrees names nothing: its notification may be empty.
        if (notify.Type == NotifyType.PpkIdentity)
        {
            return this with
            {
                PpkId = notify.TryData(out PpkIdentity ppk, out _) ? new Octets(ppk.Id) : default,
            };
        }

        if (notify.TryData(out AdditionalKeyExchange link, out _))
        {
            return this with { Link = new Octets(link.Link) };
        }

        if (notify.TryData(out TicketOpaque ticket, out _))
        {
            return this with { Ticket = new Octets(ticket.Ticket) };
        }

        return notify.TryData(out TicketLtOpaque given, out _)
            ? this with { GivenTicket = new Octets(given.Ticket) }
            : this;
    }
}
