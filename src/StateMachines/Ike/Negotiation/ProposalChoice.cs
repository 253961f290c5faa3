using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// What becomes of proposals, RFC 7296 §2.7 and §3.3.6: the first of our suites that one of them
/// has. And whether an answer is one of what was offered.
/// </summary>
public static class ProposalChoice
{
    /// <summary>Octets of the SPI of a CHILD SA.</summary>
    public const int ChildSpiLength = 4;

    /// <summary>Octets of the SPI of an IKE SA that replaces another.</summary>
    public const int IkeSpiLength = 8;

    /// <summary>What becomes of them.</summary>
    public enum Verdict
    {
        /// <summary>A suite is chosen.</summary>
        Chosen,

        /// <summary>NO_PROPOSAL_CHOSEN: none of our suites is among them.</summary>
        NoneFits,

        /// <summary>INVALID_KE_PAYLOAD: another method is wanted, §1.2 and §1.3.</summary>
        OtherMethod,

        /// <summary>INVALID_SYNTAX: the numbers or SPIs of proposals are wrong, §3.3.1.</summary>
        Malformed,
    }

    /// <summary>A choice.</summary>
    /// <param name="Verdict">What becomes of the offer.</param>
    /// <param name="Suite">The suite; of OtherMethod the one whose method is wanted.</param>
    /// <param name="Proposal">The proposal of the answer, our SPI not set.</param>
    /// <param name="PeerSpi">The SPI of the peer in it.</param>
    /// <typeparam name="TSuite">Of an IKE SA or of a CHILD SA.</typeparam>
    public readonly record struct Choice<TSuite>(
        Verdict Verdict, TSuite? Suite, ProposalValue? Proposal, Octets PeerSpi)
        where TSuite : class;

    /// <summary>Chooses the suite of an IKE SA.</summary>
    /// <param name="accepted">Our suites, the preferred first.</param>
    /// <param name="offered">What the peer offers.</param>
    /// <param name="spiLength">0 in IKE_SA_INIT, 8 where an IKE SA is rekeyed.</param>
    /// <param name="shown">The method of the peer's KE payload.</param>
    /// <param name="areMoreKnown">Whether both sides speak of additional key exchanges: else they
    /// are of a type that nobody knows, RFC 9370 §2.2.1.</param>
    public static Choice<IkeSuite> Choose(
        Items<IkeSuite> accepted, SaPayloadValue offered, int spiLength, KeyExchangeMethod shown,
        bool areMoreKnown = true)
    {
        ArgumentNullException.ThrowIfNull(offered);
        if (!IsWellFormed(offered, spiLength, isIke: true))
        {
            return new(Verdict.Malformed, null, null, default);
        }

        foreach (var suite in accepted)
        {
            foreach (var proposal in offered.Proposals)
            {
                if (proposal.ProtocolId == ProtocolId.Ike
                    && (areMoreKnown || !NamesAdditional(proposal))
                    && Chosen(proposal, SuiteProposals.Of(suite), suite.Additional) is { } chosen)
                {
                    return Judge(suite, chosen, proposal, suite.KeyExchange, shown);
                }
            }
        }

        return new(Verdict.NoneFits, null, null, default);
    }

    /// <summary>Chooses the suite of a CHILD SA.</summary>
    /// <param name="accepted">Our suites, the preferred first.</param>
    /// <param name="offered">What the peer offers.</param>
    /// <param name="isFirst">Whether IKE_AUTH makes it, which has no key exchange.</param>
    /// <param name="shown">The method of the peer's KE payload; None: there is none.</param>
    public static Choice<ChildSuite> Choose(
        Items<ChildSuite> accepted, SaPayloadValue offered, bool isFirst,
        KeyExchangeMethod shown = default)
    {
        ArgumentNullException.ThrowIfNull(offered);
        if (!IsWellFormed(offered, ChildSpiLength, isIke: false))
        {
            return new(Verdict.Malformed, null, null, default);
        }

        foreach (var one in accepted)
        {
            var suite = isFirst ? SuiteProposals.WithoutExchange(one) : one;
            foreach (var all in offered.Proposals)
            {
                // RFC 7296 §1.2: in IKE_AUTH there is no key exchange to choose.
                var proposal = isFirst ? WithoutExchange(all) : all;
                if (proposal.ProtocolId == suite.Protocol
                    && Chosen(proposal, SuiteProposals.Of(suite), suite.Additional) is { } chosen)
                {
                    return Judge(suite, chosen, all, suite.KeyExchange, shown);
                }
            }
        }

        return new(Verdict.NoneFits, null, null, default);
    }

