using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>Which proposal of quick mode is taken, and between whom.</summary>
public sealed class QuickChoices
{
    private static readonly ChildSuite Child = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!, Esn: false);

    /// <summary>RFC 2408 §4.2: two under one number are wanted both at once.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Proposals_of_one_number_are_taken_together_or_not_at_all(
        int count, bool isTaken)
    {
        var offer = QuickOffers.Offer([Child], new(0x1234_5678), new(3_600), false, false);
        var proposal = Assert.Single(IsakmpOffers.ProposalsOf(offer));
        var choice = QuickOffers.Choose(
            [Child], Offered([.. Enumerable.Repeat(proposal, count)]), false);
        Assert.Equal(isTaken ? Child : null, choice?.Suite);
    }

    /// <summary>One prefix on either side suffices, and the pair has to lie in one policy.</summary>
    [Theory]
    [InlineData("10.1.0.0/16", "10.3.0.0/16", true)]
    [InlineData("10.2.1.0/24", "10.4.1.0/24", true)]
    [InlineData("10.1.0.0/16", "10.5.0.0/16", false)]
    [InlineData("10.5.0.0/16", "10.3.0.0/16", false)]
    [InlineData("10.6.0.0/16", "10.3.0.0/16", false)]
    [InlineData("10.6.0.0/16", "10.7.0.0/16", true)]
    public void A_pair_is_allowed_where_one_policy_has_both(
        string local, string remote, bool isAllowed) => Assert.Equal(
            isAllowed,
            new QuickPeer(
                [Child],
                [
                    new(
                        [Range("10.1.0.0/16"), Range("10.2.0.0/16")],
                        [Range("10.3.0.0/16"), Range("10.4.0.0/16")]),
                    new([Range("10.6.0.0/16")], [Range("10.7.0.0/16")]),
                ]).Allows(Range(local), Range(remote)));

    private static IsakmpSaPayloadValue Offered(Items<IsakmpProposalValue> proposals) => new()
    {
        Body = new IsakmpSaPayloadBody.Ipsec(new()
        {
            Body = new IpsecSituationBody.IdentityOnly(new() { Proposals = proposals }),
        }),
    };

    /// <summary>A prefix of whole octets, 16 or 24 bits.</summary>
    private static TrafficRange Range(string prefix) => TrafficRange.Between(
        HostAddress.Parse(prefix[..^3]),
        HostAddress.Parse(prefix.EndsWith("16", StringComparison.Ordinal)
            ? prefix[..^7] + ".255.255"
            : prefix[..^5] + ".255"));
}
