using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.Ikev1Cases;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>RFC 2409 §5.4: what an answer has to say, and what it is written with.</summary>
public sealed class Rfc2409_5_4_Answers
{
    private static readonly Octets Ours = Octets.FromHex("0101010101010101");
    private static readonly Octets Theirs = Octets.FromHex("0202020202020202");
    private static readonly IkeSpiPair Cookies = new(new(1), new(2));

    /// <summary>Identity and proof, key exchange and nonce: all four, or it is none.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    [InlineData("proof")]
    [InlineData("identity proof")]
    [InlineData("share")]
    [InlineData("nonce")]
    [Requirement("RFC2409-5-b")]
    public void An_answer_of_aggressive_mode_that_lacks_a_part_is_none(string lacks)
    {
        var config = Checked(new PhaseOneInitiator.Settings());
        var state = new PhaseOneInitiator.State.Offering(
            new(PhaseOneMode.Aggressive, HandshakeCases.Carol, null),
            new(PhaseOneMode.Aggressive, new(new(1), default))
            {
                Shares = new(Ours, default),
                Nonces = new(Ours, default),
            },
            new(Ours, 1, TimeSpan.FromTicks(1), Instant.Zero));
        Octets Unless(string part, Octets there) =>
            lacks.Contains(part, StringComparison.Ordinal) ? default : there;
        var next = PhaseOneInitiator.Step(
            config, state, Instant.Zero, new PhaseOneInitiator.Input.Answered(
                new()
                {
                    Proposals = IsakmpOffers.Offer([config.Suites[0]], config.Life),
                    Share = Unless("share", Theirs),
                    Nonce = Unless("nonce", Theirs),
                    Identity = Unless("identity", HandshakeCases.Mars),
                    Proof = Unless("proof", Theirs),
                },
                new(2), NatSides.None, Theirs));
        Assert.Equal(lacks.Length > 0, next.State == state);
        Assert.Equal(lacks.Length > 0, next.Outputs.IsEmpty);
    }

    /// <summary>What is empty is not said.</summary>
    [Fact]
    public void A_message_has_the_payloads_of_what_it_says_and_no_other()
    {
        Assert.Empty(PhaseOneMessages.ToPayloads(new(), Cookies));
        Assert.IsType<IsakmpPayloadBody.Ke>(BodyOf(new() { Share = Ours }));
        Assert.IsType<IsakmpPayloadBody.Nonce>(BodyOf(new() { Nonce = Ours }));
        Assert.IsType<IsakmpPayloadBody.Hash>(BodyOf(new() { Proof = Ours }));
        Assert.IsType<IsakmpPayloadBody.Signature>(BodyOf(new() { Signature = Ours }));
        Assert.IsType<IsakmpPayloadBody.Id>(
            BodyOf(new() { Identity = HandshakeCases.Mars }));
        Assert.IsType<IsakmpPayloadBody.Notify>(BodyOf(new() { IsInitialContact = true }));
        Assert.IsType<IsakmpPayloadBody.Notify>(BodyOf(new() { Life = new(60) }));
        foreach (var trait in (PhaseOneTraits[])
            [
                PhaseOneTraits.DeadPeerDetection, PhaseOneTraits.NatTraversal,
                PhaseOneTraits.Xauth,
            ])
        {
            Assert.IsType<IsakmpPayloadBody.VendorId>(BodyOf(new() { Traits = trait }));
        }

        static IsakmpPayloadBody BodyOf(PhaseOneMessage message) =>
            Assert.Single(PhaseOneMessages.ToPayloads(message, Cookies)).Body;
    }

    /// <summary>draft-ietf-ipsec-isakmp-xauth §4, RFC 3947 §3.1: what others look for.</summary>
    [Fact]
    public void Vendor_IDs_are_those_that_others_know()
    {
        Assert.Equal("09002689dfd6b712", $"{XauthMessages.VendorId}");
        var said = PhaseOneMessages.ToPayloads(
            new() { Traits = PhaseOneTraits.NatTraversal }, Cookies);
        Assert.Equal(
            "4a131c81070358455c5728f20e95452f",
            $"{Assert.IsType<IsakmpPayloadBody.VendorId>(said[0].Body).Value.VendorId}");
    }

