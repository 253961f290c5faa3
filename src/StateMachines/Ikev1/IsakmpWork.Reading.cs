using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.StateMachines.Ikev1;

/// <content>What messages of phase 1 are to the machines.</content>
public sealed partial class IsakmpWork
{
    /// <summary>What a message is to an initiator; null: nothing.</summary>
    /// <param name="state">How far it is.</param>
    /// <param name="octets">The message.</param>
    /// <param name="flow">Over which it came.</param>
    public PhaseOneInitiator.Input? Read(
        PhaseOneInitiator.State state, ReadOnlySpan<byte> octets, Flow flow)
    {
        if (state is PhaseOneInitiator.State.Up { Answer: { } answer })
        {
            return answer.Taken.Span.SequenceEqual(octets)
                ? new PhaseOneInitiator.Input.Repeated()
                : null;
        }

        if (PhaseOneInitiator.HalfOf(state) is not { } half
            || !IsakmpHeader.TryParse(octets, out var header, out _)
            || header.InitiatorSpi != half.Cookies.Initiator
            || (half.Cookies.Responder.Value != 0
                && header.ResponderSpi != half.Cookies.Responder))
        {
            return null;
        }

        if (header.ExchangeType == IsakmpExchangeType.Informational)
        {
            return header.Encrypted
                ? RefusalIn(half, octets, header.MessageId) is { } denied
                    ? new PhaseOneInitiator.Input.Denied(denied)
                    : null
                : RefusalInClear(octets) is { } refusal
                    ? new PhaseOneInitiator.Input.Refused(refusal)
                    : null;
        }

        if (header.Encrypted)
        {
            return state is not PhaseOneInitiator.State.Authenticating
                || header.ExchangeType != PhaseOneMessages.ExchangeOf(half.Mode)
                || header.MessageId.Value != 0 ? null
                : half.Signs ? Claim(half, octets, null) is var (claimed, after)
                    ? new PhaseOneInitiator.Input.Claimed(claimed, after)
                    : new PhaseOneInitiator.Input.NotProved()
                : Proof(half, IkeRole.Responder, octets, default) is var (proved, chain)
                    ? new PhaseOneInitiator.Input.Proved(proved, chain)
                    : new PhaseOneInitiator.Input.NotProved();
        }

        return PhaseOneMessages.TryRead(octets, out var value, out var mode, out var message)
            && mode == half.Mode
            ? new PhaseOneInitiator.Input.Answered(
                message, value.ResponderSpi,
                NatOf(half, message, new(value.InitiatorSpi, value.ResponderSpi), flow),
                new(octets))
            : null;
    }

    /// <summary>What a message is to a responder; null: nothing.</summary>
    /// <param name="state">How far it is.</param>
    /// <param name="octets">The message.</param>
    /// <param name="flow">Over which it came.</param>
    /// <param name="offer">Makes the input of a first message: what only the caller knows.</param>
    public PhaseOneResponder.Input? Read(
        PhaseOneResponder.State state, ReadOnlySpan<byte> octets, Flow flow,
        Func<PhaseOneMode, PhaseOneMessage, IkeSpi, PhaseOneResponder.Input> offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        if (PhaseOneResponder.AnswerOf(state) is { } answer
            && answer.Taken.Span.SequenceEqual(octets))
        {
            return new PhaseOneResponder.Input.Repeated();
        }

        if (state is PhaseOneResponder.State.Idle)
        {
            return PhaseOneMessages.TryRead(octets, out var first, out var how, out var said)
                && first.ResponderSpi.Value == 0
                ? offer(how, said, first.InitiatorSpi)
                : null;
        }

        if (PhaseOneResponder.HalfOf(state) is not { } half
            || !IsakmpHeader.TryParse(octets, out var header, out _)
            || header.InitiatorSpi != half.Cookies.Initiator
            || header.ResponderSpi != half.Cookies.Responder
            || header.ExchangeType != PhaseOneMessages.ExchangeOf(half.Mode)
            || header.MessageId.Value != 0)
        {
            return null;
        }

        if (!header.Encrypted)
        {
            return state is PhaseOneResponder.State.Open
                && PhaseOneMessages.TryRead(octets, out _, out _, out var message)
                ? new PhaseOneResponder.Input.Exchanged(
                    message, NatOf(half, message, half.Cookies, flow), new(octets))
                : null;
        }

        if (state is not PhaseOneResponder.State.Authenticating open)
        {
            return null;
        }

        // Of aggressive mode the identity was in the first message.
        var identity = half.Mode == PhaseOneMode.Aggressive ? open.Party.Wanted : null;
        if (half.Signs)
        {
            return Claim(half, octets, identity) is var (claimed, after)
                ? new PhaseOneResponder.Input.Claimed(
                    claimed, NatOf(half, claimed, half.Cookies, flow), new(octets), after)
                : new PhaseOneResponder.Input.NotProved();
        }

        return Proof(half, IkeRole.Initiator, octets, identity) is var (proved, chain)
            ? new PhaseOneResponder.Input.Proved(
                proved, NatOf(half, proved, half.Cookies, flow), new(octets), chain)
            : new PhaseOneResponder.Input.NotProved();
    }

