using Holdfast.Codec;
using Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>RFC 7296 §2.8 and §2.25: whatever both ends begin at once, in every order.</summary>
public sealed class Rfc7296_2_8_Collisions
{
    /// <summary>Every wish beside every wish, and whose nonce is the lowest.</summary>
    public static TheoryData<CollisionWish, CollisionWish, int> Cases
    {
        get
        {
            var cases = new TheoryData<CollisionWish, CollisionWish, int>();
            foreach (var (carol, mars) in CollisionWishes.Pairs)
            {
                for (var lowest = 0; lowest < 4; lowest++)
                {
                    cases.Add(carol, mars, lowest);
                }
            }

            return cases;
        }
    }

    /// <summary>Every two wishes of one end beside every wish of the other.</summary>
    public static TheoryData<CollisionWish, CollisionWish, bool> MoreCases
    {
        get
        {
            var cases = new TheoryData<CollisionWish, CollisionWish, bool>();
            foreach (var (first, second) in CollisionWishes.Pairs)
            {
                cases.Add(first, second, true);
                cases.Add(first, second, false);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Whatever_both_want_at_once_both_have_the_same_and_nothing_is_left_to_do(
        CollisionWish carol, CollisionWish mars, int lowest)
    {
        Items<CollisionWish> wishes = [carol, mars];
        CollisionSearch.Explore(
            CollisionWorld.Begin(lowest, [HandshakeSamples.Child], [carol], [mars]),
            CollisionWishes.ChildrenAfter(wishes), CollisionWishes.IkesAfter(wishes));
    }

    [Theory]
    [MemberData(nameof(MoreCases))]
    public void Whatever_one_wants_twice_beside_the_other_both_have_the_same(
        CollisionWish first, CollisionWish second, bool isCarol)
    {
        foreach (var other in CollisionWishes.All)
        {
            Items<CollisionWish> wishes = [first, second, other];
            CollisionSearch.Explore(
                CollisionWorld.Begin(
                    0, [HandshakeSamples.Child], isCarol ? [first, second] : [other],
                    isCarol ? [other] : [first, second]),
                ikes: CollisionWishes.IkesAfter(wishes));
        }
    }
}