    /// <summary>RFC 2409 §5.1: in aggressive mode we sign as soon as there are keys. A key of
    /// another kind does not sign, and what was derived for it is zeroed.</summary>
    [Fact]
    public void Whoever_cannot_sign_in_aggressive_mode_keeps_no_keys()
    {
        byte drawn = 0;
        using var keys = new IsakmpHandshakeKeys(
            CryptoProviders.Managed(), octets => octets.Fill(++drawn));
        using var signers = new LabSigners();
        Assert.True(PrivateKey.TryRead(
            CryptoProviders.Managed(),
            [.. Convert.FromHexString("302e020100300506032b657004220420"), .. new byte[32]],
            out var edwards, out var error), $"{error}");
        using var _ = edwards;
        var suite = EitherMethod[1];
        Assert.True(keys.TryStart(suite.KeyExchange, out var share, out var theirs, out error));
        Assert.True(keys.Forget(share));
        foreach (var key in (PrivateKey[])[edwards, signers.RightKey])
        {
            var work = new IsakmpWork(keys, (_, _) => null, (_, _) =>
                new(new HandshakePeer(HandshakeCases.Mars, [], [])) { Ours = key });
            var done = work.Do(
                new PhaseOneResponder.Output.Exchange(
                    new(PhaseOneMode.Aggressive, Cookies)
                    {
                        Suite = suite,
                        Shares = new(theirs, default),
                        Nonces = new(HandshakeCases.Drawn, HandshakeCases.Drawn),
                        SaBody = Ours,
                    },
                    new(), HandshakeCases.Carol),
                HandshakeCases.Far);
            Assert.Equal(
                key == edwards
                    ? (typeof(PhaseOneResponder.Input.Failed), 0)
                    : (typeof(PhaseOneResponder.Input.Keyed), 1),
                (done!.GetType(), keys.Count));
        }
    }

    /// <summary>A responder whom the configuration has log in, and who has chosen a method without
    /// a login or one in which we log in, gets no keys of ours.</summary>
    [Theory]
    [InlineData(1, false, true)]
    [InlineData(1, true, false)]
    [InlineData(65001, true, false)]
    [InlineData(65002, true, true)]
    [InlineData(65002, false, true)]
    public void Who_has_to_log_in_has_keys_only_with_a_method_by_which_it_does(
        ushort method, bool mustLogIn, bool hasKeys)
    {
        byte drawn = 0;
        using var keys = new IsakmpHandshakeKeys(
            CryptoProviders.Managed(), octets => octets.Fill(++drawn));
        using var secret = new Secret("a secret of both"u8);
        var suite = IsakmpSuiteChoices.Default[0] with { Authentication = new(method) };
        Assert.True(keys.TryStart(suite.KeyExchange, out var share, out var ours, out _));
        Assert.True(keys.TryStart(suite.KeyExchange, out _, out var theirs, out _));
        var work = new IsakmpWork(keys, (_, _) => new(
            new(HandshakeCases.Carol, null) { MustLogIn = mustLogIn }, secret));
        var done = work.Do(
            new PhaseOneInitiator.Output.Complete(
                new(PhaseOneMode.Main, Cookies)
                {
                    Suite = suite,
                    Share = new(share),
                    Shares = new(ours, theirs),
                    Nonces = new(HandshakeCases.Drawn, HandshakeCases.Drawn),
                    SaBody = Ours,
                },
                new(), null),
            HandshakeCases.Near);
        Assert.Equal(hasKeys, done is PhaseOneInitiator.Input.Keyed);
        Assert.Equal(!hasKeys, done is PhaseOneInitiator.Input.NotKeyed);
    }
}
