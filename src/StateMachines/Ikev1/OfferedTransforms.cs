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

        var isPhaseOne = proposal.ProtocolId == IsakmpProtocolId.Isakmp;
        var said = Said.By(chosen, isPhaseOne);
        return IsakmpOffers.ProposalsOf(offer).Any(
            offered => offered.ProtocolId == proposal.ProtocolId
                && offered.Transforms.Any(transform =>
                    transform.TransformId == chosen.TransformId
                    && said.Chooses(Said.By(transform, isPhaseOne))));
    }

    private static string NumberOf(IsakmpAttributeValue attribute) => Convert.ToHexString(
        attribute.AttributeValue is { } value
            ? [.. ((ReadOnlySpan<byte>)[(byte)(value >> 8), (byte)value]).TrimStart((byte)0)]
            : (attribute.AttributeData ?? default).Span.TrimStart((byte)0));

    /// <summary>What a transform says, however it is written.</summary>
    /// <param name="Lives">Its durations by their kinds; none is of length 0.</param>
    /// <param name="Others">All else, in order.</param>
    private sealed record Said(
        SortedDictionary<ushort, string> Lives, List<(ushort Type, string Value)> Others)
    {
        public static Said By(IsakmpTransformValue transform, bool isPhaseOne)
        {
            var life = isPhaseOne ? OfPhaseOne : OfPhaseTwo;
            var said = new Said([], []);
            var kind = default(IsakmpAttributeValue);
            foreach (var attribute in transform.Attributes)
            {
                if (attribute.AttributeType == life.Type)
                {
                    said.AddOther(kind);
                    kind = attribute;
                }
                else if (attribute.AttributeType == life.Duration && kind is not null
                    && said.TryAddLife(kind, attribute))
                {
                    kind = null;
                }
                else
                {
                    said.AddOther(attribute);
                }
            }

            said.AddOther(kind);
            said.Others.Sort();
            if (!isPhaseOne)
            {
                // RFC 2407 §4.5: what holds where no time is said; some say it.
                said.Lives.TryAdd(
                    LifeType.Seconds.Value, SaLife.Default.Seconds.ToString("X4", null));
            }

            return said;
        }

        /// <summary>Whether it chooses what was offered. Kilobytes may be left out, for some keep
        /// no count in phase 1: ours holds here, whoever says it.</summary>
        public bool Chooses(Said offered) =>
            Others.SequenceEqual(offered.Others)
            && Lives.All(life => offered.Lives.GetValueOrDefault(life.Key) == life.Value)
            && offered.Lives.Keys.All(
                kind => Lives.ContainsKey(kind) || kind == LifeType.Kilobytes.Value);

        // "No time" is said by some who mean that they say none.
        private bool TryAddLife(IsakmpAttributeValue kind, IsakmpAttributeValue duration) =>
            NumberOf(duration) is not { Length: > 0 } number
            || Lives.TryAdd(kind.AttributeValue ?? 0, number);

        private void AddOther(IsakmpAttributeValue? attribute)
        {
            if (attribute is not null)
            {
                Others.Add((attribute.AttributeType, NumberOf(attribute)));
            }
        }
    }
}
