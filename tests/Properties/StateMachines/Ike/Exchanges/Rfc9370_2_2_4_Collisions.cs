using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>RFC 9370 §2.2.4: whatever both ends begin at once, by several key exchanges and in
/// every order, of each SA one replacement stays.</summary>
public sealed class Rfc9370_2_2_4_Collisions
{
    private static readonly ExchangeWish RekeyIke = new ExchangeWish.RekeyIke();
    private static readonly ExchangeWish DeleteIke = new ExchangeWish.DeleteIke();
    private static readonly ExchangeWish RekeyAtCarol = new ExchangeWish.RekeyChild(new(0x1ca));
    private static readonly ExchangeWish RekeyAtMars = new ExchangeWish.RekeyChild(new(0x13a));
    private static readonly ExchangeWish DeleteAtCarol = new ExchangeWish.DeleteChild(new(0x1ca));
    private static readonly ExchangeWish DeleteAtMars = new ExchangeWish.DeleteChild(new(0x13a));
    private static readonly ExchangeWish AnotherAtCarol = new ExchangeWish.Child(
        new(HandshakeSamples.AtCarol, HandshakeSamples.AtMars));

    public static TheoryData<int> WhoseNonceIsLowest => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(WhoseNonceIsLowest))]
    [Requirement("RFC9370-2.2.4-h")]
    [Requirement("RFC9370-2.2.4-i")]
    public void Of_two_rekeys_of_a_CHILD_SA_one_pair_remains(int lowest) =>
        Explore(lowest, [RekeyAtCarol], [RekeyAtMars], children: 1, ikes: 1);

    [Theory]
    [MemberData(nameof(WhoseNonceIsLowest))]
    [Requirement("RFC9370-2.2.4-h")]
    [Requirement("RFC9370-2.2.4-i")]
    public void Of_two_rekeys_of_the_IKE_SA_one_remains_with_its_CHILD_SA(int lowest) =>
        Explore(lowest, [RekeyIke], [RekeyIke], children: 1, ikes: 1);

    [Fact]
    public void A_rekey_of_a_CHILD_SA_and_one_of_the_IKE_SA_are_both_done() =>
        Explore(0, [RekeyAtCarol], [RekeyIke], children: 1, ikes: 1);

    [Fact]
    public void What_one_end_deletes_and_the_other_rekeys_is_the_same_at_both()
    {
        Explore(0, [DeleteAtCarol], [RekeyAtMars]);
        Explore(0, [RekeyAtCarol], [DeleteAtMars]);
        Explore(0, [DeleteAtCarol], [RekeyIke], children: 0);
        Explore(0, [DeleteIke], [RekeyAtMars]);
        Explore(0, [DeleteIke], [RekeyIke]);
    }

    [Fact]
    public void Another_CHILD_SA_is_made_whatever_happens_beside_it()
    {
        Explore(0, [AnotherAtCarol], [RekeyIke], children: 2);
        Explore(0, [AnotherAtCarol], [RekeyAtMars], children: 2);
    }

    private static void Explore(
        int lowest, Items<ExchangeWish> ofCarol, Items<ExchangeWish> ofMars,
        int? children = null, int? ikes = null) => CollisionSearch.Explore(
        CollisionWorld.Begin(
            lowest,
            [
                HandshakeSamples.Child with
                {
                    KeyExchange = KeyExchangeMethod.Curve25519,
                    Additional = [KeyExchangeMethod.MlKem768],
                },
            ],
            ofCarol, ofMars,
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
        children, ikes);
}
