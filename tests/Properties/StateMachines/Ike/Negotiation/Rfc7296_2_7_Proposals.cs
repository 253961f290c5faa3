using System.Diagnostics;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Ike.ProposalChoice;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Negotiation;

/// <summary>RFC 7296 §2.7: what is offered, what is chosen, and that both sides mean the same.
/// </summary>
public sealed class Rfc7296_2_7_Proposals
{
    private const int Runs = 400;
    private static readonly Octets OurSpi = Octets.FromHex("01020304");

    [Fact]
    [Requirement("RFC7296-3.3-a")]
    public void Proposals_are_numbered_from_one_and_another_number_is_no_offer() =>
        ForAll.Cases(
            Runs, choices => (Suites: DrawnSuites.Some(choices, DrawnSuites.Ike), choices.Turn),
            drawn =>
            {
                var offer = Travel(SuiteProposals.Offer(drawn.Suites));
                Assert.Equal(
                    Enumerable.Range(1, drawn.Suites.Count),
                    offer.Proposals.Select(proposal => (int)proposal.ProposalNumber));
                for (var at = 0; at < offer.Proposals.Count; at++)
                {
                    var odd = offer.Proposals[at] with { ProposalNumber = (byte)(at + 2) };
                    Assert.Equal(
                        Verdict.Malformed,
                        Choose(
                            drawn.Suites,
                            new SaPayloadValue { Proposals = offer.Proposals.With(at, odd) }, 0,
                            drawn.Suites[0].KeyExchange).Verdict);
                }
            });

    [Fact]
    [Requirement("RFC7296-2.7-b")]
    public void The_first_of_our_suites_that_is_offered_is_chosen_by_both() => ForAll.Cases(
        Runs,
        choices =>
        {
            var ours = DrawnSuites.Some(choices, DrawnSuites.Ike);
            Items<IkeSuite> theirs =
                [.. DrawnSuites.Some(choices, DrawnSuites.Ike), .. ours.Reverse().Skip(1)];
            return (Ours: ours, Theirs: theirs);
        },
        drawn =>
        {
            var offer = Travel(SuiteProposals.Offer(drawn.Theirs));
            var first = drawn.Ours.FirstOrDefault(drawn.Theirs.Contains);
            var method = first?.KeyExchange ?? KeyExchangeMethod.None;
            var choice = Choose(drawn.Ours, offer, 0, method);
            Assert.Equal(first, choice.Suite);
            Assert.Equal(first is null ? Verdict.NoneFits : Verdict.Chosen, choice.Verdict);
            if (first is not null)
            {
                var answer = Travel(new() { Proposals = [choice.Proposal!] });
                Assert.Equal(first, TakeAnswer(drawn.Theirs, answer, 0));
            }
        });

    [Fact]
    [Requirement("RFC7296-2.7-c")]
    public void A_guess_of_another_method_is_answered_with_the_one_that_is_wanted() =>
        ForAll.Cases(Runs, DrawnSuites.Ike, suite =>
        {
            var offer = Travel(SuiteProposals.Offer([suite]));
            var choice = Choose([suite], offer, 0, new KeyExchangeMethod(60_000));
            Assert.Equal(Verdict.OtherMethod, choice.Verdict);
            Assert.Equal(suite.KeyExchange, choice.Suite!.KeyExchange);
            Assert.Null(choice.Proposal);
        });

    /// <summary>One proposal with the transforms of many suites, as other implementations send
    /// them, and transforms that say that a type may be without.</summary>
    [Fact]
    [Requirement("RFC7296-2.7-a")]
    [Requirement("RFC7296-3.3.6-b")]
    public void Of_a_proposal_with_many_transforms_one_of_each_type_is_chosen() => ForAll.Cases(
        Runs,
        choices =>
        {
            var suite = DrawnSuites.Ike(choices);
            Items<IkeSuite> others = DrawnSuites.Some(choices, DrawnSuites.Ike);
            return (Suite: suite, Merged: Merged(
                [.. others.Select(SuiteProposals.Of), SuiteProposals.Of(suite)]));
        },
        drawn =>
        {
            var offer = Travel(new() { Proposals = [drawn.Merged] });
            var choice = Choose([drawn.Suite], offer, 0, drawn.Suite.KeyExchange);
            Assert.Equal(Verdict.Chosen, choice.Verdict);
            Assert.Equal(
                drawn.Merged.Transforms.Select(one => one.TransformType.Value).Distinct().Order(),
                choice.Proposal!.Transforms.Select(one => one.TransformType.Value).Order());
            Assert.True(IkeSuites.TryResolve(
                choice.Proposal, AlgorithmPolicy.DecodeOnly, out var resolved, out var error),
                $"{error}");
            Assert.Equal(drawn.Suite, resolved);
        });

