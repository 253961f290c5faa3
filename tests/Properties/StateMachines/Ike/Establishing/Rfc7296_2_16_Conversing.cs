using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>RFC 7296 §2.16 between two sides with real octets and keys, and a toy of a method.
/// </summary>
public sealed class Rfc7296_2_16_Conversing
{
    private const int Runs = 60;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    /// <summary>Each PRF, for AUTH is of it, with one round and with several.</summary>
    public static TheoryData<string, int, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, bool>();
            foreach (var spec in PrfSpec.All)
            {
                cases.Add($"{spec}", 1, true);
                cases.Add($"{spec}", 4, true);
                cases.Add($"{spec}", 2, false);
            }

            return cases;
        }
    }

    private static Items<IkeSuite> Hybrid =>
    [
        HandshakeSuites.Default[0] with { Additional = [KeyExchangeMethod.MlKem512] },
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    [Requirement("RFC7296-2.16-a")]
    [Requirement("RFC7296-2.16-b")]
    [Requirement("RFC7296-2.16-d")]
    public void Of_every_PRF_both_sides_end_in_one_SA_behind_every_round(
        string prf, int rounds, bool hasKey)
    {
        var suite = HandshakeSuites.Default[0] with
        {
            Prf = PrfSpec.All.First(spec => $"{spec}" == prf),
        };
        using var world = Between([suite], rounds, hasKey: hasKey);
        world.Begin(Wish);
        world.Heal();
        Agreed(world, rounds, exchanges: 0);
        Assert.Equal(rounds, world.Client.Asked);
        Assert.Equal(2, world.ResponderKeys.Count);
    }

    [Fact]
    [Requirement("RFC7296-2.16-b")]
    [Requirement("RFC7296-2.1-a")]
    public void Whatever_is_lost_doubled_or_reordered_both_sides_end_in_one_SA() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(
                drawn.IsHybrid ? Hybrid : HandshakeSuites.Default, drawn.Rounds,
                isLoaded: drawn.IsLoaded, most: drawn.Most);
            Run(world, drawn.Steps);
            Agreed(world, drawn.Rounds, drawn.IsHybrid ? 1 : 0);
            Assert.Single(world.Facts);

            // However often a round was asked for, the method has heard it once.
            Assert.Equal(drawn.Rounds, world.Client.Asked);
        });

    [Fact]
    [Requirement("RFC7296-2.15-c")]
    public void With_another_password_there_is_never_an_SA_whatever_the_network_does() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(
                HandshakeSuites.Default, drawn.Rounds, ofClient: "another", most: drawn.Most);
            Run(world, drawn.Steps);
            Ended(world);
            Assert.Equal(
                NotifyType.AuthenticationFailed, world.GaveUp!.Refusal!.Data.Tag);
        });

    /// <summary>Somebody who has met the server elsewhere has not its key.</summary>
    [Fact]
    [Requirement("RFC7296-2.16-b")]
    public void Whoever_has_another_key_of_EAP_is_not_believed() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(
                HandshakeSuites.Default, drawn.Rounds, isKeyChanged: true, most: drawn.Most);
            Run(world, drawn.Steps);
            Ended(world);
            Assert.All(
                world.Denials, denial => Assert.Equal(AuthFault.NotProved, denial.Fault));
            Assert.NotEmpty(world.Denials);
        });

    [Fact]
    [Requirement("RFC7296-2.16-a")]
    public void A_responder_that_does_not_prove_itself_hears_not_a_word_of_the_method() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(
                HandshakeSuites.Default, drawn.Rounds, ofMars: "another", most: drawn.Most);
            Run(world, drawn.Steps);
            Ended(world);
            Assert.Equal(0, world.Client.Asked);
        });

    /// <summary>The key that proves mars is known to others whom it serves.</summary>
    [Fact]
    public void Whoever_has_to_come_by_EAP_is_not_believed_for_the_shared_key()
    {
        using var world = Between(HandshakeSuites.Default, 1);
        world.Begin(Wish with { ByEap = false });
        world.Heal();
        Ended(world);
        Assert.Equal(AuthFault.OtherMethod, Assert.Single(world.Denials).Fault);
    }

    [Fact]
    public void Who_is_not_to_come_by_EAP_is_refused_and_no_server_hears_of_it()
    {
        using var world = Between(HandshakeSuites.Default, 1, isByEap: false);
        world.Begin(Wish);
        world.Heal();
        Ended(world);
        Assert.Equal(0, world.Client.Asked);
        Assert.Equal(
            NotifyType.AuthenticationFailed, Assert.Single(world.Refusals).Data.Tag);
    }

    [Fact]
    [Requirement("RFC7296-2.16-d")]
    public void A_method_without_a_key_is_not_taken_by_either_side_alone()
    {
        foreach (var (ofMars, ofCarol) in (ReadOnlySpan<(bool, bool)>)[
            (true, false), (false, true), (false, false)])
        {
            using var world = Between(
                HandshakeSuites.Default, 2, hasKey: false, keylessAtMars: ofMars,
                keylessAtCarol: ofCarol);
            world.Begin(Wish);
            world.Heal();
            Ended(world);
        }
    }

    /// <summary>A member that takes over has nothing of what is half-open.</summary>
    [Fact]
    public void When_the_gateway_dies_in_the_middle_nothing_is_left_of_it() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(HandshakeSuites.Default, 4, most: drawn.Most);
            world.Begin(Wish);

            // IKE_SA_INIT has come at least: before that nothing dies.
            for (var step = 0; step <= drawn.Steps.Length && world.Made is null; step++)
            {
                world.Break(0, 0);
            }

            var isMade = world.Facts.Count > 0;
            world.Crash();
            if (!isMade)
            {
                world.Heal();
                Ended(world);
            }
        });

    /// <summary>Octets that nobody of them has sealed, on every SPI, in every round.</summary>
    [Fact]
    public void Noise_of_strangers_ends_nothing() => ForAll.Cases(
        Runs, choices => (Draw(choices), Octets: choices.Below(200)), drawn =>
        {
            using var world = Between(HandshakeSuites.Default, 3);
            world.Begin(Wish);
            for (var step = 0; step < 8; step++)
            {
                world.Break(0, 0);
                foreach (var sent in world.Sent.ToArray())
                {
                    Assert.True(IkeFixedHeader.TryParse(sent, out var header, out _));
                    var forged = sent.ToArray();
                    forged[^(1 + (drawn.Octets % (forged.Length - 32)))] ^= 0x10;
                    if (header.ExchangeType == ExchangeType.IkeAuth.Value)
                    {
                        world.Deliver(forged, isRequest: header.Flags.Initiator);
                    }
                }
            }

            world.Heal();
            Agreed(world, 3, exchanges: 0);
        });

    private static HandshakeWish Wish => HandshakeSamples.Wish with { ByEap = true };

    private static void Run(HandshakeWorld world, (int What, int Which)[] steps)
    {
        world.Begin(Wish);
        foreach (var (what, which) in steps)
        {
            world.Break(what, which);
        }

        world.Heal();
    }

    private static void Ended(HandshakeWorld world)
    {
        Assert.IsType<IkeInitiator.State.Gone>(world.Initiator);
        Assert.Null(world.Made);
        Assert.Empty(world.Facts);
        Assert.Equal(0, world.InitiatorKeys.Count);
    }

    private static void Agreed(HandshakeWorld world, int rounds, int exchanges)
    {
        Assert.IsType<IkeInitiator.State.Up>(world.Initiator);
        var (one, other) = (world.Made!, world.Answered!);
        Assert.Equal((HandshakeSamples.Carol, HandshakeSamples.Mars), (one.Ours, one.Peer));
        Assert.Equal((one.Peer, one.Ours), (other.Ours, other.Peer));
        Assert.True(world.InitiatorKeys.KeysOf(one.Keys.Value).SkD.FixedTimeEquals(
            world.ResponderKeys.KeysOf(other.Keys.Value).SkD.Span));
        var (near, far) = (one.Child!, other.Child!);
        Assert.Equal((near.Inbound, near.Outbound), (far.Outbound, far.Inbound));
        Assert.True(world.InitiatorKeys.ChildKeysOf(near.Keys.Value).EncryptionOfInitiator
            .FixedTimeEquals(world.ResponderKeys.ChildKeysOf(far.Keys.Value)
                .EncryptionOfInitiator.Span));

        // The first request, one for each round, and the proof.
        var last = (uint)(exchanges + rounds + 2);
        Assert.Equal((last, last + 1, last + 1), (
            other.Response!.Id, other.NextId, one.NextId));

        // What EAP made is gone: there are the keys of the SA, and of its CHILD SA.
        Assert.Equal(2, world.InitiatorKeys.Count);
    }

    private static HandshakeWorld Between(
        Items<IkeSuite> suites, int rounds, string ofClient = "password", string ofMars = "key",
        bool hasKey = true, bool isByEap = true, bool isKeyChanged = false,
        bool keylessAtMars = true, bool keylessAtCarol = true, bool isLoaded = false,
        int most = 60_000) => new(
            HandshakeSamples.Checked(new IkeInitiator.Settings
            {
                Suites = suites,
                Policy = AlgorithmPolicy.Legacy,
                SendsMax = 100,
                RetryMax = TimeSpan.FromSeconds(5),
                ChangesMax = 100,
                Eap = Limits(keylessAtCarol),
            }),
            HandshakeSamples.Checked(new IkeResponder.Settings
            {
                Suites = suites,
                Policy = AlgorithmPolicy.Legacy,
                HalfOpenFor = TimeSpan.FromMinutes(10),
                Eap = Limits(keylessAtMars),
            }),
            Provider,
            HandshakeSamples.Key(HandshakeSamples.ForMars, "key"),
            HandshakeSamples.Key(HandshakeSamples.ForCarol, ofMars) with { ByEap = isByEap },
            most)
        {
            IsLoaded = isLoaded,
            HasKey = hasKey,
            IsKeyChanged = isKeyChanged,
            Serve = () => new("password", rounds, most == 60_000 ? 8 : 400),
            Client = new(ofClient),
        };

    private static EapLimits Limits(bool takesKeyless) => new()
    {
        RoundsMax = 5,
        Within = TimeSpan.FromMinutes(10),
        TakesKeyless = takesKeyless,
    };

    /// <summary>Datagrams of 150 octets cut IKE_AUTH into pieces, RFC 7383.</summary>
    private static (
        bool IsLoaded, bool IsHybrid, int Rounds, int Most, (int What, int Which)[] Steps) Draw(
        Choices choices) =>
    (
        choices.Chance(40), choices.Chance(40), 1 + choices.Below(4),
        choices.Chance(40) ? 150 : 60_000,
        [
            .. Enumerable.Range(0, choices.Below(30))
                .Select(_ => (choices.Below(3), choices.Below(8))),
        ]);
}
