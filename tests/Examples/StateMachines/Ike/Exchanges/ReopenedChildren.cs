using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>
/// RFC 7296 §2.25: the peer takes back what it has made in the place of a CHILD SA; that one
/// stands as it did once nothing is left in its place.
/// </summary>
public sealed class ReopenedChildren
{
    private static readonly Spi Second = new(0x305);
    private static readonly Spi Third = new(0x307);

    [Fact]
    public void What_was_replaced_stands_again_behind_the_last_one_in_its_place()
    {
        var one = Without([Replaced, InItsPlace(Second), InItsPlace(Third)], Second);
        Assert.Equal(
            [(Here, ChildStage.Replaced), (Third, ChildStage.Open)], StagesOf(one));
        Assert.Equal([(Here, ChildStage.Open)], StagesOf(Without(one, Third)));
    }

    [Fact]
    public void What_stands_in_no_place_of_it_opens_nothing()
    {
        var other = InItsPlace(Second);
        other = other with { Sa = other.Sa with { Origin = null } };
        Assert.Equal(
            [(Here, ChildStage.Replaced)], StagesOf(Without([Replaced, other], Second)));
        var ours = InItsPlace(Second);
        ours = ours with
        {
            Sa = ours.Sa with { Origin = ours.Sa.Origin! with { IsOurs = true } },
        };
        Assert.Equal([(Here, ChildStage.Replaced)], StagesOf(Without([Replaced, ours], Second)));
    }

    private static StandingChild Replaced => First with { Stage = ChildStage.Replaced };

    private static StandingChild InItsPlace(Spi inbound) => new(
        First.Sa with { Inbound = inbound, Origin = new(IsOurs: false, Drawn, Here, null) });

    private static Items<StandingChild> Without(
        Items<StandingChild> children, Spi gone) => Standing(Step(
            new State.Standing(Sa, children)
            {
                Theirs = new Theirs.Committing(7, [new SaFact.ChildrenEnded([gone])]),
            },
            Committed(Side.Theirs))).Children;

    private static IEnumerable<(Spi, ChildStage)> StagesOf(
        Items<StandingChild> children) =>
        children.Select(child => (child.Sa.Inbound, child.Stage));
}
