using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>RFC 7296 §1.2 between two sides with real octets and keys.</summary>
public sealed class Rfc7296_1_2_Establishing
{
    private const int Runs = 60;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    /// <summary>Each cipher with each MAC that it may have; each PRF; each key exchange.</summary>
    public static TheoryData<string> Suites => [.. All.Keys];

    private static Dictionary<string, IkeSuite> All { get; } = Named();

    [Theory]
    [MemberData(nameof(Suites))]
    [Requirement("RFC7296-1.2-b")]
    public void Of_every_suite_both_sides_have_the_same_keys_and_mirrored_CHILD_SAs(string name)
    {
        using var world = Between([All[name]], [All[name]], "key", "key");
        world.Begin(HandshakeSamples.Wish);
        world.Heal();
        Assert.Equal(All[name], Agreed(world).Suite);
    }

    [Fact]
    [Requirement("RFC7296-1.2-b")]
    [Requirement("RFC7296-2.1-a")]
    public void Whatever_is_lost_doubled_or_reordered_both_sides_end_in_one_SA() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            var fast = HandshakeSuites.Default;
            using var world = Between(
                fast, drawn.IsOtherGuess ? [fast[1], fast[0]] : fast, "key", "key",
                drawn.IsLoaded, drawn.Most);
            world.Begin(HandshakeSamples.Wish);
            foreach (var (what, which) in drawn.Steps)
            {
                world.Break(what, which);
            }

            world.Heal();
            Assert.Equal(
                (drawn.IsOtherGuess ? fast[1] : fast[0]).KeyExchange,
                Agreed(world).Suite.KeyExchange);

