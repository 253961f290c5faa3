using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeExchanges.State,
    Holdfast.StateMachines.Ike.IkeExchanges.Output>;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>RFC 7296 §1.3.1: a key exchange is offered with its KE payload or not at all, and what
/// a peer refuses without one is asked for with one.</summary>
public sealed class Rfc7296_1_3_1_ForwardSecrecy
{
    private static readonly ChildSuite Other = Pfs with { KeyExchange = KeyExchangeMethod.Ecp256 };
    private static readonly ExchangeWish Rekey = new ExchangeWish.RekeyChild(Here);
    private static readonly ExchangeWish Another =
        new ExchangeWish.Child(new(AtMars, AtCarol));

    public static TheoryData<bool> Wishes => [true, false];

    [Theory]
    [MemberData(nameof(Wishes))]
    public void Without_a_KE_payload_no_suite_with_a_method_is_offered(bool rekeys)
    {
        var second = Child with { Esn = true };
        var begun = Begun([Child, Pfs, second, Other], rekeys);
        var asked = AskedFor(begun);
        Assert.Equal(KeyExchangeMethod.None, asked.Method);
        Assert.Equal([Child, second], SuitesIn(asked));

        // What the peer takes counts by its place among those.
        var offered = SuiteProposals.Offer(
            [Child, second], Octets.FromHex("00000502"), isFirst: false);
        var granted = Step(begun.State, Answered(Granted with
        {
            Offer = Granted.Offer with
            {
                Proposals = offered with { Proposals = [offered.Proposals[1]] },
            },
        }));
        Assert.Equal(
            new NewKeys.OfChild(second),
            Assert.Single(granted.Outputs.OfType<Output.Complete>()).What);
    }

    [Theory]
    [MemberData(nameof(Wishes))]
    public void With_a_KE_payload_all_suites_are_offered(bool rekeys)
    {
        var asked = AskedFor(Step(
            Begun([Other, Child, Pfs], rekeys).State, new Input.Shared(new(5), Drawn)));
        Assert.Equal(KeyExchangeMethod.Ecp256, asked.Method);
        Assert.Equal([Other, Child, Pfs], SuitesIn(asked));
    }

