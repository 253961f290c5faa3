using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Transaction exchanges, draft-ietf-ipsec-isakmp-mode-cfg §3.1.</content>
public sealed partial class IsakmpWork
{
    /// <summary>What an output of whoever asks gives; null: it is the caller's to do.</summary>
    public TransactionInitiator.Input? Do(TransactionInitiator.Output output) => output switch
    {
        TransactionInitiator.Output.Ask(var half, var question) => Ask(half, question),
        TransactionInitiator.Output.Forget(var secret) =>
            Forget<TransactionInitiator.Input>(secret),
        TransactionInitiator.Output.Send or TransactionInitiator.Output.Tell
            or TransactionInitiator.Output.GaveUp => null,
    };

    /// <summary>What an output of whoever answers gives; null: it is the caller's to do.</summary>
    public TransactionResponder.Input? Do(TransactionResponder.Output output) => output switch
    {
        TransactionResponder.Output.Answer(var half, var message) =>
            keys.Has(half.Isakmp.Keys.Value) && Seal(half, message, half.Chain) is var (octets, _)
                ? new TransactionResponder.Input.Sealed(octets)
                : new TransactionResponder.Input.Failed(),
        TransactionResponder.Output.Forget(var secret) =>
            Forget<TransactionResponder.Input>(secret),
        TransactionResponder.Output.Decide or TransactionResponder.Output.Send => null,
    };

    /// <summary>What a message is to whoever asks; null: nothing.</summary>
    /// <param name="state">How far it is.</param>
    /// <param name="octets">The message.</param>
    public TransactionInitiator.Input? Read(
        TransactionInitiator.State state, ReadOnlySpan<byte> octets) =>
        state is TransactionInitiator.State.Waiting { Half: var half }
            && IdOf(half.Isakmp, IsakmpExchangeType.Transaction, octets) == half.Id
            && keys.Has(half.Isakmp.Keys.Value)
            && keys.TryOpen(
                half.Isakmp.Keys.Value, octets, half.Id, half.Chain, out var text, out _, out _)
            ? new TransactionInitiator.Input.Heard(TransactionMessages.Classify(text))
            : null;

    /// <summary>What a message is to whoever answers; null: nothing.</summary>
    /// <param name="state">How far it is.</param>
    /// <param name="isakmp">The ISAKMP SA under which it came.</param>
    /// <param name="octets">The message.</param>
    public TransactionResponder.Input? Read(
        TransactionResponder.State state, StandingIsakmp isakmp, ReadOnlySpan<byte> octets)
    {
        ArgumentNullException.ThrowIfNull(isakmp);
        var taken = state is TransactionResponder.State.Answered { Answer: var answer }
            ? answer.Taken
            : TransactionResponder.HalfOf(state)?.Taken;
        if (taken is { } known)
        {
            return known.Span.SequenceEqual(octets)
                ? new TransactionResponder.Input.Repeated()
                : null;
        }

        // RFC 2409 §5.5: an ID that was used would have the same IV.
        var handle = isakmp.Keys.Value;
        return state is TransactionResponder.State.Idle && keys.Has(handle)
            && IdOf(isakmp, IsakmpExchangeType.Transaction, octets) is { } id
            && !keys.IsUsed(handle, id)
            && keys.TryOpen(
                handle, octets, id, keys.ChainOf(handle, isakmp.Last, id), out var text,
                out var next, out _)
            && keys.Use(handle, id)
            ? new TransactionResponder.Input.Asked(
                TransactionMessages.Classify(text),
                new(isakmp, id) { Chain = next, Taken = new(octets) })
            : null;
    }

    private TransactionInitiator.Input Ask(TransactionHalf half, TransactionMessage question)
    {
        var handle = half.Isakmp.Keys.Value;
        return keys.Has(handle) && keys.Use(handle, half.Id)
            && Seal(half, question, keys.ChainOf(handle, half.Isakmp.Last, half.Id))
                is var (octets, next)
            ? new TransactionInitiator.Input.Sealed(octets, next)
            : new TransactionInitiator.Input.Failed();
    }

    private (Octets Octets, IvChain Next)? Seal(
        TransactionHalf half, TransactionMessage message, IvChain chain) =>
        keys.TrySeal(
            half.Isakmp.Keys.Value,
            PhaseOneMessages.Message(
                half.Isakmp.Cookies, IsakmpExchangeType.Transaction, half.Id, []),
            TransactionMessages.ToText(message), chain, out var octets, out var next)
            ? (octets, next)
            : null;
}
