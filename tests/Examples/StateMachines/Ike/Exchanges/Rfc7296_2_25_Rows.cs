using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>RFC 7296 §1.3, §1.4, §2.8 and §2.25: the rows that tell the story.</summary>
public sealed class Rfc7296_2_25_Rows
{
    private static readonly ExchangeWish Rekey = new ExchangeWish.RekeyChild(Here);
    private static readonly ExchangeMessage.Child RekeyByPeer =
        Request with { Rekeys = new(ProtocolId.Esp, There) };

    private static readonly ExchangeMessage Delete =
        new ExchangeMessage.Inform([new(ProtocolId.Esp, There)]);

    [Fact]
    [Requirement("RFC7296-1.3-a")]
    public void What_is_granted_is_a_fact_with_its_answer_and_has_the_keys_of_who_answers()
    {
        var next = After(Asked(Request));
        var respond = Assert.IsType<Output.Respond>(next.Outputs[0]);
        Assert.Equal(new NewKeys.OfChild(Child), respond.What);
        Assert.Equal(Request.Nonce, respond.Nonces.Initiator);
        var answer = AnswerIn(Step(next.State, new Input.Responded(Octets.Empty, new(9))));
        var made = Assert.IsType<SaFact.ChildMade>(Assert.Single(answer.Facts));
        Assert.Equal(
            (new(0x303), new(0x502), new KeyHandle(9), IkeRole.Responder),
            (made.Child.Inbound, made.Child.Outbound, made.Child.Keys, made.Child.Role));
        Assert.Null(made.Replaces);
        Assert.Equal(7u, answer.Id);
    }

    [Fact]
    [Requirement("RFC7296-1.3-b")]
    public void A_wrong_guess_is_told_the_method_and_asked_again_with_it()
    {
        var peer = Sa with { Peer = Peer with { Suites = [Pfs] } };
        Assert.Equal(NotifyType.InvalidKePayload, RefusalIn(AfterOf(peer, Asked(Request with
        {
            Offer = Request.Offer with
            {
                Proposals = SuiteProposals.Offer(
                    [Pfs], Octets.FromHex("00000502"), isFirst: false),
            },
            Method = KeyExchangeMethod.Ecp256,
            Share = Drawn,
        }))));

        var two = Sa with
        {
            Peer = Peer with
            {
                Suites = [Pfs with { KeyExchange = KeyExchangeMethod.Ecp256 }, Pfs],
            },
        };
        var asked = AfterOf(
            two, Wanted(new ExchangeWish.Child(new(AtMars, AtCarol))),
            new Input.Shared(new(5), Drawn));
        Assert.Equal(
            KeyExchangeMethod.Ecp256, Assert.IsType<ExchangeMessage.Child>(AskedIn(asked)).Method);
        var refused = Step(asked.State, Answered(new ExchangeMessage.Refused(new()
        {
            Data = new NotifyPayloadData.InvalidKePayload(
                new() { AcceptedMethod = KeyExchangeMethod.Curve25519 }),
        })));
        Assert.Equal(
            [new Output.Forget(new(5)), new Output.Commit([])],
            refused.Outputs.AsEnumerable());
        Assert.Equal(
            [new Output.BeginExchange(KeyExchangeMethod.Curve25519)],
            Step(refused.State, Committed(Side.Ours)).Outputs.AsEnumerable());
    }

