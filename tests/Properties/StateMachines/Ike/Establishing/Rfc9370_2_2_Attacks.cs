using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>RFC 9370 §2.2 with somebody on the path: nobody gets fewer key exchanges than both
/// sides wanted, and no key sees an IV twice.</summary>
public sealed class Rfc9370_2_2_Attacks
{
    private const int IvLength = 8;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    private static IkeSuite Plain => HandshakeSuites.Default[0];

    private static IkeSuite Hybrid => Plain with
    {
        Additional = [KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp256],
    };

    /// <summary>A responder that both would take as a plain one believes that the other side knows
    /// no better; AUTH is over what was sent, and shows that it does.</summary>
    [Fact]
    [Requirement("RFC9242-3.1-a")]
    public void Whoever_strips_IKE_INTERMEDIATE_of_the_request_gets_no_SA_at_all()
    {
        using var world = Between([Hybrid, Plain], 60_000);
        world.Begin(HandshakeSamples.Wish);
        var stripped = Stripped(world.Sent[0]);
        world.Drop();
        world.Deliver(stripped, isRequest: true);
        world.Heal();
        Assert.IsType<IkeInitiator.State.Gone>(world.Initiator);
        Assert.Empty(world.Facts);
        Assert.Equal(
            NotifyType.AuthenticationFailed, Assert.Single(world.Refusals).Data.Tag);
        Assert.Equal(0, world.InitiatorKeys.Count);
    }

    /// <summary>What was stripped is passed over, and the response that comes behind it is taken.
    /// </summary>
    [Fact]
    [Requirement("RFC9242-3.1-a")]
    public void Whoever_strips_IKE_INTERMEDIATE_of_the_response_changes_nothing()
    {
        using var world = Between([Hybrid, Plain], 60_000);
        world.Begin(HandshakeSamples.Wish);
        world.Break(0, 0);
        var open = world.Initiator;
        world.Deliver(Stripped(world.Sent[1]), isRequest: false);
        Assert.Equal(open, world.Initiator);
        world.Heal();
        Assert.Equal(Hybrid, world.Made!.Suite);
    }

    /// <summary>One counter goes over all keys of an SA that is being made: the same octets may go
    /// twice, other ones never have the same IV, under whichever of the keys.</summary>
    [Fact]
    public void No_IV_is_used_twice_by_a_side_whatever_is_lost_or_doubled() =>
        ForAll.Cases(
            25,
            choices => (
                Most: choices.Chance(50) ? 400 : 60_000,
                Steps: Enumerable.Range(0, choices.Below(30))
                    .Select(_ => (choices.Below(3), choices.Below(8))).ToArray()),
            drawn =>
            {
                using var world = Between([Hybrid], drawn.Most);
                world.Begin(HandshakeSamples.Wish);
                foreach (var (what, which) in drawn.Steps)
                {
                    world.Break(what, which);
                }

                world.Heal();
                var ofIvs = new Dictionary<(bool, IkeSpi, Octets), Octets>();
                foreach (var octets in world.Sent)
                {
                    if (IvOf(octets) is var (key, iv))
                    {
                        Assert.Equal(
                            new(octets), ofIvs.TryAdd((key.Item1, key.Item2, iv), new(octets))
                                ? new(octets)
                                : ofIvs[(key.Item1, key.Item2, iv)]);
                    }
                }

                Assert.True(ofIvs.Count >= 6);
            });

    /// <summary>Pieces of messages that nobody waits for are not kept, so a half-open SA costs no
    /// more than the two messages that it may be asked.</summary>
    [Fact]
    public void A_half_open_SA_opens_no_message_behind_the_next_one()
    {
        using var world = Between([Hybrid], 400);
        world.Begin(HandshakeSamples.Wish);
        world.Break(0, 0);
        world.Break(0, 0);
        var half = ((IkeInitiator.State.Exchanging)world.Initiator).Half;
        var pieces = world.Sent.Count;
        foreach (var id in (uint[])[0, 2, 3, 77])
        {
            Assert.True(world.InitiatorKeys.TrySeal(
                half.Keys.Value,
                HandshakeMessages.Message(
                    half.Spis, IkeRole.Initiator, ExchangeType.IkeIntermediate, id),
                HandshakeMessages.ToPayloads(
                    new AddedExchange(KeyExchangeMethod.MlKem768, new(new byte[1_184]))),
                400, out var datagrams, out _));
            foreach (var datagram in datagrams)
            {
                Assert.Equal(0ul, world.LastKeysOfResponder(datagram.ToArray()));
                world.Deliver(datagram.ToArray(), isRequest: true);
            }
        }

        Assert.Equal(pieces, world.Sent.Count);
        world.Heal();
        Assert.IsType<IkeInitiator.State.Up>(world.Initiator);
    }

    private static byte[] Stripped(byte[] octets)
    {
        Assert.True(IkeHeaderValue.TryParse(octets, out var message, out _));
        var without = message with
        {
            Length = null,
            NextPayload = null,
            Payloads =
            [
                .. message.Payloads
                    .Where(one => one.Body is not IkePayloadBody.Notify(
                        { Data: NotifyPayloadData.IntermediateExchangeSupported }))
                    .Select(one => one with { NextPayload = null }),
            ],
        };
        Assert.Equal(message.Payloads.Count - 1, without.Payloads.Count);
        return without.ToArray();
    }

    /// <summary>Who sent it, and the IV of its SK or SKF payload; null: it has none.</summary>
    private static ((bool, IkeSpi), Octets)? IvOf(byte[] octets)
    {
        Assert.True(IkeHeader.TryParse(octets, out var header, out _));
        foreach (var payload in header.Payloads)
        {
            var at = payload.Type == PayloadType.Encrypted ? 4
                : payload.Type == PayloadType.EncryptedFragment ? 8
                : 0;
            if (at > 0)
            {
                return (
                    (header.Flags.Response, header.ResponderSpi),
                    new(payload.Octets.Slice(at, IvLength)));
            }
        }

        return null;
    }

    private static HandshakeWorld Between(Items<IkeSuite> suites, int most) => new(
        HandshakeSamples.Checked(new IkeInitiator.Settings
        {
            Suites = suites,
            SendsMax = 60,
            RetryMax = TimeSpan.FromSeconds(5),
        }),
        HandshakeSamples.Checked(new IkeResponder.Settings
        {
            Suites = suites,
            HalfOpenFor = TimeSpan.FromMinutes(10),
        }),
        Provider,
        HandshakeSamples.Key(HandshakeSamples.ForMars, "key"),
        HandshakeSamples.Key(HandshakeSamples.ForCarol, "key"), most);
}