    [Fact]
    [Requirement("RFC7296-3.3.6-a")]
    public void A_type_or_an_attribute_that_nobody_knows_makes_a_proposal_or_transform_none() =>
        ForAll.Cases(Runs, DrawnSuites.Ike, suite =>
        {
            var whole = SuiteProposals.Of(suite) with { ProposalNumber = 1 };
            TransformValue odd = new() { TransformType = new(200), TransformId = new(0) };
            Assert.Equal(Verdict.NoneFits, Verdicts(whole with
            {
                Transforms = whole.Transforms.Add(odd),
            }));

            var first = whole.Transforms[0];
            Assert.Equal(Verdict.NoneFits, Verdicts(whole with
            {
                Transforms = whole.Transforms.With(0, first with
                {
                    Attributes = first.Attributes.Add(
                        new() { AttributeType = new(99), AttributeValue = 1 }),
                }),
            }));

            Verdict Verdicts(ProposalValue proposal) => Choose(
                [suite], Travel(new() { Proposals = [proposal] }), 0, suite.KeyExchange).Verdict;
        });

    [Fact]
    [Requirement("RFC7296-3.3.1-f")]
    public void A_first_IKE_SA_has_no_SPI_in_its_proposal_and_a_rekeyed_one_has_8_octets() =>
        ForAll.Cases(Runs, DrawnSuites.Ike, suite =>
        {
            var spi = Octets.FromHex("0102030405060708");
            var first = Travel(SuiteProposals.Offer([suite]));
            var again = Travel(SuiteProposals.Offer([suite], spi));
            Assert.Equal(Verdict.Chosen, Choose([suite], first, 0, suite.KeyExchange).Verdict);
            Assert.Equal(Verdict.Malformed, Choose([suite], first, 8, suite.KeyExchange).Verdict);
            Assert.Equal(Verdict.Malformed, Choose([suite], again, 0, suite.KeyExchange).Verdict);
            Assert.Equal(spi, Choose([suite], again, 8, suite.KeyExchange).PeerSpi);
            Assert.Null(TakeAnswer([suite], again, 0));
            Assert.Equal(suite, TakeAnswer([suite], again, 8));
        });

    [Fact]
    [Requirement("RFC7296-1.2-a")]
    public void The_first_CHILD_SA_has_no_key_exchange_and_a_later_one_has_its_own() =>
        ForAll.Cases(
            Runs,
            choices => (Suite: DrawnSuites.Child(choices), IsFirst: choices.Chance(50)),
            drawn =>
            {
                var (suite, isFirst) = drawn;
                var offer = Travel(SuiteProposals.Offer([suite], OurSpi, isFirst));
                var choice = Choose(
                    [suite], offer, isFirst,
                    isFirst ? KeyExchangeMethod.None : suite.KeyExchange);
                Assert.Equal(Verdict.Chosen, choice.Verdict);
                Assert.Equal(
                    isFirst ? SuiteProposals.WithoutExchange(suite) : suite, choice.Suite);
                Assert.Equal(OurSpi, choice.PeerSpi);
                Assert.True(!isFirst || offer.Proposals[0].Transforms.All(
                    one => one.TransformType != TransformType.KeyExchange));
                Assert.Equal(
                    choice.Suite,
                    TakeAnswer(
                        [suite],
                        Travel(new()
                        {
                            Proposals = [choice.Proposal! with { Spi = OurSpi }],
                        }),
                        isFirst));
            });

    [Fact]
    public void An_answer_that_was_not_offered_is_none() => ForAll.Cases(
        Runs, choices => (One: DrawnSuites.Ike(choices), Other: DrawnSuites.Ike(choices)),
        drawn => Assert.Equal(
            drawn.One == drawn.Other ? drawn.One : null,
            TakeAnswer([drawn.One], Travel(SuiteProposals.Offer([drawn.Other])), 0)));

    private static ProposalValue Merged(Items<ProposalValue> proposals)
    {
        var transforms = proposals.SelectMany(one => one.Transforms).Distinct().ToList();
        foreach (var type in transforms.Select(one => one.TransformType).Distinct().ToArray())
        {
            if (type == TransformType.Integrity || type.Value > 5)
            {
                transforms.Add(new() { TransformType = type, TransformId = new(0) });
            }
        }

        return new()
        {
            ProposalNumber = 1,
            ProtocolId = ProtocolId.Ike,
            Transforms = [.. transforms],
        };
    }

    private static SaPayloadValue Travel(SaPayloadValue payload) =>
        SaPayloadValue.TryParse(payload.ToArray(), out var read, out var error)
            ? read
            : throw new UnreachableException($"{error}");
}
