using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>Who trusts authorities asks for certificates of them, RFC 7296 §3.7.</summary>
public sealed class Rfc7296_3_7_Requests
{
    private static readonly Octets Authority =
        Octets.FromHex("a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4");

    [Fact]
    [Requirement("RFC7296-3.7-b")]
    public void A_responder_asks_in_IKE_SA_INIT_and_an_initiator_in_IKE_AUTH()
    {
        var keyed = IkeResponder.Step(
            Responder(new() { Authorities = [Authority] }),
            new IkeResponder.State.Keying(Half, Hello.Proposals.Proposals[0]), Instant.Zero,
            new IkeResponder.Input.Keyed(Drawn, new(7)));
        var greeting = Assert.IsType<IkeResponder.Output.Write>(keyed.Outputs[0]).Message;
        var asked = Assert.Single(
            HandshakeMessages.ToPayloads(greeting, new(Theirs, Ours), Near),
            payload => payload.Body is IkePayloadBody.CertRequest);
        Assert.Equal([4, .. Authority.Span], ToArray(asked));

        var wish = new HandshakeWish(Carol, Mars, [Child], new(AtCarol, AtMars))
        {
            Authorities = [Authority],
        };
        var proved = IkeInitiator.Step(
            Initiator(),
            new IkeInitiator.State.Proving(
                new(wish, Theirs, Drawn, new(0x101), Suite.KeyExchange), Half),
            Instant.Zero, new IkeInitiator.Input.Proved(Auth, []));
        Assert.Equal(
            [Authority],
            Assert.IsType<IkeInitiator.Output.Seal>(proved.Outputs[0]).Message.Authorities
                .AsEnumerable());
    }

    [Fact]
    public void Nothing_is_asked_for_where_nobody_is_trusted() => Assert.DoesNotContain(
        HandshakeMessages.ToPayloads(
            Hello with { Authorities = [] }, new(Theirs, Ours), Near),
        payload => payload.Body is IkePayloadBody.CertRequest);

    [Fact]
    public void Requests_of_other_encodings_are_read_and_ask_for_nothing_here()
    {
        var payloads = HandshakeMessages.ToPayloads(
            Hello with { Authorities = [] }, new(Theirs, Ours), Near);
        Assert.True(HandshakeMessages.TryReadGreeting(
            Travel(HandshakeMessages.Message(
                new(Theirs, default), IkeRole.Initiator, ExchangeType.IkeSaInit, 0,
                payloads.Add(new()
                {
                    Body = new IkePayloadBody.CertRequest(new()
                    {
                        Authority = new CertRequestPayloadAuthority.Unknown(
                            CertEncoding.RawPublicKey, default),
                    }),
                }))),
            Far, out var read, out _));
        Assert.Empty(read.Authorities);
    }

    [Fact]
    public void A_hash_of_another_length_is_refused_and_so_are_too_many()
    {
        Assert.False(IkeResponder.Config.TryCreate(
            new() { Authorities = [Drawn] }, out _, out var error));
        Assert.Equal("Authorities[0].Length", error.Name);
        Assert.False(IkeResponder.Config.TryCreate(
            new() { Authorities = [.. Enumerable.Repeat(Authority, 33)] }, out _, out error));
        Assert.Equal("Authorities.Count", error.Name);
    }

    private static readonly HalfOpen Half = new(
        new(Theirs, Ours), new(Drawn, Drawn), Suite, GreetingTraits.None, [], NatSides.None,
        Drawn, Instant.Zero + TimeSpan.FromSeconds(30))
    {
        Keys = new(7),
    };

    private static byte[] ToArray(IkePayloadValue payload) =>
        Assert.IsType<IkePayloadBody.CertRequest>(payload.Body).Value.ToArray();
}
