using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.Ikev1Cases;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>What we said ourselves is nobody's answer, and what is no public value is no half of a
/// key exchange.</summary>
public sealed class Rfc2409_5_Reflections
{
    private static readonly Octets Ours = Octets.FromHex("0101010101010101");
    private static readonly Octets Theirs = Octets.FromHex("0202020202020202");
    private static readonly IkeSpiPair Cookies = new(new(1), new(2));
    private static readonly IsakmpOpen Open =
        new(Ours, 1, TimeSpan.FromTicks(1), Instant.Zero);

    private static readonly ChildSuite Child = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!, Esn: false);

    /// <summary>HASH_R of our own value, cookie and name would be our HASH_I.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Our_own_value_or_nonce_is_no_answer_in_main_mode(bool isShare, bool isNonce)
    {
        var state = new PhaseOneInitiator.State.Exchanging(
            new(PhaseOneMode.Main, HandshakeCases.Carol, null),
            new(PhaseOneMode.Main, Cookies)
            {
                Shares = new(Ours, default),
                Nonces = new(Ours, default),
            },
            Open);
        var next = PhaseOneInitiator.Step(
            Checked(new PhaseOneInitiator.Settings()), state, Instant.Zero,
            new PhaseOneInitiator.Input.Answered(
                new() { Share = isShare ? Ours : Theirs, Nonce = isNonce ? Ours : Theirs },
                Cookies.Responder, NatSides.None, Theirs));
        Assert.Equal(isShare || isNonce, next.State == state);
        Assert.Equal(isShare || isNonce, next.Outputs.IsEmpty);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Our_own_value_is_no_answer_in_aggressive_mode(bool isShare)
    {
        var config = Checked(new PhaseOneInitiator.Settings());
        var state = new PhaseOneInitiator.State.Offering(
            new(PhaseOneMode.Aggressive, HandshakeCases.Carol, null),
            new(PhaseOneMode.Aggressive, new(new(1), default))
            {
                Shares = new(Ours, default),
                Nonces = new(Ours, default),
            },
            Open);
        var next = PhaseOneInitiator.Step(
            config, state, Instant.Zero, new PhaseOneInitiator.Input.Answered(
                new()
                {
                    Proposals = IsakmpOffers.Offer([config.Suites[0]], config.Life),
                    Share = isShare ? Ours : Theirs,
                    Nonce = Theirs,
                    Identity = HandshakeCases.Mars,
                    Proof = Theirs,
                },
                new(2), NatSides.None, Theirs));
        Assert.Equal(isShare, next.State == state);
        Assert.Equal(isShare, next.Outputs.IsEmpty);
    }

    /// <summary>Whoever sends our first message back has our cookie twice.</summary>
    [Fact]
    public void Our_own_cookie_is_no_answer()
    {
        var config = Checked(new PhaseOneInitiator.Settings());
        var state = new PhaseOneInitiator.State.Offering(
            new(PhaseOneMode.Main, HandshakeCases.Carol, null),
            new(PhaseOneMode.Main, new(new(1), default)), Open);
        var next = PhaseOneInitiator.Step(
            config, state, Instant.Zero, new PhaseOneInitiator.Input.Answered(
                new() { Proposals = IsakmpOffers.Offer([config.Suites[0]], config.Life) },
                new(1), NatSides.None, Theirs));
        Assert.Equal(state, next.State);
    }

    /// <summary>HASH(2) covers our nonce, and a message ID that was used is used.</summary>
    [Fact]
    [Requirement("RFC2409-5.5-g")]
    public void Our_own_quick_mode_says_nothing_to_us()
    {
        using var keys = new IsakmpHandshakeKeys(CryptoProviders.Managed(), one => one.Fill(7));
        using var secret = new Secret("a secret of both"u8);
        var phaseOne = new PhaseOneExchange(Cookies, Ours, Theirs, Ours);
        var sa = keys.Adopt(IsakmpSuiteChoices.Default[0], phaseOne, new(Ours, Theirs), secret,
            secret);
        var work = new IsakmpWork(keys, (_, _) => null);
        var isakmp = new StandingIsakmp(Cookies, new(sa), keys.FirstChainOf(sa, phaseOne));
        var config = Checked(new QuickInitiator.Settings());
        var next = QuickInitiator.Step(
            config, new QuickInitiator.State.Idle(), Instant.Zero, new QuickInitiator.Input.Begin(
                new(isakmp, [Child], HandshakeCases.AtCarol[0], HandshakeCases.AtMars[0]), new(9),
                Ours, new(0x1001)));
        next = QuickInitiator.Step(
            config, next.State, Instant.Zero, work.Do(next.Outputs[0])!);
        var sent = Assert.IsType<QuickInitiator.Output.Send>(next.Outputs[0]).Octets;
        Assert.Null(work.Read(next.State, sent.Span, HandshakeCases.Near));
        Assert.Null(work.Read(
            new QuickResponder.State.Idle(), isakmp, sent.Span, HandshakeCases.Far,
            (new(0x1002), Theirs), new([Child], [])));
    }

    /// <summary>1 &lt; y &lt; p - 1, in phase 1 and in quick mode alike.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(14)]
    [Requirement("RFC6989-2.1-a")]
    public void A_number_that_gives_the_secret_away_makes_no_keys(ushort group)
    {
        var method = new KeyExchangeMethod(group);
        var prime = ModpGroup.Of(method).Prime.ToByteArrayUnsigned();
        foreach (var value in NoValues(prime))
        {
            using var keys =
                new IsakmpHandshakeKeys(CryptoProviders.Managed(), one => one.Fill(7));
            using var secret = new Secret("a key of both"u8);
            Assert.True(keys.TryStart(method, out var share, out var ours, out _));
            var suite = IsakmpSuiteChoices.Default[0] with { KeyExchange = method };
            var phaseOne = new PhaseOneExchange(Cookies, ours, value, Ours);
            Assert.False(keys.TryComplete(
                share, suite, phaseOne, new(Ours, Theirs), value, secret, out _, out var error));
            var fault = value.Length == prime.Length
                ? CryptoFault.BadPublicValue
                : CryptoFault.WrongLength;
            Assert.Equal(fault, error.Fault);
            var sa = keys.Adopt(suite, phaseOne, new(Ours, Theirs), secret, secret);
            Assert.False(keys.TryDeriveChild(
                sa, Child with { KeyExchange = method }, (Ours, Theirs), new(Ours, Theirs), share,
                value, out _, out error));
            Assert.Equal((fault, 2), (error.Fault, keys.Count));
        }
    }

    private static IEnumerable<Octets> NoValues(byte[] prime)
    {
        var (zero, one, less) = (new byte[prime.Length], new byte[prime.Length], prime.ToArray());
        one[^1] = 1;
        less[^1]--;
        return [default, new(zero), new(one), new(less), new(prime), new(prime.AsSpan(1))];
    }
}
