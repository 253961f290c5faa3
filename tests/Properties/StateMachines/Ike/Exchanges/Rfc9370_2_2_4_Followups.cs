using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;
using Holdfast.Tests.Properties.StateMachines.Ike.Establishing;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>RFC 9370 §2.2.4 between two sides with real octets, keys and facts: what is made of
/// several key exchanges is the same at both, and no secret is left.</summary>
public sealed class Rfc9370_2_2_4_Followups
{
    private const int Runs = 40;
    private const int PointsMax = 400;

    private static readonly Items<KeyExchangeMethod> All =
        [KeyExchangeMethod.MlKem512, KeyExchangeMethod.Ecp256, KeyExchangeMethod.MlKem768];

    public static TheoryData<int, int> Counts => new()
    {
        { 0, 0 }, { 1, 0 }, { 0, 1 }, { 1, 1 }, { 2, 2 }, { 3, 3 }, { 3, 1 },
    };

    private static readonly Dictionary<string, (Wish? Carol, Wish? Mars)> Cases = new()
    {
        ["rekey of a CHILD SA"] = (Child, null),
        ["rekey of a CHILD SA by the peer"] = (null, Child),
        ["rekeys of a CHILD SA at once"] = (Child, Child),
        ["rekey of the IKE SA"] = (Ike, null),
        ["rekey of the IKE SA by the peer"] = (null, Ike),
        ["rekeys of the IKE SA at once"] = (Ike, Ike),
        ["rekeys of both at once"] = (Child, Ike),
        ["rekeys of both at once, the other way round"] = (Ike, Child),
        ["another CHILD SA"] = (ExchangePair.AnotherOf, null),
    };

    public static TheoryData<string, bool, int> Deaths
    {
        get
        {
            var cases = new TheoryData<string, bool, int>();
            foreach (var name in Cases.Keys)
            {
                cases.Add(name, true, 1);
                cases.Add(name, false, 1);
                cases.Add(name, true, 2);
                cases.Add(name, false, 2);
            }

            return cases;
        }
    }

    private delegate ExchangeWish? Wish(State.Standing standing);

    [Theory]
    [MemberData(nameof(Counts))]
    [Requirement("RFC9370-2.2.4-a")]
    [Requirement("RFC9370-2.2.4-b")]
    public void Of_every_number_of_exchanges_both_have_the_same_keys(int ofIke, int ofChild)
    {
        using var pair = Begin(ofIke, ofChild);
        foreach (var side in (ExchangeSide[])[pair.Carol, pair.Mars])
        {
            side.Want(ExchangePair.AnotherOf);
            pair.Heal();
            side.Want(standing => new ExchangeWish.RekeyChild(
                standing.Children[^1].Sa.Inbound));
            pair.Heal();
            pair.Agree(ikes: 1);
            Assert.Equal(
                ofChild, side.Standing.Single().Children[^1].Sa.Suite.Additional.Count);
            var before = side.Standing.Single().Sa.Id;
            side.Want(_ => new ExchangeWish.RekeyIke());
            pair.Heal();
            pair.Agree(ikes: 1);
            Assert.NotEqual(before, side.Standing.Single().Sa.Id);
            Assert.Equal(ofIke, side.Standing.Single().Sa.Suite.Additional.Count);
        }

        Assert.Equal(3, pair.Carol.Standing.Single().Children.Count);
        pair.Mars.Want(_ => new ExchangeWish.DeleteIke());
        pair.Heal();
        pair.Agree(children: 0, ikes: 0);
        Assert.Equal((0, 0), (pair.Carol.Keys.Count, pair.Mars.Keys.Count));
    }

    [Fact]
    [Requirement("RFC9370-2.2.4-h")]
    public void Whatever_both_want_and_the_network_does_both_have_the_same() =>
        ForAll.Cases(Runs, choices => Draw(choices, 12), steps =>
        {
            using var pair = Begin(2, 1);
            foreach (var (what, which) in steps)
            {
                pair.Break(what, which);
            }

            pair.Heal(string.Join(" ", steps));
            pair.AgreeAbout(string.Join(" ", steps));
        });

    [Fact]
    public void Whoever_dies_besides_both_have_the_same() =>
        ForAll.Cases(Runs, choices => Draw(choices, 14), steps =>
        {
            using var pair = Begin(1, 2);
            foreach (var (what, which) in steps)
            {
                pair.Break(what, which);
            }

            pair.Heal(string.Join(" ", steps));
            pair.AgreeAbout(string.Join(" ", steps));
        });

    /// <summary>One member dies at each point there is, and then again at the point behind: our own
    /// exchanges go on, and those of the peer begin anew.</summary>
    [Theory]
    [MemberData(nameof(Deaths))]
    [Requirement("RFC9370-2.2.4-c")]
    public void Whichever_fact_was_the_last_one_pair_remains(
        string name, bool isCarol, int additional)
    {
        var points = 0;
        for (var again = 0; again <= 1; again++)
        {
            for (var point = 1; point < PointsMax; point++)
            {
                using var pair = Begin(additional, additional);
                var dying = isCarol ? pair.Carol : pair.Mars;
                dying.DieAt(point);
                var (ofCarol, ofMars) = Cases[name];
                pair.Carol.Want(one => ofCarol?.Invoke(one));
                pair.Mars.Want(one => ofMars?.Invoke(one));
                pair.Settle();
                if (!dying.IsDead)
                {
                    points = point;
                    break;
                }

                dying.TakeOver();
                if (again > 0)
                {
                    dying.DieAt(again);
                    pair.Settle();
                    dying.TakeOver();
                }

                pair.Heal($"{name}, dead at {point} and {again}");
                pair.AgreeAbout($"{name}, dead at {point} and {again}");
                var other = isCarol ? pair.Mars : pair.Carol;
                if (!name.Contains("at once", StringComparison.Ordinal))
                {
                    Assert.Equal((point, again, 0), (point, again, other.Unanswered));
                }
            }
        }

        Assert.InRange(points, 6, PointsMax - 1);
    }

    private static ExchangePair Begin(int ofIke, int ofChild) => new(
        [
            HandshakeSamples.Child with
            {
                KeyExchange = KeyExchangeMethod.Curve25519,
                Additional = [.. All.Take(ofChild)],
            },
        ],
        [.. All.Take(ofIke)]);

    private static Items<(int What, int Which)> Draw(Choices choices, int kinds) =>
    [
        .. Enumerable.Range(0, choices.Below(40))
            .Select(_ => (choices.Below(kinds), choices.Below(16))),
    ];

    private static ExchangeWish? Child(State.Standing standing) => standing.Children.Count == 0
        ? null
        : new ExchangeWish.RekeyChild(standing.Children[0].Sa.Inbound);

    private static ExchangeWish Ike(State.Standing standing) => new ExchangeWish.RekeyIke();
}
