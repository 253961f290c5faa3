using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Quick mode, and what is said in Informational exchanges.</content>
public sealed partial class IsakmpWork
{
    /// <summary>What an output of an initiator gives; null: it is the caller's to do.</summary>
    public QuickInitiator.Input? Do(QuickInitiator.Output output) => output switch
    {
        QuickInitiator.Output.Ask(var half, var message, var group) =>
            Ask(half, message, group),
        QuickInitiator.Output.Complete(var half, var suite, var outbound, var value) =>
            Complete(half, suite, outbound, value),
        QuickInitiator.Output.Forget(var handle) => Forget<QuickInitiator.Input>(handle),
        QuickInitiator.Output.Send or QuickInitiator.Output.Inform
            or QuickInitiator.Output.Establish or QuickInitiator.Output.GaveUp => null,
    };

    /// <summary>What an output of a responder gives; null: it is the caller's to do.</summary>
    public QuickResponder.Input? Do(QuickResponder.Output output) => output switch
    {
        QuickResponder.Output.Answer(
            var half, var message, var suite, var outbound, var value) =>
            Answer(half, message, suite, outbound, value),
        QuickResponder.Output.Forget(var handle) => Forget<QuickResponder.Input>(handle),
        QuickResponder.Output.Send or QuickResponder.Output.Inform
            or QuickResponder.Output.Establish or QuickResponder.Output.Use
            or QuickResponder.Output.Abandon => null,
    };

    /// <summary>What a message is to an initiator; null: nothing.</summary>
    /// <param name="state">How far it is.</param>
    /// <param name="octets">The message.</param>
    /// <param name="flow">Over which it came.</param>
    public QuickInitiator.Input? Read(
        QuickInitiator.State state, ReadOnlySpan<byte> octets, Flow flow)
    {
        if (state is QuickInitiator.State.Up up)
        {
            return up.Answer.Taken.Span.SequenceEqual(octets)
                ? new QuickInitiator.Input.Repeated()
                : null;
        }

        return state is QuickInitiator.State.Waiting { Half: var half }
            && IsOf(half, octets) && keys.Has(half.Isakmp.Keys.Value)
            && keys.TryOpen(
                half.Isakmp.Keys.Value, octets, half.Id, PhaseTwoHash.Two, half.Nonces,
                half.Chain, out var payloads, out var next, out _)
            && QuickMessages.TryRead(payloads, flow, isFromInitiator: false, out var message)
            ? new QuickInitiator.Input.Answered(message, new(octets), next)
            : null;
    }

    /// <summary>What a message is to a responder; null: nothing.</summary>
    /// <param name="state">How far it is.</param>
    /// <param name="isakmp">The ISAKMP SA under which it came.</param>
    /// <param name="octets">The message.</param>
    /// <param name="flow">Over which it came.</param>
    /// <param name="drawn">A SPI and a nonce for us, drawn.</param>
    /// <param name="peer">What the peer may have.</param>
    public QuickResponder.Input? Read(
        QuickResponder.State state, StandingIsakmp isakmp, ReadOnlySpan<byte> octets, Flow flow,
        (Spi Spi, Octets Nonce) drawn, QuickPeer peer)
    {
        ArgumentNullException.ThrowIfNull(isakmp);
        if (QuickResponder.HalfOf(state) is { } half)
        {
            return half.Taken.Span.SequenceEqual(octets) ? new QuickResponder.Input.Repeated()
                : state is QuickResponder.State.Waiting && IsOf(half, octets)
                    && keys.Has(half.Isakmp.Keys.Value)
                    && keys.TryOpen(
                        half.Isakmp.Keys.Value, octets, half.Id, PhaseTwoHash.Three, half.Nonces,
                        half.Chain, out _, out _, out _)
                    ? new QuickResponder.Input.Confirmed()
                : null;
        }

        // RFC 2409 §5.5: an ID that was used would have the same IV.
        var handle = isakmp.Keys.Value;
        return state is QuickResponder.State.Idle && keys.Has(handle)
            && IdOf(isakmp, IsakmpExchangeType.QuickMode, octets) is { } id
            && !keys.IsUsed(handle, id)
            && keys.TryOpen(
                handle, octets, id, PhaseTwoHash.One, default,
                keys.ChainOf(handle, isakmp.Last, id), out var payloads, out var next, out _)
            && QuickMessages.TryRead(payloads, flow, isFromInitiator: true, out var message)
            && keys.Use(handle, id)
            ? new QuickResponder.Input.Asked(
                message,
                new(isakmp, id, drawn.Spi, new(message.Nonce, drawn.Nonce))
                {
                    Chain = next,
                    Taken = new(octets),
                    Seen = new(flow.Path.Remote, flow.Path.Local),
                },
                peer)
            : null;
    }

