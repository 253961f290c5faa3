using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>What every member is told of a CHILD SA, and what repeated words mean.</summary>
public sealed class ChildRowsAndNotifies
{
    [Theory]
    [InlineData(false, false, ChildTraits.None)]
    [InlineData(true, false, ChildTraits.ExtendedNumbers)]
    [InlineData(false, true, ChildTraits.ImplicitIv)]
    [InlineData(true, true, ChildTraits.ExtendedNumbers | ChildTraits.ImplicitIv)]
    public void A_row_says_how_long_numbers_are_and_whether_they_are_the_iv(
        bool isExtended, bool isImplicit, ChildTraits traits)
    {
        var suite = Child with
        {
            Esn = isExtended,
            Encryption = isImplicit
                ? EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16Iiv, 128)!
                : Child.Encryption,
        };
        var child = new EstablishedChild(
            Here, There, suite, new(AtMars, AtCarol), IsTransport: false, new(2));
        var row = child.ToRow(Sa.Id, Octets.FromHex("0102"), (3, 4, 5, 6));
        Assert.Equal(
            new ChildSa(
                Here, There, Sa.Id, new(2), Octets.FromHex("0102"), traits, 3, 4, 5, 6, default),
            row);
    }

    /// <summary>RFC 7296 §1.3.1: a notification that says a thing twice says it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Transport_mode_that_is_asked_for_twice_is_asked_for(bool isResponse)
    {
        var message = (isResponse ? Granted : Request) with
        {
            Offer = (isResponse ? Granted : Request).Offer with { IsTransport = true },
        };
        var said = ExchangeMessages.ToPayloads(message);
        var notify = said.Payloads.Single(payload => payload.Body is IkePayloadBody.Notify
        { Value.Data: NotifyPayloadData.UseTransportMode });
        foreach (var times in Enumerable.Range(0, 3))
        {
            var read = Assert.IsType<ExchangeMessage.Child>(ExchangeMessages.Classify(
                ExchangeType.CreateChildSa,
                new()
                {
                    Payloads =
                    [
                        .. said.Payloads.Where(payload => payload != notify),
                        .. Enumerable.Repeat(notify, times),
                    ],
                },
                isResponse));
            Assert.Equal(times > 0, read.Offer.IsTransport);
        }
    }

    /// <summary>RFC 7296 §1.3.1: there is one of each but of notifications.</summary>
    [Fact]
    public void A_payload_that_stands_twice_makes_no_sense()
    {
        var said = ExchangeMessages.ToPayloads(Request);
        var once = said.Payloads.Where(payload => payload.Body is not IkePayloadBody.Notify)
            .ToArray();
        Assert.Equal(4, once.Length);
        foreach (var payload in once)
        {
            var refused = Assert.IsType<ExchangeMessage.Refused>(ExchangeMessages.Classify(
                ExchangeType.CreateChildSa, new() { Payloads = [.. said.Payloads, payload] },
                isResponse: false));
            Assert.Equal(NotifyType.InvalidSyntax, refused.Why.Data.Tag);
        }
    }

    /// <summary>RFC 7296 §1.2: in IKE_AUTH there is no key exchange to choose, though somebody may
    /// offer one.</summary>
    [Fact]
    public void A_key_exchange_that_is_offered_in_IKE_AUTH_is_passed_over()
    {
        var offer = SuiteProposals.Offer([Pfs], Octets.FromHex("00000502"), isFirst: false);
        foreach (var accepted in (ChildSuite[])[Pfs, Child])
        {
            var choice = ProposalChoice.Choose([accepted], offer, isFirst: true);
            Assert.Equal(ProposalChoice.Verdict.Chosen, choice.Verdict);
            Assert.Equal(Child, choice.Suite);
        }
    }
}
