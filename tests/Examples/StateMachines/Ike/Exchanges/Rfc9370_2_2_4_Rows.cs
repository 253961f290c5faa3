using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;
using Instant = Holdfast.StateMachines.Instant;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>RFC 9370 §2.2.4: several key exchanges of the peer's, and what waits for them.
/// </summary>
public sealed class Rfc9370_2_2_4_Rows
{
    private static readonly ChildSuite Several = Pfs with
    {
        Additional = [KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp384],
    };

    private static readonly StandingIke Ike = Sa with { Peer = Peer with { Suites = [Several] } };

    private static readonly Octets Link = ((Input.Asked)Asked(Request)).Draw.Link;

    private static readonly ExchangeMessage.Child Offered = Request with
    {
        Offer = Request.Offer with
        {
            Proposals = SuiteProposals.Offer(
                [Several], Octets.FromHex("00000502"), isFirst: false),
        },
        Rekeys = new(ProtocolId.Esp, There),
        Method = Pfs.KeyExchange,
        Share = Drawn,
    };

    /// <summary>CREATE_CHILD_SA is answered: the first secret is kept.</summary>
    private static Input[] Begun => [
        Asked(Offered), new Input.Responded(Drawn, new(21)), Committed(Side.Theirs),
    ];

    [Fact]
    public void What_it_says_is_read_as_it_was_written()
    {
        var more = new ExchangeMessage.Followup(Link, KeyExchangeMethod.MlKem768, Drawn);
        foreach (var message in (ExchangeMessage[])[more, more with { Link = Octets.Empty }])
        {
            foreach (var isResponse in (bool[])[true, false])
            {
                Assert.Equal(message, ExchangeMessages.Classify(
                    ExchangeType.IkeFollowupKe, ExchangeMessages.ToPayloads(message),
                    isResponse));
            }
        }

        var granted = Granted with { Link = Link };
        Assert.Equal(granted, ExchangeMessages.Classify(
            ExchangeType.CreateChildSa, ExchangeMessages.ToPayloads(granted),
            isResponse: true));
        var rekeyed = RekeyOfIke with { Link = Link };
        Assert.Equal(rekeyed, ExchangeMessages.Classify(
            ExchangeType.CreateChildSa, ExchangeMessages.ToPayloads(rekeyed),
            isResponse: true));
    }

    [Fact]
    public void What_has_no_KE_payload_or_two_of_one_is_malformed()
    {
        var payloads = ExchangeMessages.ToPayloads(
            new ExchangeMessage.Followup(Link, KeyExchangeMethod.MlKem768, Drawn)).Payloads;
        foreach (var wrong in (Items<IkePayloadValue>[])
            [
                payloads.Without(0), payloads.Add(payloads[0]), payloads.Add(payloads[1]),
            ])
        {
            Assert.Equal(
                NotifyType.InvalidSyntax,
                Assert.IsType<ExchangeMessage.Refused>(ExchangeMessages.Classify(
                    ExchangeType.IkeFollowupKe, new() { Payloads = wrong },
                    isResponse: false)).Why.Data.Tag);
        }
    }

    [Fact]
    public void What_CREATE_CHILD_SA_says_is_nothing_in_another_exchange()
    {
        var said = ExchangeMessages.ToPayloads(Request);
        Assert.IsType<ExchangeMessage.Child>(ExchangeMessages.Classify(
            ExchangeType.CreateChildSa, said, isResponse: false));
        foreach (var other in (ExchangeType[])
            [
                ExchangeType.IkeSaInit, ExchangeType.IkeAuth, ExchangeType.IkeIntermediate,
                ExchangeType.IkeFollowupKe, new(240),
            ])
        {
            Assert.Equal(
                NotifyType.InvalidSyntax,
                Assert.IsType<ExchangeMessage.Refused>(ExchangeMessages.Classify(
                    other, said, isResponse: false)).Why.Data.Tag);
        }
    }

