using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>
/// RFC 6311 §5.1: a synchronisation passes over the ID of a request. Whether the other side has
/// seen it nobody knows, so what it may have made for it is taken back before it is asked anew.
/// </summary>
public sealed class Rfc6311_5_1_PassedOver
{
    private static readonly ExchangeWish Rekey = new ExchangeWish.RekeyChild(Here);
    private static readonly ChildName Ours = new(ProtocolId.Esp, Draw.Child);
    private static readonly ExchangeMessage Gone = new ExchangeMessage.Inform([]);

    [Fact]
    public void Of_a_rekey_the_CHILD_SA_that_the_peer_may_have_is_taken_back_first()
    {
        var next = After(Wanted(Rekey), new Input.Dropped());
        Assert.Equal(new ExchangeMessage.Inform([Ours]), AskedIn(next));

        next = Step(Step(next.State, Answered(Gone)).State, Committed(Side.Ours));
        Assert.Equal(
            new ChildName(ProtocolId.Esp, Here),
            Assert.IsType<ExchangeMessage.Child>(AskedIn(next)).Rekeys);
    }

    [Fact]
    public void So_it_is_of_one_that_was_taken_over()
    {
        var asked = Assert.IsType<ExchangeMessage.Child>(AskedIn(After(Wanted(Rekey))));
        var taken = ExchangeTakeover.Of(
            new(Sa, IsReplaced: false, [First.Sa], new(asked, default)), []);
        var next = Step(new State.Idle(), taken);
        Assert.Empty(next.Outputs);

        next = Step(next.State, new Input.Dropped());

        Assert.Equal(new ExchangeMessage.Inform([Ours]), AskedIn(next));
    }

    /// <summary>RFC 7296 §1.3.1: without our half of the key exchange nobody has its keys.</summary>
    [Theory]
    [InlineData(false, 0, true)]
    [InlineData(true, 0, false)]
    [InlineData(true, 5, true)]
    public void A_CHILD_SA_goes_on_where_what_its_keys_are_made_of_came_over(
        bool isForward, ulong share, bool goesOn)
    {
        var asked = Request with
        {
            Method = isForward ? Pfs.KeyExchange : KeyExchangeMethod.None,
            Share = isForward ? Drawn : Octets.Empty,
        };
        var taken = ExchangeTakeover.Of(
            new(Sa, IsReplaced: false, [First.Sa], new(asked, new(share))), []);
        Assert.Equal(goesOn, taken.Open is not null);
    }

    /// <summary>Of the last IKE_FOLLOWUP_KE there is an SA at the peer, and of what it follows
    /// nothing here where the keys so far did not come over (RFC 9370 §2.2.4).</summary>
    [Fact]
    public void What_nobody_goes_on_with_is_taken_back_at_the_peer()
    {
        var child = AskedIn(After(Wanted(Rekey)));
        ExchangeMessage last = new ExchangeMessage.Followup(
            default, KeyExchangeMethod.MlKem768, Drawn);
        var more = new ExchangeMessage.Followup(Drawn, KeyExchangeMethod.MlKem768, Drawn);
        ExchangeWish all = new ExchangeWish.DeleteIke();
        foreach (var (asked, takingBack) in (ReadOnlySpan<(ExchangeMessage?, ExchangeWish?)>)[
            (child, new ExchangeWish.Retract(Ours)), (RekeyOfIke, all), (more, all),
            (Gone, null), (null, null)])
        {
            Assert.Equal(takingBack, ExchangeTakeover.TakingBack(asked));
            Assert.Equal(takingBack, ExchangeTakeover.TakingBack(() => asked, Granted));
            Assert.Equal(takingBack, ExchangeTakeover.TakingBack(() => asked, RekeyOfIke));
            Assert.Equal(all, ExchangeTakeover.TakingBack(() => asked, last));
            foreach (var nothing in (ExchangeMessage[])[
                more, Gone, new ExchangeMessage.Refused(FirstChild.Notice(
                    NotifyType.StateNotFound))])
            {
                Assert.Null(ExchangeTakeover.TakingBack(() => asked, nothing));
            }
        }

        // Whoever takes over without them has nothing open that could be dropped.
        var taken = ExchangeTakeover.Of(
            new(Sa, IsReplaced: false, [First.Sa], new(more, default)), []);
        Assert.Null(taken.Open);
    }

    [Fact]
    public void A_Delete_is_said_once_more_and_nothing_else()
    {
        var next = After(Wanted(new ExchangeWish.DeleteIke()), new Input.Dropped());
        Assert.Equal(new ExchangeMessage.Inform([], DeletesIke: true), AskedIn(next));
        next = Step(Step(next.State, Answered(Gone)).State, Committed(Side.Ours));
        Assert.IsType<State.Gone>(next.State);
    }

    [Fact]
    public void A_rekey_of_the_IKE_SA_is_asked_anew_and_who_has_no_time_for_it_has_done_it()
    {
        var rekeying = After(
            Wanted(new ExchangeWish.RekeyIke()), new Input.Shared(new(5), Drawn));
        var next = Step(rekeying.State, new Input.Dropped());
        Assert.Contains(new Output.Forget(new(5)), next.Outputs);
        next = Step(next.State, new Input.Shared(new(6), Drawn));
        Assert.IsType<ExchangeMessage.Rekey>(AskedIn(next));

        next = Step(next.State, Refused(NotifyType.TemporaryFailure));

        Assert.Equal([new(Sa.Id)], next.Outputs.OfType<Output.Reestablish>());

        // Nobody here has the keys of what the peer has made: whoever wanted it has nothing.
        var ended = Assert.Single(
            Step(next.State, Committed(Side.Ours)).Outputs.OfType<Output.Ended>());
        Assert.Equal((new ExchangeWish.RekeyIke(), false), (ended.Wish, ended.IsDone));
        Assert.DoesNotContain(
            Step(rekeying.State, Refused(NotifyType.TemporaryFailure)).Outputs,
            output => output is Output.Reestablish);
    }

    [Fact]
    public void What_was_replaced_by_what_is_taken_back_stands_as_it_did()
    {
        var rekeyed = After(
            Asked(Request with { Rekeys = new(ProtocolId.Esp, There) }),
            new Input.Responded(default, new(9)), Committed(Side.Theirs));
        Assert.Equal(ChildStage.Replaced, Standing(rekeyed).Children[0].Stage);

        var back = Step(
            rekeyed.State,
            Asked(new ExchangeMessage.Inform([new(ProtocolId.Esp, new(0x502))])));
        back = Step(back.State, Committed(Side.Theirs));

        Assert.Equal([First], Standing(back).Children.AsEnumerable());
    }
}
