using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>What CREATE_CHILD_SA asks for in the place of a CHILD SA, RFC 7296 §1.3.3.</summary>
public sealed class ReplacedChildren
{
    /// <summary>RFC 7296 §2.9.2 and §1.3.1: traffic and mode are those of the SA that is replaced;
    /// of one that is gone meanwhile there are none, and nobody asks for transport mode.</summary>
    [Fact]
    public void What_a_replacement_asks_for_is_what_the_old_one_has()
    {
        foreach (var isTransport in (bool[])[false, true])
        {
            var old = First with { Sa = First.Sa with { IsTransport = isTransport } };
            var asked = OfferFor([old]);
            Assert.Equal(
                (AtMars, AtCarol, isTransport, new ChildName(ProtocolId.Esp, Here)),
                (asked.Offer.Initiator, asked.Offer.Responder, asked.Offer.IsTransport,
                    asked.Rekeys));
        }

        var gone = OfferFor([]);
        Assert.Equal(
            ([], [], false, null),
            (gone.Offer.Initiator, gone.Offer.Responder, gone.Offer.IsTransport, gone.Rekeys));

        static ExchangeMessage.Child OfferFor(Items<StandingChild> children) =>
            Assert.IsType<ExchangeMessage.Child>(AskedIn(Step(
                new State.Standing(Sa with { Peer = Peer with { Suites = [Pfs] } }, children)
                {
                    Ours = new Ours.Preparing(
                        new(new ExchangeWish.RekeyChild(Here), Draw), Pfs.KeyExchange),
                },
                new Input.Shared(new(5), Drawn))));
    }
}