    [Fact]
    [Requirement("RFC9370-2.2.4-c")]
    public void IKE_FOLLOWUP_KE_that_nobody_waits_for_is_no_end_of_the_IKE_SA()
    {
        foreach (var link in (Octets[])[Link, Octets.Empty])
        {
            var next = After(Asked(new ExchangeMessage.Followup(
                link, KeyExchangeMethod.MlKem768, Drawn)));
            Assert.Equal(NotifyType.StateNotFound, RefusalIn(next));
            Assert.Empty(AnswerIn(next).Facts);
            Assert.Equal("RFC 9370 §2.2.4", next.Reason.Section);
            Assert.Equal(
                IkeStage.Open, Standing(Step(next.State, Committed(Side.Theirs))).Stage);
        }
    }

    /// <summary>Nothing is a fact before the last one: what a member dies with in the middle is the
    /// rekey alone.</summary>
    [Fact]
    [Requirement("RFC9370-2.2.4-d")]
    [Requirement("RFC9370-2.2.4-e")]
    public void What_is_granted_is_a_fact_with_the_answer_to_the_last_one()
    {
        var asked = AfterOf(Ike, Asked(Offered));
        var what = Assert.Single(asked.Outputs.OfType<Output.Respond>());
        Assert.Equal(new NewKeys.OfLater(Pfs.KeyExchange), what.What);
        Assert.Equal(KeyHandle.None, what.Before);
        var answered = Step(asked.State, new Input.Responded(Drawn, new(21)));
        Assert.Empty(AnswerIn(answered).Facts);
        Assert.Equal(
            Link, Assert.IsType<ExchangeMessage.Child>(AnswerIn(answered).Message).Link);

        var first = Step(Step(answered.State, Committed(Side.Theirs)).State, Followed(0, Link));
        what = Assert.Single(first.Outputs.OfType<Output.Respond>());
        Assert.Equal(new NewKeys.OfLater(KeyExchangeMethod.MlKem768), what.What);
        Assert.Equal(new(21), what.Before);
        answered = Step(first.State, new Input.Responded(Drawn, new(22)));
        Assert.Empty(AnswerIn(answered).Facts);
        Assert.Equal(
            new ExchangeMessage.Followup(Another, KeyExchangeMethod.MlKem768, Drawn),
            AnswerIn(answered).Message);

        // The link of the first answer is that of no exchange any more.
        answered = Step(answered.State, Committed(Side.Theirs));
        Assert.Equal(
            NotifyType.StateNotFound, RefusalIn(Step(answered.State, Followed(1, Link))));

        var last = Step(answered.State, Followed(1, Another));
        what = Assert.Single(last.Outputs.OfType<Output.Respond>());
        Assert.Equal(new NewKeys.OfChild(Several), what.What);
        Assert.Equal(new(22), what.Before);
        Assert.Equal(Offered.Nonce, what.Nonces.Initiator);
        last = Step(last.State, new Input.Responded(Drawn, new(23)));
        Assert.Equal(
            new ExchangeMessage.Followup(Octets.Empty, KeyExchangeMethod.Ecp384, Drawn),
            AnswerIn(last).Message);
        var made = Assert.IsType<SaFact.ChildMade>(Assert.Single(AnswerIn(last).Facts));
        Assert.Equal((new(23), Here), (made.Child.Keys, made.Replaces));
        last = Step(last.State, Committed(Side.Theirs));
        Assert.Empty(Standing(last).Pending);
        Assert.Equal(2, Standing(last).Children.Count);
    }

    /// <summary>As in IKE_INTERMEDIATE: a method that is not the next one, or a bad value.
    /// </summary>
    [Fact]
    [Requirement("RFC9370-2.2.4-d")]
    public void A_method_that_is_not_the_next_one_is_INVALID_SYNTAX()
    {
        var wrong = AfterOf(Ike, [.. Begun, Followed(1, Link)]);
        Assert.Equal(NotifyType.InvalidSyntax, RefusalIn(wrong));
        var gone = Step(wrong.State, Committed(Side.Theirs));
        Assert.IsType<State.Gone>(gone.State);
        Assert.Contains(new Output.Forget(new(21)), gone.Outputs);

        var bad = AfterOf(Ike, [.. Begun, Followed(0, Link), new Input.NotKeyed(Side.Theirs)]);
        Assert.Equal(NotifyType.InvalidSyntax, RefusalIn(bad));
    }

