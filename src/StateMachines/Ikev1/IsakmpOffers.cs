using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>SA payloads of phase 1 written, chosen from and checked, RFC 2409 §5 and RFC 2408
/// §4.2.</summary>
public static class IsakmpOffers
{
    /// <summary>What is chosen of an offer of phase 1.</summary>
    /// <param name="Suite">The algorithms.</param>
    /// <param name="Life">What the chosen transform says of its life.</param>
    /// <param name="Answer">The transform as it was offered, and no other one.</param>
    public sealed record Choice(IsakmpSuite Suite, SaLife Life, IsakmpSaPayloadValue Answer);

    /// <summary>One proposal with a transform for each suite, the preferred first.</summary>
    public static IsakmpSaPayloadValue Offer(Items<IsakmpSuite> suites, SaLife life) => Payload(
        [
            new()
            {
                ProposalNumber = 1,
                ProtocolId = IsakmpProtocolId.Isakmp,
                Transforms =
                [
                    .. suites.Select((suite, at) => new IsakmpTransformValue
                    {
                        TransformNumber = (byte)(at + 1),
                        TransformId = new(KeyTransform.Ike.Value),
                        Attributes = [.. AttributesOf(suite), .. life.ToPhaseOne()],
                    }),
                ],
            },
        ]);

    /// <summary>The first suite of ours that is offered; null: none is.</summary>
    public static Choice? Choose(Items<IsakmpSuite> suites, IsakmpSaPayloadValue offer)
    {
        var (best, found) = (suites.Count, default(Choice));
        foreach (var proposal in ProposalsOf(offer))
        {
            if (proposal.ProtocolId != IsakmpProtocolId.Isakmp)
            {
                continue;
            }

            foreach (var transform in proposal.Transforms)
            {
                if (SuiteOf(transform) is { } suite
                    && suites.Span.IndexOf(suite) is >= 0 and var at && at < best)
                {
                    (best, found) = (at, new(
                        suite, SaLife.OfPhaseOne(transform.Attributes),
                        Payload([proposal with { Transforms = [transform] }])));
                }
            }
        }

        return found;
    }

    /// <summary>What a responder has chosen; null: not one transform, or none of ours.</summary>
    public static Choice? TakeAnswer(Items<IsakmpSuite> suites, IsakmpSaPayloadValue answer) =>
        ProposalsOf(answer) is [{ Transforms.Count: 1 }]
            ? Choose(suites, answer)
            : null;

    /// <summary>The proposals of an SA payload; of a situation that nobody knows none.</summary>
    public static Items<IsakmpProposalValue> ProposalsOf(IsakmpSaPayloadValue? payload) =>
        payload?.Body is IsakmpSaPayloadBody.Ipsec
        {
            Value.Body: IpsecSituationBody.IdentityOnly { Value.Proposals: var proposals },
        }
            ? proposals
            : [];

    /// <summary>An SA payload for identities alone.</summary>
    internal static IsakmpSaPayloadValue Payload(Items<IsakmpProposalValue> proposals) => new()
    {
        Body = new IsakmpSaPayloadBody.Ipsec(new()
        {
            Body = new IpsecSituationBody.IdentityOnly(new() { Proposals = proposals }),
        }),
    };

    /// <summary>An attribute in the short form.</summary>
    internal static IsakmpAttributeValue Short(ushort type, ushort value) => new()
    {
        ShortForm = true,
        AttributeType = type,
        AttributeValue = value,
    };

    /// <summary>The length of a key, where the algorithm has several: RFC 2409 appendix A.
    /// </summary>
    internal static Items<IsakmpAttributeValue> KeyLength(ushort type, EncryptionSpec spec) =>
        EncryptionSpecs.All.Count(row => row.Algorithm == spec.Algorithm) > 1
            ? [Short(type, (ushort)(spec.KeyLength * 8))]
            : [];

    /// <summary>What has to be said of a side with such suites.</summary>
    internal static PhaseOneTraits TraitsOf(Items<IsakmpSuite> suites) =>
        suites.Any(suite => suite.Authentication.LogsIn is not null)
            ? PhaseOneTraits.Xauth
            : PhaseOneTraits.None;

    /// <summary>Null where suites can be offered.</summary>
    internal static ConfigError? Check(Items<IsakmpSuite> suites, AlgorithmPolicy policy)
    {
        if (ConfigError.Outside("Suites.Count", suites.Count, 1, SuitesMax) is { } many)
        {
            return many;
        }

        for (var at = 0; at < suites.Count; at++)
        {
            if (suites[at].Authentication.InPhaseOne is var method
                && method != PhaseOneAuthMethod.PreSharedKey
                && method != PhaseOneAuthMethod.RsaSignatures)
            {
                return new(
                    $"Suites[{at}].Authentication", $"{suites[at].Authentication}",
                    $"{PhaseOneAuthMethod.PreSharedKey} or {PhaseOneAuthMethod.RsaSignatures}, by "
                    + "themselves or with XAUTH",
                    "no other method is spoken yet");
            }

            var transform = new IsakmpTransformValue
            {
                TransformId = new(KeyTransform.Ike.Value),
                Attributes = AttributesOf(suites[at]),
            };
            if (!IsakmpSuites.TryResolve(transform, policy, out var known, out var error)
                || known != suites[at])
            {
                return new(
                    $"Suites[{at}]", $"{error}",
                    "a suite of an ISAKMP SA that the policy allows",
                    "name other algorithms, or another policy");
            }
        }

        return null;
    }

    private const int SuitesMax = 64;

    private static IsakmpSuite? SuiteOf(IsakmpTransformValue transform) =>
        IsakmpSuites.TryResolve(transform, AlgorithmPolicy.DecodeOnly, out var suite, out _)
            ? suite
            : null;

    private static Items<IsakmpAttributeValue> AttributesOf(IsakmpSuite suite) =>
    [
        Short(PhaseOneAttributeType.EncryptionAlgorithm.Value, CipherOf(suite.Encryption).Value),
        .. KeyLength(PhaseOneAttributeType.KeyLength.Value, suite.Encryption),
        Short(PhaseOneAttributeType.HashAlgorithm.Value, suite.Hash.Value),
        Short(PhaseOneAttributeType.GroupDescription.Value, suite.KeyExchange.Value),
        Short(PhaseOneAttributeType.AuthenticationMethod.Value, suite.Authentication.Value),
    ];

    // No other cipher has a number: Check finds that 0 is none.
    private static PhaseOneEncryption CipherOf(EncryptionSpec spec) =>
        spec.Algorithm == EncryptionAlgorithm.AesCbc ? PhaseOneEncryption.AesCbc
        : spec.Algorithm == EncryptionAlgorithm.TripleDes ? PhaseOneEncryption.TripleDesCbc
        : spec.Algorithm == EncryptionAlgorithm.CamelliaCbc ? PhaseOneEncryption.CamelliaCbc
        : spec.Algorithm == EncryptionAlgorithm.Des ? PhaseOneEncryption.DesCbc
        : new(0);
}