    /// <summary>The suite that an answer chose of those that were offered; null: none.</summary>
    /// <param name="offered">What <see cref="SuiteProposals"/> offered.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="spiLength">0 in IKE_SA_INIT, 8 where an IKE SA is rekeyed.</param>
    public static IkeSuite? TakeAnswer(
        Items<IkeSuite> offered, SaPayloadValue answer, int spiLength) =>
        OnlyOne(answer, offered.Count, spiLength) is { } proposal
        && IkeSuites.TryResolve(proposal, AlgorithmPolicy.DecodeOnly, out var suite, out _)
        && suite == offered[proposal.ProposalNumber - 1]
        && AreInPlace(proposal, suite.Additional)
            ? suite
            : null;

    /// <summary>The suite that an answer chose of those that were offered; null: none.</summary>
    /// <param name="offered">What <see cref="SuiteProposals"/> offered.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="isFirst">Whether IKE_AUTH makes the CHILD SA.</param>
    public static ChildSuite? TakeAnswer(
        Items<ChildSuite> offered, SaPayloadValue answer, bool isFirst)
    {
        if (OnlyOne(answer, offered.Count, ChildSpiLength) is not { } proposal
            || !ChildSuites.TryResolve(
                proposal, AlgorithmPolicy.DecodeOnly, out var suite, out _))
        {
            return null;
        }

        var asked = offered[proposal.ProposalNumber - 1];
        return suite == (isFirst ? SuiteProposals.WithoutExchange(asked) : asked)
            && AreInPlace(proposal, suite.Additional)
                ? suite
                : null;
    }

    /// <summary>Whether a proposal names additional key exchanges, be it none.</summary>
    internal static bool NamesAdditional(ProposalValue proposal) =>
        proposal.Transforms.Any(transform => IsAdditional(transform.TransformType));

    // RFC 7296 §2.7: each under the type under which it was offered, and no other type.
    private static bool AreInPlace(ProposalValue answer, Items<KeyExchangeMethod> wanted) =>
        answer.Transforms.Count(transform => IsAdditional(transform.TransformType))
            == wanted.Count
        && wanted.Select((method, at) => SuiteProposals.Of(
                SuiteProposals.Additional(at), method.Value))
            .All(transform => Has(answer, transform));

    private static Choice<TSuite> Judge<TSuite>(
        TSuite suite, ProposalValue chosen, ProposalValue offered, KeyExchangeMethod wanted,
        KeyExchangeMethod shown)
        where TSuite : class =>
        wanted != KeyExchangeMethod.None && wanted != shown
            ? new(Verdict.OtherMethod, suite, null, default)
            : new(Verdict.Chosen, suite, chosen, offered.Spi);

    /// <summary>RFC 7296 §3.3.1: numbers from 1 without a gap, SPIs as the exchange has them.
    /// </summary>
    private static bool IsWellFormed(SaPayloadValue offered, int spiLength, bool isIke)
    {
        for (var at = 0; at < offered.Proposals.Count; at++)
        {
            var proposal = offered.Proposals[at];
            if (proposal.ProposalNumber != at + 1
                || (IsSpiOfOurs(proposal.ProtocolId, isIke)
                    && (proposal.Spi.Length != spiLength || IsReserved(proposal.Spi))))
            {
                return false;
            }
        }

        return offered.Proposals.Count > 0;
    }

    private static bool IsSpiOfOurs(ProtocolId protocol, bool isIke) => isIke
        ? protocol == ProtocolId.Ike
        : protocol == ProtocolId.Esp || protocol == ProtocolId.Ah;