    [Fact]
    [Requirement("RFC9370-2.2.4-f")]
    public void What_nobody_goes_on_with_is_zeroed_and_the_old_one_stands_as_it_did()
    {
        var begun = AfterOf(Ike, Begun);
        var pending = Assert.Single(Standing(begun).Pending);
        Assert.Equal(Instant.Zero + ExchangeCases.Config.PendingFor, pending.Until);
        Assert.Equal(pending.Until, Deadline(ExchangeCases.Config, begun.State));
        Assert.Equal(ChildStage.Replaced, Standing(begun).Children[0].Stage);

        var before = IkeExchanges.Step(
            ExchangeCases.Config, begun.State, pending.Until - TimeSpan.FromTicks(1),
            new Input.Tick());
        Assert.Equal(begun.State, before.State);
        var late = IkeExchanges.Step(
            ExchangeCases.Config, begun.State, pending.Until, new Input.Tick());
        Assert.Equal([new Output.Forget(new(21))], late.Outputs.AsEnumerable());
        Assert.Empty(Standing(late).Pending);
        Assert.Equal(ChildStage.Open, Standing(late).Children[0].Stage);
        Assert.Equal(
            NotifyType.StateNotFound,
            RefusalIn(IkeExchanges.Step(
                ExchangeCases.Config, begun.State, pending.Until, Followed(0, Link))));
    }

    [Fact]
    public void Whoever_asks_for_the_same_once_more_has_given_up_what_waits()
    {
        var anew = AfterOf(Ike, [.. Begun, Asked(Offered)]);
        Assert.Contains(new Output.Forget(new(21)), anew.Outputs);
        Assert.Empty(Standing(anew).Pending);
        Assert.Single(anew.Outputs.OfType<Output.Respond>());
        Assert.Equal(ChildStage.Replaced, Standing(anew).Children[0].Stage);
    }

    [Fact]
    public void As_many_wait_as_may_and_no_more()
    {
        var another = Offered with { Rekeys = null };
        var state = AfterOf(Ike).State;
        for (var many = 0; many < ExchangeCases.Config.PendingMax; many++)
        {
            foreach (var input in (Input[])
                [
                    Asked(another), new Input.Responded(Drawn, new(30 + (ulong)many)),
                    Committed(Side.Theirs),
                ])
            {
                state = Step(state, input).State;
            }
        }

        Assert.Equal(
            NotifyType.TemporaryFailure, RefusalIn(Step(state, Asked(another))));
        Assert.Equal(
            Enumerable.Range(30, ExchangeCases.Config.PendingMax)
                .Select(key => new KeyHandle((ulong)key)),
            Step(state, new Input.Lost()).Outputs.OfType<Output.Forget>()
                .Select(output => output.Keys));
    }

    [Fact]
    public void Who_deletes_the_old_one_or_the_IKE_SA_takes_nothing_in_its_place()
    {
        var child = AfterOf(
            Ike, [.. Begun, Wanted(new ExchangeWish.DeleteChild(Here)), Followed(0, Link)]);
        Assert.Equal(NotifyType.StateNotFound, RefusalIn(child));
        var ike = AfterOf(Ike, [.. Begun, Wanted(new ExchangeWish.DeleteIke())]);
        Assert.Contains(new Output.Forget(new(21)), ike.Outputs);
        var byPeer = AfterOf(
            Ike, [
                .. Begun, Asked(new ExchangeMessage.Inform([First.Theirs])),
                Committed(Side.Theirs), Followed(0, Link),
            ]);
        Assert.Equal(NotifyType.StateNotFound, RefusalIn(byPeer));
    }

    [Fact]
    public void What_no_member_knows_is_not_waited_for()
    {
        var next = AfterOf(
            Ike, Asked(Offered), new Input.Responded(Drawn, new(21)),
            new Input.NotCommitted(Side.Theirs));
        Assert.Contains(new Output.Forget(new(21)), next.Outputs);
        Assert.Empty(Standing(next).Pending);
        Assert.Equal(ChildStage.Open, Standing(next).Children[0].Stage);
    }

    private static Octets Another { get; } = Octets.FromHex("c1c2c3c4c5c6c7c8");

    private static Input Followed(int at, Octets link) => new Input.Asked(
        8, new ExchangeMessage.Followup(link, Several.Additional[at], Drawn),
        new(default, default, default, Another));
}
