using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>SA payloads of quick mode written, chosen from and checked, RFC 2407 §4.5 and RFC 2408
/// §4.2.</summary>
public static class QuickOffers
{
    /// <summary>What is chosen of an offer of quick mode.</summary>
    /// <param name="Suite">The algorithms.</param>
    /// <param name="Life">What the chosen transform says of its life.</param>
    /// <param name="IsTransport">Whether the mode is transport.</param>
    /// <param name="Spi">Where whoever wrote the payload receives.</param>
    /// <param name="Chosen">The proposal with that transform alone.</param>
    public sealed record Choice(
        ChildSuite Suite, SaLife Life, bool IsTransport, Spi Spi, IsakmpProposalValue Chosen)
    {
        /// <summary>The payload that answers it.</summary>
        /// <param name="spi">Where we receive.</param>
        public IsakmpSaPayloadValue Answer(Spi spi) => IsakmpOffers.Payload(
            [Chosen with { Spi = InformationalMessages.ToOctets(spi) }]);
    }

    /// <summary>A proposal for each suite, the preferred first: each has a protocol and a transform
    /// of its own, and any of them may be taken.</summary>
    /// <param name="suites">The suites.</param>
    /// <param name="spi">Where we receive.</param>
    /// <param name="life">How long the SAs may live.</param>
    /// <param name="isTransport">Whether the mode is transport.</param>
    /// <param name="isEncapsulated">Whether they go through UDP, RFC 3947 §5.1.</param>
    public static IsakmpSaPayloadValue Offer(
        Items<ChildSuite> suites, Spi spi, SaLife life, bool isTransport, bool isEncapsulated) =>
        IsakmpOffers.Payload(
            [
                .. suites.Select((suite, at) => new IsakmpProposalValue
                {
                    ProposalNumber = (byte)(at + 1),
                    ProtocolId = new(suite.Protocol.Value),
                    Spi = InformationalMessages.ToOctets(spi),
                    Transforms =
                    [
                        new()
                        {
                            TransformNumber = 1,
                            TransformId = TransformOf(suite),
                            Attributes =
                            [
                                .. AttributesOf(suite), ModeOf(isTransport, isEncapsulated),
                                .. life.ToPhaseTwo(),
                            ],
                        },
                    ],
                }),
            ]);

    /// <summary>The first suite of ours that is offered; null: none is.</summary>
    /// <param name="suites">Our suites, the preferred first.</param>
    /// <param name="offer">What is offered.</param>
    /// <param name="isEncapsulated">Whether there is a NAT: the mode has to say so.</param>
    public static Choice? Choose(
        Items<ChildSuite> suites, IsakmpSaPayloadValue? offer, bool isEncapsulated)
    {
        var proposals = IsakmpOffers.ProposalsOf(offer);

        // RFC 2408 §4.2: those with one number are to be taken together, which we do not.
        Span<int> numbers = stackalloc int[byte.MaxValue + 1];
        foreach (var proposal in proposals)
        {
            numbers[proposal.ProposalNumber]++;
        }

        var (best, found) = (suites.Count, default(Choice));
        foreach (var proposal in proposals)
        {
            if (proposal.Spi.Length != sizeof(uint)
                || numbers[proposal.ProposalNumber] > 1)
            {
                continue;
            }

            foreach (var transform in proposal.Transforms)
            {
                if (SuiteOf(proposal.ProtocolId, transform) is { } suite
                    && suites.Span.IndexOf(suite) is >= 0 and var at && at < best
                    && IsTransportOf(transform, isEncapsulated) is { } isTransport)
                {
                    (best, found) = (at, new(
                        suite, LifeOf(transform), isTransport,
                        InformationalMessages.SpiOf(proposal.Spi),
                        proposal with { Transforms = [transform] }));
                }
            }
        }

        return found;
    }

    /// <summary>What a responder has chosen; null: not one transform, or none of ours.</summary>
    public static Choice? TakeAnswer(
        Items<ChildSuite> suites, IsakmpSaPayloadValue? answer, bool isEncapsulated) =>
        IsakmpOffers.ProposalsOf(answer) is [{ Transforms.Count: 1 }]
            ? Choose(suites, answer, isEncapsulated)
            : null;

    /// <summary>Whether a SPI may be that of a peer, RFC 4303 §2.1: 0 is never sent, and those
    /// below 256 are kept.</summary>
    internal static bool IsOfPeer(Spi spi) => spi.Value > byte.MaxValue;

