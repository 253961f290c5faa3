using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>RFC 9370 §2.2.4: IKE_FOLLOWUP_KE is not spoken, and whoever asks for it hears so while
/// its SAs stand.</summary>
public sealed class Rfc9370_2_2_4_Rows
{
    private static readonly InnerPayloadsValue Followup = new()
    {
        Payloads =
        [
            new()
            {
                Body = new IkePayloadBody.Ke(
                    new() { Method = KeyExchangeMethod.MlKem768, Data = Drawn }),
            },
            new()
            {
                Body = new IkePayloadBody.Notify(new()
                {
                    Data = new NotifyPayloadData.AdditionalKeyExchange(new() { Link = Drawn }),
                }),
            },
        ],
    };

    [Fact]
    [Requirement("RFC9370-2.2.4-c")]
    public void IKE_FOLLOWUP_KE_that_nobody_waits_for_is_no_end_of_the_IKE_SA()
    {
        var message = ExchangeMessages.Classify(
            ExchangeType.IkeFollowupKe, Followup, isResponse: false);
        var next = After(Asked(message));
        Assert.Equal(NotifyType.StateNotFound, RefusalIn(next));
        Assert.Empty(AnswerIn(next).Facts);
        Assert.Equal("RFC 9370 §2.2.4", next.Reason.Section);
        Assert.Equal(
            IkeStage.Open, Standing(Step(next.State, Committed(Side.Theirs))).Stage);
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
                new(240),
            ])
        {
            Assert.Equal(
                NotifyType.InvalidSyntax,
                Assert.IsType<ExchangeMessage.Refused>(ExchangeMessages.Classify(
                    other, said, isResponse: false)).Why.Data.Tag);
        }
    }

    [Fact]
    [Requirement("RFC9370-2.2.4-d")]
    public void A_CHILD_SA_of_several_exchanges_is_neither_granted_nor_asked_for()
    {
        var several = Pfs with { Additional = [KeyExchangeMethod.MlKem768] };
        var peer = Sa with { Peer = Peer with { Suites = [several] } };
        var asked = Request with
        {
            Offer = Request.Offer with
            {
                Proposals = SuiteProposals.Offer(
                    [several], Octets.FromHex("00000502"), isFirst: false),
            },
            Method = Pfs.KeyExchange,
            Share = Drawn,
        };
        Assert.Equal(NotifyType.NoProposalChosen, RefusalIn(AfterOf(peer, Asked(asked))));

        var wish = new ExchangeWish.Child(new(AtMars, AtCarol));
        Assert.Contains(
            new Output.Ended(wish, IsDone: false), AfterOf(peer, Wanted(wish)).Outputs);
        var both = peer with { Peer = Peer with { Suites = [several, Pfs] } };
        var offer = AfterOf(both, Wanted(wish), new Input.Shared(new(5), Drawn));
        Assert.Equal(
            SuiteProposals.Offer([Pfs], Octets.FromHex("00000302"), isFirst: false),
            Assert.IsType<ExchangeMessage.Child>(AskedIn(offer)).Offer.Proposals);
    }

    /// <summary>Whoever may leave them out is served without; whoever may not is refused, and
    /// never gets less than it asked for.</summary>
    [Fact]
    [Requirement("RFC9370-2.2.4-d")]
    public void A_rekey_by_several_exchanges_is_refused_where_none_of_them_may_be_left_out()
    {
        var several = RekeyOfIke with
        {
            Proposals = SuiteProposals.Offer(
                [Suite with { Additional = [KeyExchangeMethod.MlKem768] }],
                Octets.FromHex("c1c2c3c4c5c6c7c8")),
        };
        var refused = After(Asked(several));
        Assert.Equal(NotifyType.NoProposalChosen, RefusalIn(refused));
        Assert.Empty(AnswerIn(refused).Facts);

        var proposal = several.Proposals.Proposals[0];
        var may = several with
        {
            Proposals = new()
            {
                Proposals =
                [
                    proposal with
                    {
                        Transforms = proposal.Transforms.Add(
                            new() { TransformType = new(6), TransformId = new(0) }),
                    },
                ],
            },
        };
        Assert.IsType<Output.Respond>(After(Asked(may)).Outputs[0]);
    }
}
