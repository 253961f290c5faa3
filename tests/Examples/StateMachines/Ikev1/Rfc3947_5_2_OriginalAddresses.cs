using System.Net;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.Ikev1Cases;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>
/// carol at 10.0.0.2 is behind a NAT that shows her as 192.0.2.1, and wants transport mode with
/// mars: each hears which addresses the other's packets are made with.
/// </summary>
public sealed class Rfc3947_5_2_OriginalAddresses
{
    private static readonly HostAddress Inside = HostAddress.Parse("10.0.0.2");
    private static readonly HostAddress Outside = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Mars = HostAddress.Parse("203.0.113.1");
    private static readonly Flow AtCarol = new(new(Inside, Mars), 4500, 4500);
    private static readonly Flow AtMars = new(new(Mars, Outside), 4500, 4500);
    private static readonly Octets Nonce = Octets.FromHex("0101010101010101");

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [Requirement("RFC3947-5.2-c")]
    public void They_are_said_in_transport_mode_through_a_NAT_alone(
        bool isTransport, bool isEncapsulated)
    {
        using var carol = new IsakmpHandshakeKeys(CryptoProviders.Managed(), one => one.Fill(7));
        using var mars = new IsakmpHandshakeKeys(CryptoProviders.Managed(), one => one.Fill(8));
        var (ofCarol, ofMars) = (
            new IsakmpWork(carol, (_, _) => null), new IsakmpWork(mars, (_, _) => null));
        var (mine, theirs) = (Range(Inside), Range(Mars));
        var isakmp = Standing(carol);
        var begun = QuickInitiator.Step(
            Checked(new QuickInitiator.Settings()), new QuickInitiator.State.Idle(),
            Instant.Zero, new QuickInitiator.Input.Begin(
                new(isakmp, [HandshakeCases.Child], mine, theirs)
                {
                    IsTransport = isTransport,
                    IsEncapsulated = isEncapsulated,
                },
                new(9), HandshakeCases.Drawn, new(0x1001)));
        var waiting = QuickInitiator.Step(
            Checked(new QuickInitiator.Settings()), begun.State, Instant.Zero,
            ofCarol.Do(begun.Outputs[0])!);
        var asked = Assert.IsType<QuickResponder.Input.Asked>(ofMars.Read(
            new QuickResponder.State.Idle(), Standing(mars),
            ((QuickInitiator.Output.Send)waiting.Outputs[0]).Octets.Span, AtMars,
            (new(0x2001), Nonce),
            new([HandshakeCases.Child], [new([theirs], [mine])], MayTransport: true)
            {
                IsEncapsulated = isEncapsulated,
            }));
        var answering = QuickResponder.Step(
            Checked(new QuickResponder.Settings()), new QuickResponder.State.Idle(),
            Instant.Zero, asked);
        var made = QuickResponder.Step(
            Checked(new QuickResponder.Settings()), answering.State, Instant.Zero,
            ofMars.Do(answering.Outputs[0])!);
        var atMars = ((QuickResponder.Output.Establish)made.Outputs[0]).Made;

        var answered = ofCarol.Read(waiting.State, atMars.Answer.Sent.Span, AtCarol)!;
        var completing = QuickInitiator.Step(
            Checked(new QuickInitiator.Settings()), waiting.State, Instant.Zero, answered);
        var known = QuickInitiator.Step(
            Checked(new QuickInitiator.Settings()), completing.State, Instant.Zero,
            ofCarol.Do(completing.Outputs[0])!);
        var atCarol = ((QuickInitiator.Output.Establish)known.Outputs[0]).Made;

        var isSaid = isTransport && isEncapsulated;
        Assert.Equal(
            isSaid ? new OriginalAddresses(Inside, Mars) : null, atMars.Originals);
        Assert.Equal(
            isSaid ? new OriginalAddresses(Outside, Mars) : null, atCarol.Originals);
    }

    /// <summary>One alone is of drafts before the RFC; it is passed over.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void One_or_three_say_nothing(int count, bool isHeard)
    {
        var all = QuickMessages.ToPayloads(
            new()
            {
                Proposals = QuickOffers.Offer(
                    [HandshakeCases.Child], new(0x1001), new(60), true, true),
                Nonce = Nonce,
                Initiator = Range(Inside),
                Responder = Range(Mars),
            },
            Octets.FromHex("00001001"))!.Value;
        var one = new IsakmpPayloadValue
        {
            Body = new IsakmpPayloadBody.NatOriginalAddress(new()
            {
                IdType = IsakmpIdType.Ipv4Address,
                Address = new(IPAddress.Parse("10.0.0.2").GetAddressBytes()),
            }),
        };
        Assert.True(QuickMessages.TryRead(
            [.. all, .. Enumerable.Repeat(one, count)], AtMars, isFromInitiator: true,
            out var message));
        Assert.Equal(
            isHeard ? new OriginalAddresses(Inside, Inside) : null, message.Originals);

        // Of a kind that nobody knows an address may have any length.
        var name = one with
        {
            Body = new IsakmpPayloadBody.NatOriginalAddress(
                new() { IdType = IsakmpIdType.Fqdn, Address = Nonce }),
        };
        Assert.True(QuickMessages.TryRead(
            [.. all, name, .. Enumerable.Repeat(one, count)], AtMars, isFromInitiator: true,
            out message));
        Assert.Equal(isHeard, message.Originals is not null);
    }

    private static StandingIsakmp Standing(IsakmpHandshakeKeys keys)
    {
        using var secret = new Secret("a secret of both"u8);
        var exchange = new PhaseOneExchange(new(new(1), new(2)), Nonce, Nonce, Nonce);
        var sa = keys.Adopt(
            IsakmpSuiteChoices.Default[0], exchange, new(Nonce, Nonce), secret, secret);
        return new(exchange.Cookies, new(sa), keys.FirstChainOf(sa, exchange));
    }

    private static TrafficRange Range(HostAddress address) =>
        TrafficRange.Between(address, address);
}
