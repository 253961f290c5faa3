using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>Whether an answer says what was offered, RFC 2408 §4.2: a responder chooses a transform
/// and changes none of its attributes. Their order, the form of a number (RFC 2408 §3.3) and the
/// numbers of proposal and transform are how it says it.</summary>
internal static class OfferedTransforms
{
    private static readonly (ushort Type, ushort Duration) OfPhaseOne = (
        PhaseOneAttributeType.LifeType.Value, PhaseOneAttributeType.LifeDuration.Value);

    private static readonly (ushort Type, ushort Duration) OfPhaseTwo = (
        PhaseTwoAttributeType.SaLifeType.Value, PhaseTwoAttributeType.SaLifeDuration.Value);

    /// <summary>Whether one of the transforms of an offer is that of an answer.</summary>
    /// <param name="offer">What was offered.</param>
    /// <param name="answer">What was answered: one proposal with one transform.</param>
    public static bool Have(IsakmpSaPayloadValue offer, IsakmpSaPayloadValue answer)
    {
        if (IsakmpOffers.ProposalsOf(answer) is not [{ Transforms: [var chosen] } proposal])
        {
            return false;
        }

        var life = proposal.ProtocolId == IsakmpProtocolId.Isakmp ? OfPhaseOne : OfPhaseTwo;
        var said = Plain(chosen, life);
        return IsakmpOffers.ProposalsOf(offer).Any(
            offered => offered.ProtocolId == proposal.ProtocolId
                && offered.Transforms.Any(transform =>
                    transform.TransformId == chosen.TransformId
                    && said.SequenceEqual(Plain(transform, life))));
    }

    // A duration is one of the kind before it: that belongs to what it says.
    private static List<(ushort Type, ushort Kind, string Value)> Plain(
        IsakmpTransformValue transform, (ushort Type, ushort Duration) life)
    {
        var (all, kind) = (new List<(ushort, ushort, string)>(), default(ushort));
        foreach (var attribute in transform.Attributes)
        {
            kind = attribute.AttributeType == life.Type
                ? attribute.AttributeValue ?? 0
                : kind;
            all.Add((
                attribute.AttributeType,
                attribute.AttributeType == life.Duration ? kind : default,
                NumberOf(attribute)));
        }

        all.Sort();
        return all;
    }

    private static string NumberOf(IsakmpAttributeValue attribute) => Convert.ToHexString(
        attribute.AttributeValue is { } value
            ? [.. ((ReadOnlySpan<byte>)[(byte)(value >> 8), (byte)value]).TrimStart((byte)0)]
            : (attribute.AttributeData ?? default).Span.TrimStart((byte)0));
}
