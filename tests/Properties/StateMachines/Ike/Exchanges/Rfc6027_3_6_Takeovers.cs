using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>
/// RFC 6027 §3.6 and RFC 7296 §2.8: a member dies at any point of exchanges with real octets and
/// keys, and whoever takes over completes them by the same octets: both have the same.
/// </summary>
public sealed class Rfc6027_3_6_Takeovers
{
    private const int PointsMax = 200;

    /// <summary>Every wish alone and beside every wish of the other side, who of both dies, and
    /// whether CHILD SAs have a key exchange of their own.</summary>
    public static TheoryData<CollisionWish?, CollisionWish?, bool, bool> Cases
    {
        get
        {
            Items<CollisionWish?> all = [null, .. CollisionWishes.All];
            var cases = new TheoryData<CollisionWish?, CollisionWish?, bool, bool>();
            foreach (var (carol, mars) in from carol in all
                                          from mars in all
                                          where carol is not null || mars is not null
                                          select (carol, mars))
            {
                foreach (var isCarol in (bool[])[true, false])
                {
                    cases.Add(carol, mars, isCarol, false);
                    cases.Add(carol, mars, isCarol, true);
                }
            }

            return cases;
        }
    }

    /// <summary>One member dies at each point there is, and then again at the point behind.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Whichever_fact_was_the_last_both_have_the_same(
        CollisionWish? ofCarol, CollisionWish? ofMars, bool isCarol, bool hasForwardSecrecy)
    {
        var points = 0;
        for (var again = 0; again <= 3; again++)
        {
            for (var point = 1; point < PointsMax; point++)
            {
                using var pair = new ExchangePair(hasForwardSecrecy);
                var dying = isCarol ? pair.Carol : pair.Mars;
                dying.DieAt(point);
                pair.Carol.Want(one => Of(ofCarol, one));
                pair.Mars.Want(one => Of(ofMars, one));
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

                var about = $"{ofCarol} and {ofMars}, dead at {point} and {again}";
                pair.Heal(about);
                pair.AgreeAbout(about);
                var wishes = (CollisionWish?[])[ofCarol, ofMars];
                if (wishes.Contains(null) && !wishes.Contains(CollisionWish.DeleteIke))
                {
                    // RFC 7296 §2.1: the other side hears an answer, of the one or of the other.
                    // Only an IKE SA that nothing replaces ends with its answer, in one fact.
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
        pair.Carol.Want(one => CollisionWishes.Of(
            isIke ? CollisionWish.RekeyIke : CollisionWish.RekeyChild, one));
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

    private static ExchangeWish? Of(CollisionWish? wish, State.Standing standing) =>
        wish is { } wanted ? CollisionWishes.Of(wanted, standing) : null;
}
