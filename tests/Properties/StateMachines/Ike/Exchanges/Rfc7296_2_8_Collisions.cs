using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.StateMachines.Ike.Establishing;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>RFC 7296 §2.8 and §2.25: whatever both ends begin at once, in every order.</summary>
public sealed class Rfc7296_2_8_Collisions
{
    private static readonly ExchangeWish RekeyIke = new ExchangeWish.RekeyIke();
    private static readonly ExchangeWish DeleteIke = new ExchangeWish.DeleteIke();
    private static readonly ExchangeWish RekeyAtCarol = new ExchangeWish.RekeyChild(new(0x1ca));
    private static readonly ExchangeWish RekeyAtMars = new ExchangeWish.RekeyChild(new(0x13a));
    private static readonly ExchangeWish DeleteAtCarol = new ExchangeWish.DeleteChild(new(0x1ca));
    private static readonly ExchangeWish DeleteAtMars = new ExchangeWish.DeleteChild(new(0x13a));
    private static readonly ExchangeWish AnotherAtCarol = new ExchangeWish.Child(
        new(HandshakeSamples.AtCarol, HandshakeSamples.AtMars));

    private static readonly ExchangeWish AnotherAtMars = new ExchangeWish.Child(
        new(HandshakeSamples.AtMars, HandshakeSamples.AtCarol));

    public static TheoryData<int> WhoseNonceIsLowest => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(WhoseNonceIsLowest))]
    public void Of_two_rekeys_of_a_CHILD_SA_one_pair_remains(int lowest) =>
        Explore(lowest, [RekeyAtCarol], [RekeyAtMars], children: 1);

    [Theory]
    [MemberData(nameof(WhoseNonceIsLowest))]
    public void Of_two_rekeys_of_the_IKE_SA_one_remains_with_its_CHILD_SA(int lowest) =>
        Explore(lowest, [RekeyIke], [RekeyIke], children: 1);

    [Fact]
    public void A_rekey_of_a_CHILD_SA_and_one_of_the_IKE_SA_are_both_done() =>
        Explore(0, [RekeyAtCarol], [RekeyIke], children: 1);

    [Fact]
    public void What_one_end_deletes_and_the_other_rekeys_is_the_same_at_both()
    {
        Explore(0, [DeleteAtCarol], [RekeyAtMars]);
        Explore(0, [DeleteAtCarol], [RekeyIke], children: 0);
        Explore(0, [DeleteIke], [RekeyAtMars]);
        Explore(0, [DeleteIke], [RekeyIke]);
    }

    [Fact]
    public void What_both_delete_is_gone()
    {
        Explore(0, [DeleteAtCarol], [DeleteAtMars], children: 0);
        Explore(0, [DeleteIke], [DeleteIke], children: 0, ikes: 0);
        Explore(0, [DeleteIke], [DeleteAtMars], children: 0, ikes: 0);
    }

    [Fact]
    public void Another_CHILD_SA_is_made_whatever_happens_beside_it()
    {
        Explore(0, [AnotherAtCarol], [RekeyIke], children: 2);
        Explore(0, [AnotherAtCarol], [AnotherAtMars], children: 3);
        Explore(0, [AnotherAtCarol], [RekeyAtMars], children: 2);
    }

    /// <summary>Every world that may follow, each once.</summary>
    private static void Explore(
        int lowest, Items<ExchangeWish> ofCarol, Items<ExchangeWish> ofMars,
        int? children = null, int? ikes = null)
    {
        var begin = CollisionWorld.Begin(lowest, [HandshakeSamples.Child], ofCarol, ofMars);
        var seen = new HashSet<CollisionWorld> { begin };
        var open = new Stack<CollisionWorld>([begin]);
        var ends = 0;
        while (open.TryPop(out var world))
        {
            Assert.True(seen.Count < 200_000, "more worlds than there should be");
            var isEnd = true;
            foreach (var next in world.Next())
            {
                isEnd = false;
                if (seen.Add(next))
                {
                    open.Push(next);
                }
            }

            if (isEnd)
            {
                ends++;
                Judge(world, children, ikes);
            }
        }

        Assert.NotEqual(0, ends);
    }

    private static void Judge(CollisionWorld world, int? children, int? ikes)
    {
        var (here, there) = (world.Initiator, world.Responder);
        Assert.All(here.Standing.Concat(there.Standing), standing =>
        {
            Assert.IsType<Ours.Idle>(standing.Ours);
            Assert.IsType<Theirs.Idle>(standing.Theirs);
            Assert.Equal(IkeStage.Open, standing.Stage);
            Assert.False(standing.Sa.IsContested);
            Assert.All(
                standing.Children, child => Assert.Equal(ChildStage.Open, child.Stage));
        });
        Assert.Equal(
            here.Standing.Select(one => one.Sa.Id).Order(ById),
            there.Standing.Select(one => one.Sa.Id).Order(ById));
        Assert.Equal(
            here.Standing.SelectMany(one => one.Children.Select(child =>
                (one.Sa.Id.Key, child.Sa.Inbound.Value, child.Sa.Outbound.Value))).Order(),
            there.Standing.SelectMany(one => one.Children.Select(child =>
                (one.Sa.Id.Key, child.Sa.Outbound.Value, child.Sa.Inbound.Value))).Order());
        Assert.Equal(
            children ?? here.Standing.Sum(one => one.Children.Count),
            here.Standing.Sum(one => one.Children.Count));
        Assert.Equal(
            ikes ?? here.Standing.Count(), here.Standing.Count());
        Assert.True(here.Standing.Count() <= 1);
    }

    private static readonly Comparer<Holdfast.StateMachines.Replication.IkeSaId> ById =
        Comparer<Holdfast.StateMachines.Replication.IkeSaId>.Create(
            (one, other) => one.Key.CompareTo(other.Key));
}
