using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>RFC 9370 §2.2 and RFC 9242 between two sides with real octets and keys: additional key
/// exchanges before IKE_AUTH.</summary>
public sealed class Rfc9370_2_2_Exchanges
{
    private const int Runs = 40;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    private static readonly KeyExchangeMethod[] Methods =
    [
        KeyExchangeMethod.MlKem512, KeyExchangeMethod.MlKem768, KeyExchangeMethod.MlKem1024,
        KeyExchangeMethod.Ecp256, KeyExchangeMethod.Ecp384, KeyExchangeMethod.Curve448,
    ];

    private static IkeSuite Plain => HandshakeSuites.Default[0];

    private static IkeSuite Hybrid => Plain with
    {
        Additional = [KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp256],
    };

    [Fact]
    [Requirement("RFC9370-2.2.2-a")]
    [Requirement("RFC9370-2.2.2-b")]
    [Requirement("RFC9242-3.2-a")]
    [Requirement("RFC9242-3.3.2-c")]
    public void Whatever_is_lost_doubled_or_reordered_both_sides_have_the_same_keys() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between([drawn.Suite], [drawn.Suite, Plain], "key", "key",
                drawn.IsLoaded, drawn.Most);
            Run(world, drawn.Steps);
            Assert.IsType<IkeInitiator.State.Up>(world.Initiator);
            var (one, other) = (world.Made!, world.Answered!);
            Assert.Equal((drawn.Suite, drawn.Suite), (one.Suite, other.Suite));
            Assert.True(world.InitiatorKeys.KeysOf(one.Keys.Value).SkD.FixedTimeEquals(
                world.ResponderKeys.KeysOf(other.Keys.Value).SkD.Span));
            Assert.True(world.InitiatorKeys.ChildKeysOf(one.Child!.Keys.Value)
                .EncryptionOfInitiator.FixedTimeEquals(
                    world.ResponderKeys.ChildKeysOf(other.Child!.Keys.Value)
                        .EncryptionOfInitiator.Span));
            Assert.Single(world.Facts);

            // Each exchange has an ID of its own, and IKE_AUTH the one behind them.
            var count = (uint)drawn.Suite.Additional.Count;
            Assert.Equal((count + 2, count + 1), (one.NextId, other.Response!.Id));
            Assert.Equal(
                Enumerable.Range(1, (int)count).Select(id => (uint)id),
                IdsOf(world, ExchangeType.IkeIntermediate));
            Assert.Equal(count + 1, Assert.Single(IdsOf(world, ExchangeType.IkeAuth)));