    /// <summary>What an Informational exchange says; null: it is not authentic, or its message ID
    /// was used.</summary>
    /// <param name="isakmp">The ISAKMP SA under which it came.</param>
    /// <param name="octets">The message.</param>
    public Information? Hear(StandingIsakmp isakmp, ReadOnlySpan<byte> octets)
    {
        ArgumentNullException.ThrowIfNull(isakmp);
        var handle = isakmp.Keys.Value;
        return keys.Has(handle)
            && IdOf(isakmp, IsakmpExchangeType.Informational, octets) is { } id
            && !keys.IsUsed(handle, id)
            && keys.TryOpen(
                handle, octets, id, PhaseTwoHash.One, default,
                keys.ChainOf(handle, isakmp.Last, id), out var payloads, out _, out _)
            && keys.Use(handle, id)
            ? InformationalMessages.Read(payloads)
            : null;
    }

    private static bool IsOf(QuickHalf half, ReadOnlySpan<byte> octets) =>
        IdOf(half.Isakmp, IsakmpExchangeType.QuickMode, octets) == half.Id;

    /// <summary>The message ID of an encrypted message of an SA and an exchange; null: it is
    /// another one's.</summary>
    private static MessageId? IdOf(
        StandingIsakmp isakmp, IsakmpExchangeType exchange, ReadOnlySpan<byte> octets) =>
        IsakmpHeader.TryParse(octets, out var header, out _) && header.Encrypted
            && header.InitiatorSpi == isakmp.Cookies.Initiator
            && header.ResponderSpi == isakmp.Cookies.Responder
            && header.ExchangeType == exchange
            ? header.MessageId
            : null;

    private QuickInitiator.Input Ask(
        QuickHalf half, QuickMessage message, KeyExchangeMethod group)
    {
        var handle = half.Isakmp.Keys.Value;
        var (share, value) = (0UL, default(Octets));
        if (!keys.Has(handle) || !keys.Use(handle, half.Id)
            || (group != KeyExchangeMethod.None
                && !keys.TryStart(group, out share, out value, out _)))
        {
            return new QuickInitiator.Input.Failed();
        }

        return Seal(
            half, message with { Share = value }, PhaseTwoHash.One, default,
            keys.ChainOf(handle, half.Isakmp.Last, half.Id)) is var (octets, next)
            ? new QuickInitiator.Input.Sealed(octets, next, new(share))
            : Unused(share);

        QuickInitiator.Input Unused(ulong unused)
        {
            keys.Forget(unused);
            return new QuickInitiator.Input.Failed();
        }
    }

    private QuickInitiator.Input Complete(
        QuickHalf half, ChildSuite suite, Spi outbound, Octets value)
    {
        var handle = half.Isakmp.Keys.Value;
        if (!keys.Has(handle))
        {
            return new QuickInitiator.Input.Failed();
        }

        if (!keys.TryDeriveChild(
            handle, suite,
            (InformationalMessages.ToOctets(half.Inbound),
                InformationalMessages.ToOctets(outbound)),
            half.Nonces, half.Share.Value, value, out var child, out _))
        {
            return new QuickInitiator.Input.NotKeyed();
        }

        if (keys.TrySeal(
            handle,
            PhaseOneMessages.Message(
                half.Isakmp.Cookies, IsakmpExchangeType.QuickMode, half.Id, []),
            PhaseTwoHash.Three, half.Nonces, half.Chain, out var octets, out _, out _))
        {
            return new QuickInitiator.Input.Keyed(new(child), octets);
        }

        keys.Forget(child);
        return new QuickInitiator.Input.Failed();
    }

    private QuickResponder.Input Answer(
        QuickHalf half, QuickMessage message, ChildSuite suite, Spi outbound, Octets theirs)
    {
        var handle = half.Isakmp.Keys.Value;
        var (share, value) = (0UL, default(Octets));
        if (!keys.Has(handle)
            || (suite.KeyExchange != KeyExchangeMethod.None
                && !keys.TryStart(suite.KeyExchange, out share, out value, out _)))
        {
            return new QuickResponder.Input.Failed();
        }

        var isMade = keys.TryDeriveChild(
            handle, suite,
            (InformationalMessages.ToOctets(outbound),
                InformationalMessages.ToOctets(half.Inbound)),
            half.Nonces, share, theirs, out var child, out _);
        keys.Forget(share);
        if (!isMade)
        {
            return new QuickResponder.Input.NotKeyed();
        }

        if (Seal(
            half, message with { Share = value }, PhaseTwoHash.Two, half.Nonces, half.Chain)
            is var (octets, next))
        {
            return new QuickResponder.Input.Keyed(new(child), octets, next);
        }

        keys.Forget(child);
        return new QuickResponder.Input.Failed();
    }

    private (Octets Octets, IvChain Next)? Seal(
        QuickHalf half, QuickMessage message, PhaseTwoHash kind, ExchangeNonces nonces,
        IvChain chain) =>
        QuickMessages.ToPayloads(message, InformationalMessages.ToOctets(half.Inbound))
            is { } payloads
        && keys.TrySeal(
            half.Isakmp.Keys.Value,
            PhaseOneMessages.Message(
                half.Isakmp.Cookies, IsakmpExchangeType.QuickMode, half.Id, payloads),
            kind, nonces, chain, out var octets, out var next, out _)
            ? (octets, next)
            : null;
}