    /// <summary>Whether quick mode can offer a suite.</summary>
    public static bool IsSayable(ChildSuite suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        return SuiteOf(
            new(suite.Protocol.Value),
            new() { TransformId = TransformOf(suite), Attributes = AttributesOf(suite) }) == suite;
    }

    // RFC 2407 §4.5: eight hours where nothing is said.
    private static SaLife LifeOf(IsakmpTransformValue transform) =>
        SaLife.OfPhaseTwo(transform.Attributes) is { Seconds: > 0 } life ? life
            : SaLife.OfPhaseTwo(transform.Attributes).Meet(SaLife.Default);

    private static ChildSuite? SuiteOf(
        IsakmpProtocolId protocol, IsakmpTransformValue transform) =>
        IsakmpChildSuites.TryResolve(
            protocol, transform, AlgorithmPolicy.DecodeOnly, out var suite, out _)
            ? suite
            : null;

    private static IsakmpAttributeValue ModeOf(bool isTransport, bool isEncapsulated) =>
        IsakmpOffers.Short(
            PhaseTwoAttributeType.EncapsulationMode.Value,
            (isTransport, isEncapsulated) switch
            {
                (false, false) => EncapsulationMode.Tunnel.Value,
                (true, false) => EncapsulationMode.Transport.Value,
                (false, true) => EncapsulationMode.UdpEncapsulatedTunnel.Value,
                (true, true) => EncapsulationMode.UdpEncapsulatedTransport.Value,
            });

    /// <summary>Whether a transform is of transport mode; null: of no mode, of several, or of one
    /// that does not fit the way.</summary>
    private static bool? IsTransportOf(IsakmpTransformValue transform, bool isEncapsulated)
    {
        var found = default(ushort?);
        foreach (var attribute in transform.Attributes)
        {
            if (attribute.AttributeType == PhaseTwoAttributeType.EncapsulationMode.Value)
            {
                if (found is not null)
                {
                    return null;
                }

                found = attribute.AttributeValue ?? 0;
            }
        }

        return found == ModeOf(false, isEncapsulated).AttributeValue ? false
            : found == ModeOf(true, isEncapsulated).AttributeValue ? true
            : null;
    }

    private static Items<IsakmpAttributeValue> AttributesOf(ChildSuite suite) =>
    [
        .. suite.KeyExchange == KeyExchangeMethod.None
            ? (Items<IsakmpAttributeValue>)[]
            :
            [
                IsakmpOffers.Short(
                    PhaseTwoAttributeType.GroupDescription.Value, suite.KeyExchange.Value),
            ],
        .. suite.Encryption.Algorithm == EncryptionAlgorithm.Null
            ? []
            : IsakmpOffers.KeyLength(PhaseTwoAttributeType.KeyLength.Value, suite.Encryption),
        .. MacOf(suite.Integrity) is { } mac
            ? (Items<IsakmpAttributeValue>)
            [
                IsakmpOffers.Short(
                    PhaseTwoAttributeType.AuthenticationAlgorithm.Value, mac.Value),
            ]
            : [],
        .. suite.Esn
            ? (Items<IsakmpAttributeValue>)
            [
                IsakmpOffers.Short(PhaseTwoAttributeType.ExtendedSequenceNumber.Value, 1),
            ]
            : [],
    ];

    // The numbers of IKEv1 are those of IKEv2, but for Camellia and GMAC.
    private static IsakmpTransformId TransformOf(ChildSuite suite) =>
        suite.Protocol == ProtocolId.Ah
            ? new((byte)(MacOf(suite.Integrity) is { } mac ? AhOf(mac) : 0))
            : suite.Encryption.Algorithm == EncryptionAlgorithm.CamelliaCbc
                ? new(EspTransform.Camellia.Value)
            : suite.Encryption.Algorithm == EncryptionAlgorithm.NullAuthAesGmac
                ? new(EspTransform.NullAuthAesGmac.Value)
            : new((byte)suite.Encryption.Algorithm.Value);

    // RFC 2407 §4.4.3: MD5 and SHA have other numbers as transforms, the others the same.
    private static ushort AhOf(AuthenticationAlgorithm mac) => mac.Value switch
    {
        1 => 2,
        2 => 3,
        var same => same,
    };

    private static AuthenticationAlgorithm? MacOf(IntegritySpec spec) =>
        Enumerable.Range(1, 13)
            .Select(value => new AuthenticationAlgorithm((ushort)value))
            .Cast<AuthenticationAlgorithm?>()
            .FirstOrDefault(mac => IsakmpChildSuites.IntegrityOf(mac!.Value) == spec.Algorithm);
}
