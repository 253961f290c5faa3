using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeExchanges.State,
    Holdfast.StateMachines.Ike.IkeExchanges.Output>;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>RFC 7296 §1.4.1: the Delete of an IKE SA closes its CHILD SAs, and whoever hears it has
/// them no more.</summary>
public sealed class Rfc7296_1_4_1_Deletes
{
    private static readonly StandingChild Second =
        First with { Sa = First.Sa with { Inbound = new(0x302), Outbound = new(0x402) } };

    [Fact]
    public void Nothing_more_is_sent_under_any_CHILD_SA_once_the_Delete_is_out()
    {
        var next = Step(
            Standing(After()) with { Children = [First, Second] },
            Wanted(new ExchangeWish.DeleteIke()));

        Assert.True(Assert.IsType<ExchangeMessage.Inform>(AskedIn(next)).DeletesIke);
        Assert.Equal([First.Sa.Inbound, Second.Sa.Inbound], QuietIn(next));
    }

    [Fact]
    public void Nor_while_it_waits_for_what_is_under_way()
    {
        var asked = After(Wanted(new ExchangeWish.Inform([])));
        var waits = Step(asked.State, Wanted(new ExchangeWish.DeleteIke()));
        Assert.Empty(QuietIn(waits));
        Assert.Equal(
            [First.Sa.Inbound],
            QuietIn(Step(
                Step(waits.State, Answered(new ExchangeMessage.Inform([]))).State,
                Committed(Side.Ours))));
    }

    [Theory]
    [InlineData(IkeStage.Open, 0)]
    [InlineData(IkeStage.Ending, 2)]
    public void Nor_by_who_takes_over_with_the_Delete_open(IkeStage stage, int count)
    {
        var next = Step(
            new State.Idle(), new Input.TakenOver(Sa, [First, Second], stage, [], null));
        Assert.Equal(count, QuietIn(next).Count());
    }

    [Fact]
    public void CHILD_SAs_of_an_IKE_SA_that_was_rekeyed_go_on_under_the_new_one()
    {
        var next = After(
            Wanted(new ExchangeWish.RekeyIke()), new Input.Shared(new(5), RekeyOfIke.Share),
            Answered(RekeyOfIke), new Input.Completed(new(8)), Committed(Side.Ours));
        Assert.True(Assert.IsType<ExchangeMessage.Inform>(AskedIn(next)).DeletesIke);
        Assert.Single(next.Outputs.OfType<Output.Succeed>());
        Assert.Empty(QuietIn(next));
    }

    private static IEnumerable<Spi> QuietIn(Next next) =>
        next.Outputs.OfType<Output.Quiet>().Select(quiet => quiet.Inbound);
}
