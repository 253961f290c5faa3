using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>RFC 4739 §2.1 between two sides with real octets and keys: carol proves herself by a key,
/// and behind that who uses her, erin, by EAP.</summary>
public sealed class Rfc4739_2_1_TwoProofs
{
    private const int Runs = 60;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    private static readonly HandshakePeer First =
        HandshakeSamples.ForCarol with { Traffic = [], ThenByEap = true };

    private static Octets Dave { get; } = HandshakeSamples.Named("dave");

    private static HandshakeWish Wish =>
        HandshakeSamples.Wish with { Besides = HandshakeSamples.Erin };

    [Fact]
    [Requirement("RFC4739-2.1-a")]
    [Requirement("RFC4739-2.1-b")]
    [Requirement("RFC4739-2.1-c")]
    public void Whatever_is_lost_doubled_or_reordered_both_proofs_make_one_SA() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(drawn.Rounds, drawn.IsHybrid, drawn.Most);
            Run(world, drawn.Steps);
            Assert.IsType<IkeInitiator.State.Up>(world.Initiator);
            var (one, other) = (world.Made!, world.Answered!);
            Assert.Same(other, Assert.Single(world.Facts));

            // What is granted is what erin may have, and under her name.
            Assert.Equal(
                (HandshakeSamples.Carol, HandshakeSamples.Mars), (one.Ours, one.Peer));
            Assert.Equal(
                (HandshakeSamples.Mars, HandshakeSamples.Erin), (other.Ours, other.Peer));
            Assert.Equal(HandshakeSamples.AtCarol, other.Child!.Selectors.Remote);
            Assert.True(world.InitiatorKeys.KeysOf(one.Keys.Value).SkD.FixedTimeEquals(
                world.ResponderKeys.KeysOf(other.Keys.Value).SkD.Span));