            // Of the keys on the way there is none left: the SA's, and the CHILD SA's.
            Assert.Equal(2, world.InitiatorKeys.Count);
        });

    [Fact]
    [Requirement("RFC7296-2.15-c")]
    public void With_another_key_there_is_never_an_SA_and_no_secret_is_left() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between(
                [drawn.Suite], [drawn.Suite], "key", "another key", drawn.IsLoaded, drawn.Most);
            Run(world, drawn.Steps);
            Assert.IsType<IkeInitiator.State.Gone>(world.Initiator);
            Assert.Empty(world.Facts);
            Assert.Equal(0, world.InitiatorKeys.Count);
            Assert.Equal(
                NotifyType.AuthenticationFailed, world.GaveUp!.Refusal!.Data.Tag);
        });

    [Fact]
    public void A_half_open_SA_that_is_given_up_in_the_middle_leaves_no_secret() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            using var world = Between([drawn.Suite], [drawn.Suite], "key", "key");
            world.Begin(HandshakeSamples.Wish);
            foreach (var (what, which) in drawn.Steps)
            {
                world.Break(what, which);
            }

            // From here on nothing arrives.
            for (var round = 0; round < 200; round++)
            {
                world.Drop();
                world.Elapse();
            }

            Assert.True(world.Initiator is IkeInitiator.State.Gone or IkeInitiator.State.Up);
            Assert.Equal(world.Made is null ? 0 : 2, world.InitiatorKeys.Count);
            Assert.Equal(2 * world.Facts.Count, world.ResponderKeys.Count);
        });

    /// <summary>Whoever breaks the first key exchange can open and seal what is said next: AUTH
    /// covers it, RFC 9242 §3.3.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("RFC9242-3.3.2-a")]
    public void What_somebody_in_the_middle_adds_to_an_exchange_is_found_by_AUTH(bool isRequest)
    {
        using var world = Between([Hybrid], [Hybrid], "key", "key");
        world.Begin(HandshakeSamples.Wish);
        while (world.Initiator is not IkeInitiator.State.Exchanging)
        {
            world.Break(0, 0);
        }

        var half = ((IkeInitiator.State.Exchanging)world.Initiator).Half;
        if (!isRequest)
        {
            world.Break(0, 0);
        }

        Assert.True(IkeFixedHeader.TryParse(world.Sent[^1], out var header, out _));
        Assert.Equal(ExchangeType.IkeIntermediate.Value, header.ExchangeType);
        var ofResponder = world.LastKeysOfResponder(world.Sent[^1]);
        var (opening, sealing) = isRequest
            ? ((world.ResponderKeys, ofResponder), (world.InitiatorKeys, half.Keys.Value))
            : ((world.InitiatorKeys, half.Keys.Value), (world.ResponderKeys, ofResponder));
        Assert.True(opening.Item1.TryOpen(
            opening.Item2, world.Sent[^1], out var inner, out _));
        Assert.True(sealing.Item1.TrySeal(
            sealing.Item2,
            HandshakeMessages.Message(
                half.Spis, isRequest ? IkeRole.Initiator : IkeRole.Responder,
                ExchangeType.IkeIntermediate, 1),
            inner with
            {
                Payloads =
                [
                    .. inner.Payloads,
                    .. HandshakeMessages.ToPayloads(
                        FirstChild.Notice(NotifyType.MobikeSupported)).Payloads,
                ],
            },
            null, out var changed, out _));
        world.Drop();
        world.Deliver(changed[0].ToArray(), isRequest);
        world.Heal();
        Assert.IsType<IkeInitiator.State.Gone>(world.Initiator);
        Assert.Empty(world.Facts);
        Assert.Equal(
            NotifyType.AuthenticationFailed, Assert.Single(world.Refusals).Data.Tag);
    }

    /// <summary>§2.2.1: additional exchanges are only for who takes IKE_INTERMEDIATE.</summary>
    [Fact]
    [Requirement("RFC9242-3.1-a")]
    public void Whoever_knows_none_of_them_is_served_without_or_not_at_all()
    {
        using var both = Between([Plain], [Hybrid, Plain], "key", "key");
        Run(both, []);
        Assert.Equal(Plain, both.Made!.Suite);
        Assert.Empty(IdsOf(both, ExchangeType.IkeIntermediate));

        using var other = Between([Hybrid, Plain], [Plain], "key", "key");
        Run(other, []);
        Assert.Equal(Plain, other.Made!.Suite);

        using var none = Between([Plain], [Hybrid], "key", "key");
        Run(none, []);
        Assert.Equal(NotifyType.NoProposalChosen, none.GaveUp!.Refusal!.Data.Tag);
    }

    private static uint[] IdsOf(HandshakeWorld world, ExchangeType exchange) =>
    [
        .. world.Sent
            .Select(octets => IkeFixedHeader.TryParse(octets, out var header, out _)
                && header.ExchangeType == exchange.Value
                    ? header.MessageId.Value
                    : uint.MaxValue)
            .Where(id => id != uint.MaxValue).Distinct().Order(),
    ];

    private static void Run(HandshakeWorld world, (int What, int Which)[] steps)
    {
        world.Begin(HandshakeSamples.Wish);
        foreach (var (what, which) in steps)
        {
            world.Break(what, which);
        }

        world.Heal();
    }

    private static HandshakeWorld Between(
        Items<IkeSuite> offered, Items<IkeSuite> accepted, string ofInitiator,
        string ofResponder, bool isLoaded = false, int most = 60_000) => new(
            HandshakeSamples.Checked(new IkeInitiator.Settings
            {
                Suites = offered,
                SendsMax = 60,
                RetryMax = TimeSpan.FromSeconds(5),
                ChangesMax = 100,
            }),
            HandshakeSamples.Checked(new IkeResponder.Settings
            {
                Suites = accepted,
                HalfOpenFor = TimeSpan.FromMinutes(10),
            }),
            Provider,
            HandshakeSamples.Key(HandshakeSamples.ForMars, ofInitiator),
            HandshakeSamples.Key(HandshakeSamples.ForCarol, ofResponder), most)
        {
            IsLoaded = isLoaded,
        };

    /// <summary>Datagrams of 400 octets cut what ML-KEM says into pieces, RFC 7383.</summary>
    private static (
        IkeSuite Suite, bool IsLoaded, int Most, (int What, int Which)[] Steps) Draw(
        Choices choices)
    {
        var left = Methods.ToList();
        var added = new List<KeyExchangeMethod>();
        for (var count = choices.Below(4); added.Count < count;)
        {
            var at = choices.Below(left.Count);
            added.Add(left[at]);
            left.RemoveAt(at);
        }

        return (
            Plain with { Additional = [.. added] }, choices.Chance(30),
            choices.Chance(40) ? 400 : 60_000,
            [
                .. Enumerable.Range(0, choices.Below(30))
                    .Select(_ => (choices.Below(3), choices.Below(8))),
            ]);
    }
}
