using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>A payload that stands there once more says nothing certain, however often it does.
/// </summary>
public sealed class PayloadsTwice
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void IKE_AUTH_with_a_payload_once_more_is_not_read(int more)
    {
        var whole = Travel(HandshakeMessages.ToPayloads(Asked, IkeRole.Initiator));
        var once = whole.Payloads.Where(payload => payload.Body
            is IkePayloadBody.IdInitiator or IkePayloadBody.IdResponder or IkePayloadBody.Auth
            or IkePayloadBody.Configuration or IkePayloadBody.Sa or IkePayloadBody.TsInitiator
            or IkePayloadBody.TsResponder).ToArray();
        Assert.Equal(7, once.Length);
        Assert.All(once, payload => Assert.False(HandshakeMessages.TryReadAuth(
            new() { Payloads = [.. whole.Payloads, .. Enumerable.Repeat(payload, more)] },
            IkeRole.Initiator, out _)));
        Assert.True(HandshakeMessages.TryReadAuth(whole, IkeRole.Initiator, out _));

        // Who has answered is named once as well.
        var answer = Travel(HandshakeMessages.ToPayloads(
            Asked with { Wanted = null }, IkeRole.Responder));
        var name = Assert.Single(
            answer.Payloads, payload => payload.Body is IkePayloadBody.IdResponder);
        Assert.True(HandshakeMessages.TryReadAuth(answer, IkeRole.Responder, out _));
        Assert.False(HandshakeMessages.TryReadAuth(
            new() { Payloads = [.. answer.Payloads, .. Enumerable.Repeat(name, more)] },
            IkeRole.Responder, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void IKE_SA_INIT_with_a_payload_once_more_is_not_read(int more)
    {
        var spis = new IkeSpiPair(Theirs, Ours);
        var whole = Travel(HandshakeMessages.Message(
            spis, IkeRole.Initiator, ExchangeType.IkeSaInit, 0,
            HandshakeMessages.ToPayloads(Hello, spis, Near)));
        var once = whole.Payloads.Where(payload => payload.Body
            is IkePayloadBody.Sa or IkePayloadBody.Ke or IkePayloadBody.Nonce).ToArray();
        Assert.Equal(3, once.Length);
        Assert.True(HandshakeMessages.TryReadGreeting(whole, Far, out _, out _));
        Assert.All(once, payload => Assert.False(HandshakeMessages.TryReadGreeting(
            whole with
            {
                Payloads = [.. whole.Payloads, .. Enumerable.Repeat(payload, more)],
            },
            Far, out _, out _)));
    }

    /// <summary>Nor behind the first exchange, RFC 7296 §2.16, where the octets are there as well.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_later_IKE_AUTH_with_a_payload_once_more_is_not_read(int more)
    {
        var whole = Travel(HandshakeMessages.ToPayloads(
            Asked with { Eap = EapCases.Reply }, IkeRole.Initiator));
        Assert.True(HandshakeMessages.TryReadLaterAuth(
            whole, TextOf(whole), IkeRole.Initiator, out _));
        var once = whole.Payloads.Where(payload => payload.Body
            is IkePayloadBody.Auth or IkePayloadBody.Eap or IkePayloadBody.Configuration
            or IkePayloadBody.Sa or IkePayloadBody.TsInitiator
            or IkePayloadBody.TsResponder).ToArray();
        Assert.Equal(6, once.Length);
        Assert.All(once, payload =>
        {
            InnerPayloadsValue doubled = new()
            {
                Payloads = [.. whole.Payloads, .. Enumerable.Repeat(payload, more)],
            };
            Assert.False(HandshakeMessages.TryReadLaterAuth(
                doubled, TextOf(doubled), IkeRole.Initiator, out var message));
            Assert.Null(message);
        });

        static InnerText TextOf(InnerPayloadsValue inner)
        {
            var octets = new byte[inner.SizeOf()];
            Assert.True(inner.TryWrite(octets, default, out _, out _));
            return new(inner.Payloads[0].Body.Tag, new(octets));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void CREATE_CHILD_SA_with_a_payload_once_more_makes_no_sense(int more)
    {
        var asked = ExchangeCases.Request with
        {
            Rekeys = new(ProtocolId.Esp, ExchangeCases.There),
            Method = ExchangeCases.Pfs.KeyExchange,
            Share = Drawn,
        };
        var whole = ExchangeMessages.ToPayloads(asked);
        Assert.Equal(asked, Classify(whole));
        Assert.Equal(6, whole.Payloads.Count);
        Assert.All(whole.Payloads, payload => Assert.IsType<ExchangeMessage.Refused>(Classify(
            new() { Payloads = [.. whole.Payloads, .. Enumerable.Repeat(payload, more)] })));
    }

    /// <summary>Nor where one is missing: SA, Nonce, and both traffic selectors.</summary>
    [Fact]
    public void CREATE_CHILD_SA_without_one_of_its_payloads_makes_no_sense()
    {
        var whole = ExchangeMessages.ToPayloads(ExchangeCases.Request);
        Assert.Equal(4, whole.Payloads.Count);
        Assert.All(whole.Payloads, missing => Assert.IsType<ExchangeMessage.Refused>(Classify(
            new() { Payloads = [.. whole.Payloads.Where(one => one != missing)] })));
        var ike = ExchangeMessages.ToPayloads(ExchangeCases.RekeyOfIke);
        Assert.Equal(ExchangeCases.RekeyOfIke, Classify(ike));
        Assert.Equal(3, ike.Payloads.Count);
        Assert.All(ike.Payloads, missing => Assert.IsType<ExchangeMessage.Refused>(Classify(
            new() { Payloads = [.. ike.Payloads.Where(one => one != missing)] })));
    }

    /// <summary>Whatever else a request says is heard.</summary>
    [Fact]
    public void Notifications_of_a_request_are_what_it_says_besides()
    {
        NotifyPayloadValue one = FirstChild.Notice(new(40_001)), other =
            FirstChild.Notice(new(40_002));
        Assert.All(
            (ExchangeMessage[])
            [
                ExchangeCases.Request with { Says = [one, other] },
                ExchangeCases.RekeyOfIke with { Says = [other, one] },
                new ExchangeMessage.Followup(Drawn, KeyExchangeMethod.MlKem768, Drawn)
                {
                    Says = [one, other],
                },
                new ExchangeMessage.Inform([]) { Says = [one] },
            ],
            message => Assert.Equal(
                message.Says,
                ExchangeMessages.Classify(
                    ExchangeMessages.ExchangeOf(message), ExchangeMessages.ToPayloads(message),
                    isResponse: false).Says));
    }

    private static ExchangeMessage Classify(InnerPayloadsValue inner) =>
        ExchangeMessages.Classify(ExchangeType.CreateChildSa, inner, isResponse: false);
}