            // The first proof, whose the second one is, a request for each round, and that proof.
            var last = (uint)((drawn.IsHybrid ? 1 : 0) + drawn.Rounds + 3);
            Assert.Equal((last, last + 1, last + 1), (
                other.Response!.Id, other.NextId, one.NextId));
            Assert.Equal(drawn.Rounds, world.Client.Asked);
            Assert.All(
                world.Conversing, asked => Assert.Equal(HandshakeSamples.Erin, asked));
            Assert.Equal(2, world.InitiatorKeys.Count);
        });

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [Requirement("RFC4739-2.1-c")]
    public void One_proof_of_two_is_none_whatever_the_network_does(bool isFirst, bool isSecond) =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(
                drawn.Rounds, drawn.IsHybrid, drawn.Most,
                ofCarol: isFirst ? "key" : "another", ofErin: isSecond ? "password" : "another");
            Run(world, drawn.Steps);
            Ended(world);
            Assert.True(isFirst || world.Conversing.Count == 0);
        });

    [Fact]
    [Requirement("RFC4739-2.1-b")]
    public void Who_proves_the_first_identity_alone_is_refused()
    {
        using var world = Between(1);
        world.Begin(HandshakeSamples.Wish);
        Refused(world);
    }

    [Fact]
    public void Who_proves_two_where_one_is_due_is_refused()
    {
        using var world = Between(1, first: HandshakeSamples.ForCarol);
        world.Begin(Wish);
        Refused(world);
    }

    [Fact]
    public void The_second_identity_is_nobody_without_the_first_one()
    {
        using var world = Between(1);
        world.Begin(HandshakeSamples.Wish with { Ours = HandshakeSamples.Erin, ByEap = true });
        Refused(world);
    }

    /// <summary>Nor where the server says that it is she who was asked about as somebody else: dave
    /// proves himself by EAP alone, and is whom he says that he is.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nor_by_the_word_of_the_server_alone(bool isDaveHimself)
    {
        using var world = Between(
            1, alone: Dave, authenticates: isDaveHimself ? null : HandshakeSamples.Erin);
        world.Begin(HandshakeSamples.Wish with { Ours = Dave, ByEap = true });
        world.Heal();
        if (isDaveHimself)
        {
            Assert.Equal(Dave, Assert.Single(world.Facts).Peer);
            return;
        }

        Ended(world);
        Assert.NotEmpty(world.Conversing);
        Assert.Equal(NotifyType.AuthenticationFailed, Assert.Single(world.Refusals).Data.Tag);
    }

    /// <summary>Whoever has to prove another identity behind its own has not done so by EAP.
    /// </summary>
    [Fact]
    public void A_first_proof_by_EAP_is_no_second_one()
    {
        using var world = Between(1, alone: Dave, isAloneFirst: true);
        world.Begin(HandshakeSamples.Wish with { Ours = Dave, ByEap = true });
        world.Heal();
        Ended(world);
        Assert.Equal(NotifyType.AuthenticationFailed, Assert.Single(world.Refusals).Data.Tag);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Behind_the_first_proof_somebody_else_is_nobody(bool isKnown, bool isByEap)
    {
        using var world = Between(1, isKnown: isKnown, isByEap: isByEap);
        world.Begin(Wish);
        Refused(world);
    }

    /// <summary>Who has said nothing of it is not asked, and nothing in the clear ends that.
    /// </summary>
    [Fact]
    [Requirement("RFC4739-2.1-a")]
    public void Who_takes_no_second_proof_gets_no_first_one()
    {
        using var world = Between(1, takesTwo: false);
        world.Begin(Wish);
        world.Heal();
        Ended(world);
        Assert.DoesNotContain(world.Sent, octets =>
            IkeFixedHeader.TryParse(octets, out var header, out _)
            && header.ExchangeType == ExchangeType.IkeAuth.Value);
    }

    private static void Refused(HandshakeWorld world)
    {
        world.Heal();
        Ended(world);
        Assert.Empty(world.Conversing);
        Assert.Equal(NotifyType.AuthenticationFailed, Assert.Single(world.Refusals).Data.Tag);
    }

    private static void Ended(HandshakeWorld world)
    {
        Assert.IsType<IkeInitiator.State.Gone>(world.Initiator);
        Assert.Null(world.Made);
        Assert.Empty(world.Facts);
        Assert.Equal(0, world.InitiatorKeys.Count);
    }

    private static void Run(HandshakeWorld world, (int What, int Which)[] steps)
    {
        world.Begin(Wish);
        foreach (var (what, which) in steps)
        {
            world.Break(what, which);
        }

        world.Heal();
    }

    private static HandshakeWorld Between(
        int rounds, bool isHybrid = false, int most = 60_000, string ofCarol = "key",
        string ofErin = "password", HandshakePeer? first = null, bool isKnown = true,
        bool isByEap = true, bool takesTwo = true, Octets? alone = null,
        bool isAloneFirst = false, Octets? authenticates = null)
    {
        Items<IkeSuite> suites = isHybrid
            ? [HandshakeSuites.Default[0] with { Additional = [KeyExchangeMethod.MlKem512] }]
            : HandshakeSuites.Default;
        var limits = new EapLimits { RoundsMax = 5, Within = TimeSpan.FromMinutes(10) };
        return new(
            HandshakeSamples.Checked(new IkeInitiator.Settings
            {
                Suites = suites,
                SendsMax = 100,
                RetryMax = TimeSpan.FromSeconds(5),
                Eap = limits,
            }),
            HandshakeSamples.Checked(new IkeResponder.Settings
            {
                Suites = suites,
                HalfOpenFor = TimeSpan.FromMinutes(10),
                Eap = takesTwo ? limits : null,
            }),
            Provider,
            HandshakeSamples.Key(HandshakeSamples.ForMars, ofCarol),
            HandshakeSamples.Key(first ?? First, "key"), most)
        {
            Serve = () => new("password", rounds, most == 60_000 ? 8 : 400),
            Client = new(ofErin),
            Authenticates = authenticates,
            Others = Others(isKnown, isByEap, alone, isAloneFirst),
        };
    }

    private static Dictionary<Octets, HandshakeCredentials> Others(
        bool isKnown, bool isByEap, Octets? alone, bool isAloneFirst)
    {
        var others = new Dictionary<Octets, HandshakeCredentials>();
        if (isKnown)
        {
            others[HandshakeSamples.Erin] =
                HandshakeSamples.Key(HandshakeSamples.ForCarol, "key") with
                {
                    ByEap = isByEap,
                    IsSecond = isByEap,
                };
        }

        if (alone is { } one)
        {
            others[one] = HandshakeSamples.Key(
                HandshakeSamples.ForCarol with { ThenByEap = isAloneFirst }, "key") with
            {
                ByEap = true,
            };
        }

        return others;
    }

    private static (bool IsHybrid, int Rounds, int Most, (int What, int Which)[] Steps) Draw(
        Choices choices) =>
    (
        choices.Chance(40), 1 + choices.Below(4), choices.Chance(40) ? 150 : 60_000,
        [
            .. Enumerable.Range(0, choices.Below(30))
                .Select(_ => (choices.Below(3), choices.Below(8))),
        ]);
}
