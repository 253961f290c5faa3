using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.StateMachines.Ike;

/// <content>What datagrams are to the machines.</content>
public sealed partial class HandshakeWork
{
    /// <summary>What a datagram is to a responder; null: nothing.</summary>
    /// <param name="state">How far it is.</param>
    /// <param name="octets">A request of IKE_SA_INIT, IKE_INTERMEDIATE or IKE_AUTH.</param>
    /// <param name="flow">Over which it came.</param>
    /// <param name="greet">Makes the input of a greeting: what only the caller knows.</param>
    public IkeResponder.Input? Read(
        IkeResponder.State state, ReadOnlySpan<byte> octets, Flow flow,
        Func<Greeting, IkeSpi, NatSides, IkeResponder.Input> greet)
    {
        ArgumentNullException.ThrowIfNull(greet);
        if (!IkeFixedHeader.TryParse(octets, out var header, out _)
            || header.Flags.Response || !header.Flags.Initiator)
        {
            return null;
        }

        if (header.ExchangeType == ExchangeType.IkeSaInit.Value)
        {
            // RFC 7296 §2.2 and §2.6: the first message has ID 0, and nobody's SPI but its own.
            return header.MessageId.Value != 0 || header.ResponderSpi.Value != 0 ? null
                : !IkeHeaderValue.TryParse(octets, out var message, out var error)
                    ? HandshakeMessages.CriticalIn(octets, error) is { } critical
                        ? new IkeResponder.Input.Malformed(
                            ExchangeType.IkeSaInit, 0, critical)
                        : null
                : HandshakeMessages.TryReadGreeting(message, flow, out var greeting, out var nat)
                    ? greet(greeting, message.InitiatorSpi, nat)
                : new IkeResponder.Input.Malformed(
                    ExchangeType.IkeSaInit, 0, FirstChild.Notice(NotifyType.InvalidSyntax));
        }

        var (exchange, id) = (new ExchangeType(header.ExchangeType), header.MessageId.Value);
        return (exchange != ExchangeType.IkeAuth && exchange != ExchangeType.IkeIntermediate)
            || IkeResponder.KeysOf(state, id) is not { IsSome: true } handle
                ? null
                : Open(
                    handle, IkeResponder.CoveredOf(state), octets, exchange, id,
                    IkeResponder.IsFirstAuth(state, id));
    }

    private IkeResponder.Input? Open(
        KeyHandle handle, Octets before, ReadOnlySpan<byte> octets, ExchangeType exchange,
        uint id, bool isFirst)
    {
        var covered = default(Octets);
        if (!(exchange == ExchangeType.IkeIntermediate
            ? keys.TryOpen(
                handle.Value, octets, before, out var inner, out var text, out covered,
                out var why)
            : keys.TryOpen(handle.Value, octets, out inner, out text, out why)))
        {
            return HandshakeMessages.RefusalOf(why, text) is { } refusal
                ? new IkeResponder.Input.Malformed(exchange, id, refusal)
                : null;
        }

        return exchange == ExchangeType.IkeIntermediate
            ? HandshakeMessages.TryReadExchange(inner!, out var added)
                ? new IkeResponder.Input.Exchanged(id, added, covered)
                : new IkeResponder.Input.Malformed(
                    exchange, id, FirstChild.Notice(NotifyType.InvalidSyntax))
            : (isFirst
                ? HandshakeMessages.TryReadAuth(inner!, text, IkeRole.Initiator, out var asked)
                : HandshakeMessages.TryReadLaterAuth(
                    inner!, text, IkeRole.Initiator, out asked))
                ? new IkeResponder.Input.Asked(id, asked)
            : new IkeResponder.Input.Malformed(
                exchange, id, FirstChild.Notice(NotifyType.InvalidSyntax));
    }

    /// <summary>What a datagram is to an initiator; null: nothing.</summary>
    /// <param name="state">How far it is.</param>
    /// <param name="octets">A response of IKE_SA_INIT, IKE_INTERMEDIATE or IKE_AUTH.</param>
    /// <param name="flow">Over which it came.</param>
    public IkeInitiator.Input? Read(
        IkeInitiator.State state, ReadOnlySpan<byte> octets, Flow flow)
    {
        if (!IkeHeaderValue.TryParse(octets, out var message, out _)
            || !message.Flags.Response || message.Flags.Initiator)
        {
            return null;
        }

        var id = message.MessageId.Value;
        if (state is IkeInitiator.State.Asking asking)
        {
            return message.ExchangeType != ExchangeType.IkeSaInit || id != 0
                || message.InitiatorSpi != asking.Attempt.Spi ? null
                : HandshakeMessages.TryReadGreeting(message, flow, out var greeting, out var nat)
                    ? new IkeInitiator.Input.Welcomed(
                        greeting, message.ResponderSpi, new(octets), nat)
                : HandshakeMessages.RefusalIn(message.Payloads) is { } refusal
                    ? new IkeInitiator.Input.Refused(refusal)
                : null;
        }

        if (state is IkeInitiator.State.Exchanging exchanging)
        {
            return message.ExchangeType != ExchangeType.IkeIntermediate
                || id != exchanging.Half.NextId
                || !keys.TryOpen(
                    exchanging.Half.Keys.Value, octets, exchanging.Half.OfResponder,
                    out var said, out _, out var covered, out _) ? null
                : HandshakeMessages.TryReadExchange(said, out var added)
                    ? new IkeInitiator.Input.Exchanged(added, covered)
                : new IkeInitiator.Input.AuthRefused(
                    HandshakeMessages.RefusalIn(said.Payloads)
                        ?? FirstChild.Notice(NotifyType.InvalidSyntax));
        }

        if (state is not IkeInitiator.State.Authenticating open
            || message.ExchangeType != ExchangeType.IkeAuth || id != open.Half.NextId
            || !keys.TryOpen(open.Half.Keys.Value, octets, out var inner, out var text, out _))
        {
            return null;
        }

        return (open.Half.Eap is { Rounds: > 0 }
            ? HandshakeMessages.TryReadLaterAuth(inner, IkeRole.Responder, out var answer)
            : HandshakeMessages.TryReadAuth(inner, text, IkeRole.Responder, out answer))
            ? new IkeInitiator.Input.Answered(answer)
            : new IkeInitiator.Input.AuthRefused(
                HandshakeMessages.RefusalIn(inner.Payloads)
                    ?? FirstChild.Notice(NotifyType.InvalidSyntax));
    }
}
