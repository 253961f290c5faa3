using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>What messages say, payload by payload, in any order: ours says what theirs said, but
/// for what is named here.</summary>
internal static class RecordedPayloads
{
    /// <summary>Payloads that may be different, and why.</summary>
    public static Dictionary<string, string> Differing { get; } = new()
    {
        ["VendorId"] = "it names an implementation, RFC 7296 §3.12",
        ["N(NAT_DETECTION_SOURCE_IP)"] = "a hash over addresses of the lab: that it is there counts",
        ["N(NAT_DETECTION_DESTINATION_IP)"] = "the same of the other side",
    };

    /// <summary>Ours has the payloads of theirs. Proposals are compared by themselves: of a request
    /// those count that were chosen.</summary>
    public static void AreAlike(
        Items<IkePayloadValue> theirs, Items<IkePayloadValue> ours, params string[] left) =>
        Assert.Equal(Said(theirs, left), Said(ours, left));

    /// <summary>Of proposals the one with the number that was chosen has what was chosen, in both;
    /// theirs may offer more in it, and others besides.</summary>
    /// <param name="theirs">What theirs offers.</param>
    /// <param name="ours">What ours offers.</param>
    /// <param name="chosen">What was chosen of theirs.</param>
    /// <param name="number">Its number in ours, if that is another one.</param>
    public static void AreAlike(
        SaPayloadValue theirs, SaPayloadValue ours, SaPayloadValue chosen, byte? number = null)
    {
        var first = chosen.Proposals[0].ProposalNumber;
        var (recorded, said) = (NumberedIn(theirs, first), NumberedIn(ours, number ?? first));
        Assert.Equal((recorded.ProtocolId, recorded.Spi), (said.ProtocolId, said.Spi));
        Assert.Equal(TransformsOf(chosen.Proposals[0]), TransformsOf(said));
        Assert.Subset(
            TransformsOf(recorded).ToHashSet(), TransformsOf(chosen.Proposals[0]).ToHashSet());
    }

    private static ProposalValue NumberedIn(SaPayloadValue proposals, byte number) =>
        Assert.Single(proposals.Proposals, one => one.ProposalNumber == number);

    // That there is no transform of a type may be said, or not, RFC 7296 §3.3.3.
    private static string[] TransformsOf(ProposalValue proposal) =>
    [
        .. proposal.Transforms.Where(one => one.TransformId.Value != 0
                || one.TransformType == TransformType.SequenceNumbers)
            .Select(one => $"{one.TransformType} {one.TransformId} "
                + string.Join(' ', one.Attributes.Select(what => what.AttributeValue)))
            .Order(StringComparer.Ordinal),
    ];

    private static string[] Said(Items<IkePayloadValue> payloads, string[] left) =>
    [
        .. payloads.Select(payload => (Name: NameOf(payload.Body), Payload: payload))
            .Where(one => one.Name != "VendorId" && !left.Contains(one.Name))
            .Select(one => Differing.ContainsKey(one.Name) || one.Name == "Sa"
                ? one.Name
                : $"{one.Name} {OctetsOf(one.Payload)}")
            .Order(StringComparer.Ordinal),
    ];

    private static string NameOf(IkePayloadBody body) => body is IkePayloadBody.Notify(var notify)
        ? $"N({notify.Data.Tag})"
        : body.GetType().Name;

    private static string OctetsOf(IkePayloadValue payload) => Convert.ToHexStringLower(
        new InnerPayloadsValue { Payloads = [payload] }.ToArray());
}
