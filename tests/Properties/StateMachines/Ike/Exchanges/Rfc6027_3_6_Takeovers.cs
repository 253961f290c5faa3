using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>
/// RFC 6027 §3.6 and RFC 7296 §2.8: a member dies at any point of exchanges with real octets and
/// keys, and whoever takes over completes them by the same octets: one pair remains.
/// </summary>
public sealed class Rfc6027_3_6_Takeovers
{
    private const int PointsMax = 200;

    private static readonly Dictionary<string, (Wish? Carol, Wish? Mars)> All = new()
    {
        ["rekey of a CHILD SA"] = (Child, null),
        ["rekey of a CHILD SA by the peer"] = (null, Child),
        ["rekeys of a CHILD SA at once"] = (Child, Child),
        ["rekey of the IKE SA"] = (Ike, null),
        ["rekey of the IKE SA by the peer"] = (null, Ike),
        ["rekeys of the IKE SA at once"] = (Ike, Ike),
        ["rekeys of both at once"] = (Child, Ike),
        ["rekeys of both at once, the other way round"] = (Ike, Child),
    };

    private delegate ExchangeWish? Wish(State.Standing standing);

    public static TheoryData<string, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool, bool>();
            foreach (var name in All.Keys)
            {
                foreach (var isCarol in (bool[])[true, false])
                {
                    cases.Add(name, isCarol, false);
                    cases.Add(name, isCarol, true);
                }
            }

            return cases;
        }
    }

    /// <summary>One member dies at each point there is, and then again at the point behind.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Whichever_fact_was_the_last_one_pair_remains(
        string name, bool isCarol, bool hasForwardSecrecy)
    {
        var points = 0;
        for (var again = 0; again <= 3; again++)
        {
            for (var point = 1; point < PointsMax; point++)
            {
                using var pair = new ExchangePair(hasForwardSecrecy);
                var dying = isCarol ? pair.Carol : pair.Mars;
                dying.DieAt(point);
                var (ofCarol, ofMars) = All[name];
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
                if (!name.Contains("at once", StringComparison.Ordinal))
                {
                    // RFC 7296 §2.1: the other side hears an answer, of the one or of the other.
                    var other = isCarol ? pair.Mars : pair.Carol;
                    Assert.Equal((point, again, 0), (point, again, other.Unanswered));
                }
            }
        }

        Assert.InRange(points, 4, PointsMax - 1);
    }

    /// <summary>The peer hears the very octets that the member before has sent.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Our_exchange_in_flight_completes_after_the_takeover(bool isIke)
    {
        using var pair = new ExchangePair(hasForwardSecrecy: true);
        pair.Carol.Want(one => isIke ? Ike(one) : Child(one));
        var sent = pair.Wire.Single().Octets;
        pair.Wire.Clear();
        pair.Carol.TakeOver();

        Assert.Equal(sent, pair.Wire.Single().Octets);
        pair.Heal("taken over");
        pair.Agree();
        Assert.Equal(
            isIke ? IkeRole.Initiator : pair.Carol.Standing.Single().Sa.Role,
            pair.Carol.Standing.Single().Sa.Role);
        Assert.Equal(isIke, pair.Carol.Standing.Single().Sa.Id != ExchangeSamples.Id);
        Assert.Equal(
            isIke, pair.Carol.Standing.Single().Children.Single().Sa.Inbound.Value == 0x1ca);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_both_want_whoever_dies_and_the_network_does_both_have_the_same(
        bool bothWantForwardSecrecy) => ForAll.Cases(60, Draw, steps =>
        {
            using var pair = bothWantForwardSecrecy
                ? new ExchangePair(hasForwardSecrecy: true)
                : ExchangePair.Insisting();
            foreach (var (what, which) in steps)
            {
                pair.Break(what, which);
            }

            pair.Heal(string.Join(" ", steps));
            pair.AgreeAbout(string.Join(" ", steps));
        });

    private static Items<(int What, int Which)> Draw(Choices choices) =>
    [
        .. Enumerable.Range(0, choices.Below(50))
            .Select(_ => (choices.Below(14), choices.Below(16))),
    ];

    private static ExchangeWish? Child(State.Standing standing) => standing.Children.Count == 0
        ? null
        : new ExchangeWish.RekeyChild(standing.Children[0].Sa.Inbound);

    private static ExchangeWish Ike(State.Standing standing) => new ExchangeWish.RekeyIke();
}