            // A delayed request may have begun another one, that nobody proves: no fact.
            Assert.Single(world.Facts);
        });

    [Fact]
    [Requirement("RFC7296-2.15-c")]
    public void With_another_key_there_is_never_an_SA_whatever_the_network_does() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(
                HandshakeSuites.Default, HandshakeSuites.Default, "key", "another key",
                drawn.IsLoaded);
            world.Begin(HandshakeSamples.Wish);
            foreach (var (what, which) in drawn.Steps)
            {
                world.Break(what, which);
            }

            world.Heal();
            Assert.IsType<IkeInitiator.State.Gone>(world.Initiator);
            Assert.Null(world.Made);
            Assert.Empty(world.Facts);
            Assert.Equal(0, world.InitiatorKeys.Count);
            Assert.Equal(
                NotifyType.AuthenticationFailed, world.GaveUp!.Refusal!.Data.Tag);
        });

    /// <summary>§2.6: who shows no cookie costs nothing but an answer.</summary>
    [Fact]
    [Requirement("RFC7296-2.6-b")]
    public void Under_load_nothing_is_kept_for_who_shows_no_cookie()
    {
        using var world = Between(
            HandshakeSuites.Default, HandshakeSuites.Default, "key", "key", isLoaded: true);
        world.Begin(HandshakeSamples.Wish);
        world.Break(0, 0);
        Assert.Equal(0, world.HalfOpen);
        Assert.Equal(0, world.ResponderKeys.Count);
        world.Heal();
        Agreed(world);

        // RFC 7296 §2.6: the request goes out again with the cookie in front, else unchanged.
        Assert.True(IkeHeaderValue.TryParse(world.Sent[0], out var first, out _));
        Assert.True(IkeHeaderValue.TryParse(world.Sent[2], out var second, out _));
        Assert.Equal(
            NotifyType.Cookie,
            Assert.IsType<IkePayloadBody.Notify>(second.Payloads[0].Body).Value.Data.Tag);
        Assert.Equal(
            first.Payloads.Select(one => one.Body),
            second.Payloads.Skip(1).Select(one => one.Body));
    }

    /// <summary>What an attacker says in the clear ends nothing.</summary>
    [Fact]
    [Requirement("RFC7296-2.21-a")]
    public void Refusals_in_the_clear_do_not_end_what_goes_on() => ForAll.Cases(
        Runs, choices => (Kind: choices.Below(4), Times: choices.Below(10)), drawn =>
        {
            using var world = Between(
                HandshakeSuites.Default, HandshakeSuites.Default, "key", "key");
            world.Begin(HandshakeSamples.Wish);
            Assert.True(IkeFixedHeader.TryParse(world.Sent[0], out var header, out _));
            NotifyType[] types =
            [
                NotifyType.NoProposalChosen, NotifyType.AuthenticationFailed,
                NotifyType.InvalidSyntax,
            ];
            var spis = new IkeSpiPair(
                header.InitiatorSpi, drawn.Kind == 3 ? new(0xbad) : default);
            for (var time = 0; time < drawn.Times; time++)
            {
                // A public value of zeroes gives the secret away, RFC 6989: it is refused.
                var said = drawn.Kind == 3
                    ? HandshakeMessages.ToPayloads(
                        new Greeting(
                            SuiteProposals.Offer([HandshakeSuites.Default[0]]),
                            KeyExchangeMethod.Curve25519, new(new byte[32]), new(new byte[32]),
                            GreetingTraits.None, []),
                        spis, world.Seen)
                    : HandshakeMessages.ToPayloads(
                        FirstChild.Notice(types[drawn.Kind])).Payloads;
                world.Deliver(
                    HandshakeMessages.Message(
                        spis, IkeRole.Responder, ExchangeType.IkeSaInit, 0, said).ToArray(),
                    isRequest: false);
            }

            world.Heal();
            Agreed(world);
        });

    [Fact]
    [Requirement("RFC7296-3.1-a")]
    [Requirement("RFC7296-3.1-h")]
    public void Headers_have_SPIs_that_are_not_zero_and_no_flag_without_a_meaning() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(
                HandshakeSuites.Default, HandshakeSuites.Default, "key", "key", drawn.IsLoaded);
            world.Begin(HandshakeSamples.Wish);
            world.Heal();
            foreach (var message in world.Sent)
            {
                Assert.True(IkeFixedHeader.TryParse(message, out var header, out _));
                Assert.NotEqual(0u, header.InitiatorSpi.Value);
                Assert.Contains(header.Flags.Value, (byte[])[0x08, 0x20]);
            }
        });

    private static Established Agreed(HandshakeWorld world)
    {
        Assert.IsType<IkeInitiator.State.Up>(world.Initiator);
        var (one, other) = (world.Made!, world.Answered!);
        Assert.Equal(one.Suite, other.Suite);
        Assert.Equal((HandshakeSamples.Carol, HandshakeSamples.Mars), (one.Ours, one.Peer));
        Assert.Equal((one.Peer, one.Ours), (other.Ours, other.Peer));
        var (mine, theirs) = (
            world.InitiatorKeys.KeysOf(one.Keys.Value),
            world.ResponderKeys.KeysOf(other.Keys.Value));
        Assert.True(mine.SkD.FixedTimeEquals(theirs.SkD.Span));
        Assert.True(mine.SkPi.FixedTimeEquals(theirs.SkPi.Span));
        Assert.True(mine.SkEr.FixedTimeEquals(theirs.SkEr.Span));
        var (near, far) = (one.Child!, other.Child!);
        Assert.Equal((near.Inbound, near.Outbound), (far.Outbound, far.Inbound));
        Assert.Equal(near.Selectors, far.Selectors.Turned);
        Assert.Equal(near.Suite, far.Suite);
        Assert.True(world.InitiatorKeys.ChildKeysOf(near.Keys.Value).EncryptionOfInitiator
            .FixedTimeEquals(world.ResponderKeys.ChildKeysOf(far.Keys.Value)
                .EncryptionOfInitiator.Span));
        return one;
    }

    private static HandshakeWorld Between(
        Items<IkeSuite> offered, Items<IkeSuite> accepted, string ofInitiator,
        string ofResponder, bool isLoaded = false, int most = 60_000) => new(
            HandshakeSamples.Checked(new IkeInitiator.Settings
            {
                Suites = offered,
                Policy = AlgorithmPolicy.Legacy,
                SendsMax = 100,
                RetryMax = TimeSpan.FromSeconds(5),
                ChangesMax = 100,
            }),
            HandshakeSamples.Checked(new IkeResponder.Settings
            {
                Suites = accepted,
                Policy = AlgorithmPolicy.Legacy,
                HalfOpenFor = TimeSpan.FromMinutes(10),
            }),
            Provider,
            HandshakeSamples.Key(HandshakeSamples.ForMars, ofInitiator),
            HandshakeSamples.Key(HandshakeSamples.ForCarol, ofResponder), most)
        {
            IsLoaded = isLoaded,
        };

    /// <summary>Datagrams of 150 octets cut IKE_AUTH into pieces, RFC 7383.</summary>
    private static (
        bool IsLoaded, bool IsOtherGuess, int Most, (int What, int Which)[] Steps) Draw(
        Choices choices) =>
    (
        choices.Chance(40), choices.Chance(40), choices.Chance(40) ? 150 : 60_000,
        [
            .. Enumerable.Range(0, choices.Below(25))
                .Select(_ => (choices.Below(3), choices.Below(8))),
        ]);

    private static Dictionary<string, IkeSuite> Named()
    {
        var prf = PrfSpec.Find(PseudorandomFunction.HmacSha256)!;
        var ciphers = CryptoProviders.Suites()
            .Where(suite => IkeSuites.Protects(suite.Encryption, suite.Integrity, out _)
                && suite.Encryption.Standing != Standing.DecodeOnly)
            .Select(suite => new IkeSuite(
                suite.Encryption, suite.Integrity, prf, KeyExchangeMethod.Curve25519));
        var first = HandshakeSuites.Default[0];
        var functions = PrfSpec.All.Select(spec => first with { Prf = spec });
        var methods = KeyExchangeSpec.All
            .Where(spec => spec.Standing != Standing.DecodeOnly && Provider.Supports(spec.Method))
            .Select(spec => first with { KeyExchange = spec.Method });
        return ciphers.Concat(functions).Concat(methods)
            .DistinctBy(suite => $"{suite.Encryption} {suite.Integrity} {suite.Prf} "
                + $"{suite.KeyExchange}")
            .ToDictionary(suite => $"{suite.Encryption} {suite.Integrity} {suite.Prf} "
                + $"{suite.KeyExchange}");
    }
}