    /// <summary>The method of the IKE SA, which both know, and else the first that there is.
    /// </summary>
    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, true, true)]
    [InlineData(false, false, true)]
    public void What_is_refused_without_is_asked_for_once_with_a_KE_payload(
        bool rekeys, bool hasThatOfIke, bool refusesAgain)
    {
        var behind = hasThatOfIke ? (Items<ChildSuite>)[Other, Pfs] : [Other];
        var method = hasThatOfIke ? Suite.KeyExchange : Other.KeyExchange;
        var refused = Step(
            Begun([Child, .. behind], rekeys).State, Refused(NotifyType.NoProposalChosen));
        Assert.Equal([new Output.Commit([])], refused.Outputs.AsEnumerable());
        var again = Step(refused.State, Committed(Side.Ours));
        Assert.Equal([new Output.BeginExchange(method)], again.Outputs.AsEnumerable());
        var asked = AskedIn(again = Step(again.State, new Input.Shared(new(5), Drawn)));
        Assert.Equal((method, Drawn), (
            Assert.IsType<ExchangeMessage.Child>(asked).Method,
            ((ExchangeMessage.Child)asked).Share));
        if (refusesAgain)
        {
            again = Step(again.State, Refused(NotifyType.NoProposalChosen));
            Assert.Equal(
                [new Output.Ended(
                    rekeys ? Rekey : Another, IsDone: false,
                    FirstChild.Notice(NotifyType.NoProposalChosen))],
                Step(again.State, Committed(Side.Ours)).Outputs.AsEnumerable());
            return;
        }

        // A wrong guess is told the right one.
        again = Step(again.State, Named(KeyExchangeMethod.Ecp256));
        Assert.Equal(
            hasThatOfIke
                ? [new Output.BeginExchange(KeyExchangeMethod.Ecp256)]
                : Ended(rekeys, KeyExchangeMethod.Ecp256),
            Step(again.State, Committed(Side.Ours)).Outputs.AsEnumerable());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_method_that_the_peer_names_is_asked_with_where_it_may_be(bool isAllowed)
    {
        var method = isAllowed ? Other.KeyExchange : KeyExchangeMethod.Modp2048;
        var refused = Step(Begun([Child, Other], rekeys: true).State, Named(method));
        Assert.Equal(
            isAllowed ? [new Output.BeginExchange(method)] : Ended(rekeys: true, method),
            Step(refused.State, Committed(Side.Ours)).Outputs.AsEnumerable());
    }

    [Fact]
    public void Where_there_is_no_method_NO_PROPOSAL_CHOSEN_is_the_end_of_it()
    {
        var refused = Step(
            Begun([Child], rekeys: true).State, Refused(NotifyType.NoProposalChosen));
        Assert.Equal(
            [new Output.Ended(
                Rekey, IsDone: false, FirstChild.Notice(NotifyType.NoProposalChosen))],
            Step(refused.State, Committed(Side.Ours)).Outputs.AsEnumerable());
    }

    /// <summary>Two that meet so, with the answers of the one as the answers to the other.
    /// </summary>
    [Fact]
    public void Who_insists_on_a_method_is_asked_until_both_have_it()
    {
        var (ours, theirs) = (
            Begun([Child, Pfs, Other], rekeys: false),
            Sa with { Peer = Peer with { Suites = [Other] } });
        var requests = 0;
        while (!ours.Outputs.Any(output => output is Output.Complete))
        {
            requests++;
            var asked = AskedFor(ours);
            var answer = AfterOf(theirs, Asked(asked with
            {
                Offer = asked.Offer with { Initiator = AtCarol, Responder = AtMars },
            }));
            answer = answer.Outputs.Any(output => output is Output.Respond)
                ? Step(answer.State, new Input.Responded(Drawn, new(9)))
                : answer;
            var said = AnswerIn(answer).Message is ExchangeMessage.Child granted
                ? granted with
                {
                    Offer = granted.Offer with { Initiator = AtMars, Responder = AtCarol },
                }
                : AnswerIn(answer).Message;
            ours = Step(ours.State, Answered(said));
            if (said is ExchangeMessage.Refused)
            {
                ours = Step(
                    Step(ours.State, Committed(Side.Ours)).State,
                    new Input.Shared(new(5), Drawn));
            }
        }

        // None, that of the IKE SA, and the one that the peer named.
        Assert.Equal(3, requests);
        Assert.Equal(
            new NewKeys.OfChild(Other),
            Assert.Single(ours.Outputs.OfType<Output.Complete>()).What);
    }

    /// <summary>RFC 7296 §1.3 names no end of it: a peer that refuses what it has just named is
    /// asked as often as one that has no time, and then the wish has failed.</summary>
    [Fact]
    public void Who_names_two_methods_in_turn_is_not_asked_for_ever()
    {
        var ours = Begun([Child, Pfs, Other], rekeys: false);
        var requests = 1;
        for (var names = Other; ; names = names == Other ? Pfs : Other)
        {
            Assert.True(requests < 100, "asked for ever");
            var refused = Step(ours.State, Named(names.KeyExchange));
            var then = Step(refused.State, Committed(Side.Ours));
            if (then.Outputs.AsEnumerable().OfType<Output.Ended>().Any())
            {
                Assert.Equal(
                    Ended(rekeys: false, names.KeyExchange), then.Outputs.AsEnumerable());
                break;
            }

            ours = Step(then.State, new Input.Shared(new(5), Drawn));
            Assert.Contains(ours.Outputs.AsEnumerable(), output => output is Output.Ask);
            requests++;
        }

        // Without one, by the first name, and so often again.
        Assert.Equal(2 + Checked(new()).RetriesMax, requests);
    }

    private static Next Begun(Items<ChildSuite> suites, bool rekeys) => AfterOf(
        Sa with { Peer = Peer with { Suites = suites } }, Wanted(rekeys ? Rekey : Another));

    private static ExchangeMessage.Child AskedFor(Next next) =>
        Assert.IsType<ExchangeMessage.Child>(AskedIn(next));

    private static ChildSuite[] SuitesIn(ExchangeMessage.Child asked) =>
    [
        .. asked.Offer.Proposals.Proposals.Select(proposal =>
            ChildSuites.TryResolve(proposal, AlgorithmPolicy.Current, out var suite, out _)
                ? suite
                : throw new InvalidOperationException()),
    ];

    private static Input Named(KeyExchangeMethod method) =>
        Answered(new ExchangeMessage.Refused(Naming(method)));

    private static NotifyPayloadValue Naming(KeyExchangeMethod method) => new()
    {
        Data = new NotifyPayloadData.InvalidKePayload(new() { AcceptedMethod = method }),
    };

    private static Output[] Ended(bool rekeys, KeyExchangeMethod method) =>
        [new Output.Ended(rekeys ? Rekey : Another, IsDone: false, Naming(method))];
}
