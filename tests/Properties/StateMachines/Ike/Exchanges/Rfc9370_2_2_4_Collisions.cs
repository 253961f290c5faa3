using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>RFC 9370 §2.2.4: whatever both ends begin at once, by several key exchanges and in
/// every order, of each SA one replacement stays.</summary>
public sealed class Rfc9370_2_2_4_Collisions
{
    /// <summary>Every wish beside every wish, and whose nonce is the lowest.</summary>
    public static TheoryData<CollisionWish, CollisionWish, int> Cases =>
        Rfc7296_2_8_Collisions.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    [Requirement("RFC9370-2.2.4-h")]
    [Requirement("RFC9370-2.2.4-i")]
    public void Whatever_both_want_at_once_both_have_the_same_and_nothing_is_left_to_do(
        CollisionWish carol, CollisionWish mars, int lowest)
    {
        Items<CollisionWish> wishes = [carol, mars];
        CollisionSearch.Explore(
            CollisionWorld.Begin(
                lowest,
                [
                    HandshakeSamples.Child with
                    {
                        KeyExchange = KeyExchangeMethod.Curve25519,
                        Additional = [KeyExchangeMethod.MlKem768],
                    },
                ],
                [carol], [mars],
                ExchangeSamples.Checked(new()
                {
                    Suites =
                    [
                        HandshakeSuites.Default[0] with
                        {
                            Additional = [KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp384],
                        },
                    ],
                })),
            CollisionWishes.ChildrenAfter(wishes), CollisionWishes.IkesAfter(wishes));
    }
}
