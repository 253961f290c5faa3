using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Ike;

/// <content>What an answer to CREATE_CHILD_SA grants of what we have asked for.</content>
public static partial class IkeExchanges
{
    /// <summary>What an answer grants.</summary>
    /// <param name="Made">What is made.</param>
    /// <param name="What">Its keys.</param>
    /// <param name="Nonces">The nonces of CREATE_CHILD_SA.</param>
    /// <param name="PeerShare">What its KE payload says.</param>
    private sealed record Gained(
        SaFact Made, NewKeys What, ExchangeNonces Nonces, Octets PeerShare);

    private static Gained? GainedOf(
        Config config, State.Standing state, ExchangeTask task, ExchangeMessage asked,
        ExchangeMessage answer) => (asked, answer) switch
        {
            (ExchangeMessage.Child request, ExchangeMessage.Child child) =>
                GainedOf(state, task, request, child),
            (ExchangeMessage.Rekey request, ExchangeMessage.Rekey ike) =>
                GainedOf(config, state, task, request, ike),
            _ => null,
        };

    private static Gained? GainedOf(
        State.Standing state, ExchangeTask task, ExchangeMessage.Child asked,
        ExchangeMessage.Child answer)
    {
        var offered = new TrafficPair(asked.Offer.Initiator, asked.Offer.Responder);
        var taken = new TrafficPair(answer.Offer.Initiator, answer.Offer.Responder);
        var suite = ProposalChoice.TakeAnswer(
            OfferedWith(state.Sa, asked.Method), answer.Offer.Proposals, isFirst: false);
        if (suite is null || !TrafficSelectorNarrowing.IsNarrowingOf(offered, taken)
            || (answer.Offer.IsTransport && !asked.Offer.IsTransport)
            || (suite.KeyExchange != KeyExchangeMethod.None
                && (suite.KeyExchange != asked.Method || suite.KeyExchange != answer.Method)))
        {
            return null;
        }

        var nonces = new ExchangeNonces(asked.Nonce, answer.Nonce);
        var made = new SaFact.ChildMade(
            new(
                task.Draw.Child, FirstChild.SpiOf(answer.Offer.Proposals.Proposals[0].Spi), suite,
                taken, answer.Offer.IsTransport, KeyHandle.None),
            task.Wish is ExchangeWish.RekeyChild(var spi) ? spi : null);
        return new(
            made, new NewKeys.OfChild(suite), nonces,
            suite.KeyExchange == KeyExchangeMethod.None ? Octets.Empty : answer.Share);
    }

    private static Gained? GainedOf(
        Config config, State.Standing state, ExchangeTask task, ExchangeMessage.Rekey asked,
        ExchangeMessage.Rekey answer)
    {
        var suite = ProposalChoice.TakeAnswer(
            config.Suites, answer.Proposals, ProposalChoice.IkeSpiLength);
        if (suite is null || suite.KeyExchange != asked.Method
            || suite.KeyExchange != answer.Method)
        {
            return null;
        }

        var id = new IkeSaId(
            task.Draw.Ike, ExchangeMessages.IkeSpiOf(answer.Proposals.Proposals[0].Spi));
        return new(
            new SaFact.IkeMade(
                new(id, IkeRole.Initiator, suite, KeyHandle.None, state.Sa.Peer), state.Sa.Id),
            new NewKeys.OfIke(suite, new(id.Initiator, id.Responder)),
            new(asked.Nonce, answer.Nonce), answer.Share);
    }
}