    private static ProposalValue? OnlyOne(SaPayloadValue answer, int offered, int spiLength)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Proposals.Count == 1
            && answer.Proposals[0] is { } proposal
            && proposal.ProposalNumber >= 1 && proposal.ProposalNumber <= offered
            && proposal.Spi.Length == spiLength && !IsReserved(proposal.Spi)
                ? proposal
                : null;
    }

    // RFC 4303 §2.1: no SA has an SPI of 0 to 255; RFC 7296 §3.1: no IKE SA has 0.
    private static bool IsReserved(Octets spi) => spi.Length switch
    {
        ChildSpiLength => spi.Span[..(ChildSpiLength - 1)].IndexOfAnyExcept((byte)0) < 0,
        IkeSpiLength => spi.Span.IndexOfAnyExcept((byte)0) < 0,
        _ => false,
    };

    /// <summary>The proposal with one transform of each of its types, as the suite has them; null:
    /// it does not have the suite.</summary>
    private static ProposalValue? Chosen(
        ProposalValue offered, ProposalValue wanted, Items<KeyExchangeMethod> additional)
    {
        var chosen = new List<TransformValue>();
        foreach (var transform in wanted.Transforms)
        {
            if (!IsAdditional(transform.TransformType))
            {
                if (!Has(offered, transform))
                {
                    return null;
                }

                chosen.Add(transform);
            }
        }

        foreach (var type in TypesOf(offered))
        {
            if (IsAdditional(type) || chosen.Any(one => one.TransformType == type))
            {
                continue;
            }

            // RFC 7296 §3.3.6: a type that we do not want has to be one that may be without, and a
            // type that we do not know makes the proposal none.
            var none = SuiteProposals.Of(type, SuiteProposals.None);
            if ((type != TransformType.Integrity && type != TransformType.KeyExchange)
                || !Has(offered, none))
            {
                return null;
            }

            chosen.Add(none);
        }

        return TryAdditional(offered, 0, additional, chosen)
            ? new()
            {
                ProposalNumber = offered.ProposalNumber,
                ProtocolId = offered.ProtocolId,
                Transforms = [.. chosen],
            }
            : null;
    }

    // RFC 7296 §3.3.6: a transform with an attribute that is not understood is none of ours.
    private static bool Has(ProposalValue proposal, TransformValue transform) =>
        proposal.Transforms.Any(one => one.TransformType == transform.TransformType
            && one.TransformId == transform.TransformId
            && KeyLengthOf(one) is (true, var bits)
            && KeyLengthOf(transform) is (true, var wanted) && bits == wanted);

    private static (bool IsPlain, ushort? Bits) KeyLengthOf(TransformValue transform) =>
        transform.Attributes.Count == 0 ? (true, null)
        : transform.Attributes.Count == 1
            && transform.Attributes[0].AttributeType == TransformAttributeType.KeyLength
            && transform.Attributes[0].AttributeValue is { } bits ? (true, bits)
        : (false, null);

    /// <summary>RFC 9370 §2.2.1: of each type that is offered one method or none, in order.
    /// </summary>
    private static bool TryAdditional(
        ProposalValue offered, int at, Items<KeyExchangeMethod> wanted,
        List<TransformValue> chosen)
    {
        if (at == 7)
        {
            return wanted.Count == 0;
        }

        var type = SuiteProposals.Additional(at);
        if (offered.Transforms.All(one => one.TransformType != type))
        {
            return TryAdditional(offered, at + 1, wanted, chosen);
        }

        if (wanted.Count > 0
            && TryWith(SuiteProposals.Of(type, wanted[0].Value), wanted.Without(0)))
        {
            return true;
        }

        return TryWith(SuiteProposals.Of(type, SuiteProposals.None), wanted);

        bool TryWith(TransformValue transform, Items<KeyExchangeMethod> left)
        {
            if (!Has(offered, transform))
            {
                return false;
            }

            chosen.Add(transform);
            if (TryAdditional(offered, at + 1, left, chosen))
            {
                return true;
            }

            chosen.RemoveAt(chosen.Count - 1);
            return false;
        }
    }

    private static IEnumerable<TransformType> TypesOf(ProposalValue proposal) =>
        proposal.Transforms.Select(transform => transform.TransformType).Distinct();

    private static bool IsAdditional(TransformType type) => type.Value is >= 6 and <= 12;

    private static ProposalValue WithoutExchange(ProposalValue proposal) => proposal with
    {
        Transforms =
        [
            .. proposal.Transforms.Where(transform =>
                transform.TransformType != TransformType.KeyExchange
                && !IsAdditional(transform.TransformType)),
        ],
    };
}