    /// <summary>What a message proves whose HASH is right; null: nothing.</summary>
    private (PhaseOneMessage Message, IvChain Chain)? Proof(
        PhaseOneHalf half, IkeRole side, ReadOnlySpan<byte> octets, Octets? identity) =>
        Opened(half, octets, identity) is var (message, next)
            && keys.IsProved(
                half.Keys.Value, half.Exchange, side, message.Identity, message.Proof)
            ? (message, next)
            : null;

    /// <summary>What a message says that is signed; null: it is not, or proves itself by HASH too.
    /// </summary>
    private (PhaseOneMessage Message, IvChain Chain)? Claim(
        PhaseOneHalf half, ReadOnlySpan<byte> octets, Octets? identity) =>
        Opened(half, octets, identity) is var (message, next)
            && message is { Signature.Length: > 0, Proof.Length: 0 }
            ? (message, next)
            : null;

    /// <summary>What a message says, and of whom; null: nothing under these keys.</summary>
    private (PhaseOneMessage Message, IvChain Chain)? Opened(
        PhaseOneHalf half, ReadOnlySpan<byte> octets, Octets? identity)
    {
        if (!keys.TryOpen(
                half.Keys.Value, octets, half.Chain, out var payloads, out var next, out _)
            || !PhaseOneMessages.TryRead(payloads, out var message))
        {
            return null;
        }

        message = identity is { } known ? message with { Identity = known } : message;
        return message.Identity.Length > 0 ? (message, next) : null;
    }

    private static NatSides NatOf(
        PhaseOneHalf half, PhaseOneMessage message, IkeSpiPair cookies, Flow flow)
    {
        // Of aggressive mode the choice is in the same message.
        var hash = half.Suite?.Hash
            ?? (message.Proposals is { } answer
                && IsakmpOffers.ProposalsOf(answer) is [{ Transforms: [var transform] }]
                    && Protocol.Cryptography.IsakmpSuites.TryResolve(
                        transform, Protocol.Cryptography.AlgorithmPolicy.DecodeOnly,
                        out var suite, out _)
                ? suite.Hash
                : null);
        return hash is { } one
            ? PhaseOneMessages.NatSidesOf(message.NatHashes, one, cookies, flow)
            : NatSides.None;
    }

    private static IsakmpNotifyPayloadValue? RefusalInClear(ReadOnlySpan<byte> octets) =>
        IsakmpHeaderValue.TryParse(octets, out var message, out _)
            && message.Payloads is { } payloads
            ? InformationalMessages.RefusalIn(InformationalMessages.Read(payloads))
            : null;

    private IsakmpNotifyPayloadValue? RefusalIn(
        PhaseOneHalf half, ReadOnlySpan<byte> octets, MessageId id) => half.Keys.IsSome
            && Hear(new(half.Cookies, half.Keys, half.Chain), octets) is { } information
            ? InformationalMessages.RefusalIn(information)
            : null;
}