    /// <summary>RFC 7296 §1.3: one key exchange is offered, shared by both and taken, or nothing
    /// is: what the peer has then is taken back.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void An_answer_with_another_key_exchange_than_was_asked_for_makes_nothing(
        bool isAsked, bool isShared)
    {
        var asked = isAsked ? Pfs.KeyExchange : KeyExchangeMethod.Ecp256;
        var peer = Sa with
        {
            Peer = Peer with { Suites = [Pfs with { KeyExchange = asked }, Pfs] },
        };
        var next = AfterOf(
            peer, Wanted(new ExchangeWish.Child(new(AtMars, AtCarol))),
            new Input.Shared(new(5), Drawn),
            Answered(Granted with
            {
                Offer = Granted.Offer with
                {
                    Proposals = SuiteProposals.Offer(
                        [Pfs], Octets.FromHex("00000502"), isFirst: false),
                },
                Method = isShared ? Pfs.KeyExchange : KeyExchangeMethod.Ecp256,
                Share = Drawn,
            }));
        Assert.Equal(isAsked && isShared, next.Outputs.OfType<Output.Complete>().Any());
    }

    [Fact]
    [Requirement("RFC7296-1.3-c")]
    public void What_cannot_be_granted_is_refused_and_the_IKE_SA_stands()
    {
        Assert.Equal(NotifyType.NoProposalChosen, RefusalIn(AfterOf(
            Sa with { Peer = Peer with { Suites = [Pfs] } }, Asked(Request))));
        Assert.Equal(NotifyType.TsUnacceptable, RefusalIn(AfterOf(
            Sa with { Peer = Peer with { Traffic = [] } }, Asked(Request))));
        var config = Checked(new() { ChildrenMax = 1 });
        var full = IkeExchanges.Step(
            config, After().State, default, Asked(Request));
        Assert.Equal(NotifyType.NoAdditionalSas, RefusalIn(full));
        Assert.Empty(AnswerIn(full).Facts);

        // RFC 7296 §1.3: a rekey is no additional one.
        Assert.IsType<Output.Respond>(IkeExchanges.Step(
            config, After().State, default, Asked(RekeyByPeer)).Outputs[0]);
    }

    [Fact]
    [Requirement("RFC7296-1.4.1-a")]
    public void A_Delete_ends_both_directions_and_the_answer_names_the_other()
    {
        var answer = AnswerIn(After(Asked(Delete)));
        Assert.Equal(
            [new ChildName(ProtocolId.Esp, Here)],
            Assert.IsType<ExchangeMessage.Inform>(answer.Message).Deletes.AsEnumerable());
        Assert.Equal([new SaFact.ChildrenEnded([Here])], answer.Facts.AsEnumerable());
        Assert.Empty(Standing(After(Asked(Delete), Committed(Side.Theirs))).Children);

        // RFC 7296 §2.25.1: what is not there is answered without a Delete.
        var none = AnswerIn(After(
            Asked(Delete), Committed(Side.Theirs), Asked(Delete)));
        Assert.Equal(new ExchangeMessage.Inform([]), none.Message);
        Assert.Empty(none.Facts);
    }

    [Fact]
    [Requirement("RFC7296-1.4.1-b")]
    public void Where_both_delete_at_once_neither_answer_names_it()
    {
        var crossing = After(Wanted(new ExchangeWish.DeleteChild(Here)), Asked(Delete));
        var answer = AnswerIn(crossing);
        Assert.Equal(new ExchangeMessage.Inform([]), answer.Message);
        Assert.Empty(answer.Facts);
        Assert.Contains(new Output.Quiet(Here), crossing.Outputs);
        var done = Step(
            Step(crossing.State, Committed(Side.Theirs)).State,
            Answered(new ExchangeMessage.Inform([])));
        Assert.Equal(
            [new Output.Commit([new SaFact.ChildrenEnded([Here])])],
            done.Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC7296-1.4-a")]
    public void An_empty_request_is_answered_and_what_others_say_is_handed_on()
    {
        Assert.Equal(
            new ExchangeMessage.Inform([]),
            AnswerIn(After(Asked(new ExchangeMessage.Inform([])))).Message);
        NotifyPayloadValue said = new() { Data = new NotifyPayloadData.UpdateSaAddresses(new()) };
        Assert.Equal(
            new Output.Told([said]),
            After(Asked(new ExchangeMessage.Inform([]) { Says = [said] })).Outputs[0]);
    }

    [Fact]
    [Requirement("RFC7296-2.25-a")]
    public void A_rekey_of_what_is_gone_is_CHILD_SA_NOT_FOUND_and_names_it()
    {
        var next = After(Asked(Request with { Rekeys = new(ProtocolId.Esp, new(0x999)) }));
        var why = Assert.IsType<ExchangeMessage.Refused>(AnswerIn(next).Message).Why;
        Assert.Equal(
            (NotifyType.ChildSaNotFound, ProtocolId.Esp, Octets.FromHex("00000999")),
            (why.Data.Tag, why.ProtocolId, why.Spi));
    }

    [Fact]
    [Requirement("RFC7296-2.25-a")]
    public void Who_is_told_so_drops_it_and_makes_another_from_scratch()
    {
        var told = After(Wanted(Rekey), Refused(NotifyType.ChildSaNotFound));
        Assert.Equal(
            [new Output.Commit([new SaFact.ChildrenEnded([Here])])],
            told.Outputs.AsEnumerable());
        var anew = Assert.IsType<ExchangeMessage.Child>(
            AskedIn(Step(told.State, Committed(Side.Ours))));
        Assert.Null(anew.Rekeys);
        Assert.Equal((AtMars, AtCarol), (anew.Offer.Initiator, anew.Offer.Responder));
    }

    [Fact]
    [Requirement("RFC7296-2.25-b")]
    public void What_we_are_about_to_close_is_not_rekeyed_now() => Assert.Equal(
        NotifyType.TemporaryFailure,
        RefusalIn(After(Wanted(new ExchangeWish.DeleteChild(Here)), Asked(RekeyByPeer))));

    [Fact]
    [Requirement("RFC7296-2.25-c")]
    public void While_the_IKE_SA_is_rekeyed_no_CHILD_SA_is_made_and_one_may_end()
    {
        var rekeying = After(
            Wanted(new ExchangeWish.RekeyIke()), new Input.Shared(new(5), Drawn));
        Assert.Equal(
            NotifyType.TemporaryFailure, RefusalIn(Step(rekeying.State, Asked(Request))));
        Assert.Equal(
            NotifyType.TemporaryFailure, RefusalIn(Step(rekeying.State, Asked(RekeyByPeer))));
        Assert.NotEmpty(AnswerIn(Step(rekeying.State, Asked(Delete))).Facts);
    }

    [Fact]
    [Requirement("RFC7296-2.25-d")]
    public void TEMPORARY_FAILURE_is_waited_out_and_not_for_ever()
    {
        var config = Checked(new() { RetriesMax = 1 });
        var next = Go(After(Wanted(Rekey)).State, 0, Refused(NotifyType.TemporaryFailure));
        next = Go(next.State, 0, Committed(Side.Ours));
        Assert.Empty(next.Outputs);
        Assert.Equal(
            Instant.Zero + config.RetryAfter, IkeExchanges.Deadline(config, next.State));
        next = Go(next.State, 10, new Input.Tick());
        Assert.Equal(
            new ChildName(ProtocolId.Esp, Here),
            Assert.IsType<ExchangeMessage.Child>(AskedIn(next)).Rekeys);
        next = Go(next.State, 10, Refused(NotifyType.TemporaryFailure));
        next = Go(next.State, 10, Committed(Side.Ours));
        Assert.Equal(new ExchangeMessage.Inform([], DeletesIke: true), AskedIn(next));

        Next<State, Output> Go(State state, int seconds, Input input) => IkeExchanges.Step(
            config, state, Instant.Zero + TimeSpan.FromSeconds(seconds), input);
    }

    [Theory]
    [InlineData("ff", "00", true)]
    [InlineData("00", "ff", false)]
    [Requirement("RFC7296-2.8-a")]
    public void Of_two_rekeys_the_one_with_the_lowest_nonce_is_deleted_by_who_began_it(
        string ours, string theirs, bool isOursKept)
    {
        var next = After(
            new Input.Wanted(Rekey, Draw with { Nonce = Long(ours) }),
            new Input.Asked(
                7, RekeyByPeer with { Nonce = Long(theirs) },
                new(Long("ff"), new(0x303), new(0x0305), default)),
            new Input.Responded(Octets.Empty, new(9)), Committed(Side.Theirs),
            Answered(Granted with { Nonce = Long("ff") }), new Input.Completed(new(8)));
        Assert.IsType<Output.Commit>(next.Outputs[0]);
        next = Step(next.State, Committed(Side.Ours));
        Assert.Equal(
            [new ChildName(ProtocolId.Esp, isOursKept ? Here : Draw.Child)],
            Assert.IsType<ExchangeMessage.Inform>(AskedIn(next)).Deletes.AsEnumerable());
        Assert.Equal(3, Standing(next).Children.Count);
    }

    [Theory]
    [InlineData("ff", "00", true)]
    [InlineData("00", "ff", false)]
    [Requirement("RFC7296-2.8-b")]
    public void Of_two_new_IKE_SAs_the_one_with_the_lowest_nonce_has_no_CHILD_SA(
        string ours, string theirs, bool isOursKept)
    {
        var next = After(
            new Input.Wanted(
                new ExchangeWish.RekeyIke(), Draw with { Nonce = Long(ours) }),
            new Input.Shared(new(5), Drawn),
            new Input.Asked(
                7, RekeyOfIke with { Nonce = Long(theirs) },
                new(Long("ff"), new(0x303), new(0x0305), default)),
            new Input.Responded(Drawn, new(9)));
        var rival = Assert.IsType<SaFact.IkeMade>(AnswerIn(next).Facts[0]).New;
        next = Step(next.State, Committed(Side.Theirs));
        Assert.True(Assert.IsType<Output.Succeed>(next.Outputs[0]).New.IsContested);
        next = Step(Step(next.State, Answered(RekeyOfIke with { Nonce = Long("ff") })).State,
            new Input.Completed(new(8)));
        var made = Assert.IsType<SaFact.IkeMade>(
            Assert.IsType<Output.Commit>(next.Outputs[0]).Facts[0]);
        Assert.Equal(isOursKept ? rival.Id : null, made.From);
        next = Step(next.State, Committed(Side.Ours));
        Assert.Contains(
            isOursKept
                ? new Output.Supersede(rival.Id, made.New)
                : new Output.Confirm(rival.Id),
            next.Outputs);

        // Who has begun what stays deletes the old one; who has begun the other deletes that.
        Assert.Equal(isOursKept, next.Outputs.OfType<Output.Ask>().Any());
        Assert.Equal(!isOursKept, next.Outputs.OfType<Output.Succeed>()
            .Any(one => one.Tasks[0].Wish is ExchangeWish.DeleteIke));
    }

    [Fact]
    public void Who_waits_for_a_rekey_that_the_peer_has_done_hears_that_it_is_done()
    {
        var next = After(
            Asked(RekeyOfIke), Wanted(new ExchangeWish.RekeyIke()),
            new Input.Responded(Drawn, new(9)), Committed(Side.Theirs));

        Assert.Equal([Done], next.Outputs.OfType<Output.Ended>());
        Assert.Single(next.Outputs.OfType<Output.Succeed>());
    }

    [Fact]
    public void Who_waits_for_the_second_of_two_rekeys_hears_that_it_is_done_with_the_first()
    {
        var next = After(
            Wanted(new ExchangeWish.RekeyIke()), new Input.Shared(new(5), Drawn),
            Wanted(new ExchangeWish.RekeyIke()),
            Answered(RekeyOfIke with { Nonce = Long("ff") }), new Input.Completed(new(8)),
            Committed(Side.Ours));

        Assert.Equal([Done, Done], next.Outputs.OfType<Output.Ended>());
        Assert.Empty(next.Outputs.OfType<Output.Succeed>().Single().Tasks);
    }

    [Fact]
    public void Who_waits_under_a_new_IKE_SA_that_another_one_supersedes_hears_that_it_is_done()
    {
        var contested = Step(
            new State.Idle(), new Input.Established(Sa with { IsContested = true }, [], []));
        var waits = Step(contested.State, Wanted(new ExchangeWish.RekeyIke()));
        Assert.Empty(waits.Outputs);

        var next = Step(waits.State, new Input.Superseded(Sa));

        Assert.Equal([Done], next.Outputs.OfType<Output.Ended>());
    }

    [Fact]
    [Requirement("RFC7296-2.8-b")]
    public void Whose_old_IKE_SA_is_deleted_forgets_its_own_rekey()
    {
        var next = After(
            Wanted(new ExchangeWish.RekeyIke()), new Input.Shared(new(5), Drawn),
            Asked(new ExchangeMessage.Inform([], DeletesIke: true)), Committed(Side.Theirs));
        Assert.IsType<State.Gone>(next.State);
        Assert.Contains(new Output.Forget(new(5)), next.Outputs);
    }

    [Fact]
    [Requirement("RFC7296-2.21.3-a")]
    public void INVALID_SYNTAX_ends_the_IKE_SA_on_both_sides()
    {
        var answer = AnswerIn(After(Asked(new ExchangeMessage.Refused(
            FirstChild.Notice(NotifyType.InvalidSyntax)))));
        Assert.Equal([new SaFact.IkeEnded(Sa.Id)], answer.Facts.AsEnumerable());
        var told = After(Wanted(Rekey), Refused(NotifyType.InvalidSyntax));
        Assert.Equal(
            [new Output.Commit([new SaFact.IkeEnded(Sa.Id)])], told.Outputs.AsEnumerable());
        Assert.IsType<State.Gone>(Step(told.State, Committed(Side.Ours)).State);
    }

    [Fact]
    [Requirement("RFC7296-2.9.2-a")]
    public void A_replacement_has_the_traffic_of_what_it_replaces()
    {
        var asked = Assert.IsType<ExchangeMessage.Child>(AskedIn(After(Wanted(Rekey))));
        Assert.Equal((AtMars, AtCarol), (asked.Offer.Initiator, asked.Offer.Responder));
        Assert.Equal(new ChildName(ProtocolId.Esp, Here), asked.Rekeys);
    }

    private static Octets Long(string first) => Octets.FromHex(first + new string('7', 30));

    private static Output.Ended Done => new(new ExchangeWish.RekeyIke(), IsDone: true);
}
