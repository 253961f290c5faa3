using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>Suites as the proposals that offer them, RFC 7296 §3.3.</summary>
public static class SuiteProposals
{
    /// <summary>The number of the transform of every type that says there is none.</summary>
    internal const ushort None = 0;

    private const byte FirstAdditional = 6;

    /// <summary>A payload that offers suites of an IKE SA, the preferred first.</summary>
    /// <param name="suites">The suites, 255 at most.</param>
    /// <param name="spi">Our SPI where an IKE SA is rekeyed; empty in IKE_SA_INIT.</param>
    public static SaPayloadValue Offer(Items<IkeSuite> suites, Octets spi = default) =>
        Numbered([.. suites.Select(suite => Of(suite) with { Spi = spi })]);

    /// <summary>A payload that offers suites of a CHILD SA, the preferred first.</summary>
    /// <param name="suites">The suites, 255 at most.</param>
    /// <param name="spi">The SPI on which we receive.</param>
    /// <param name="isFirst">Whether IKE_AUTH makes it, which has no key exchange.</param>
    public static SaPayloadValue Offer(Items<ChildSuite> suites, Octets spi, bool isFirst) =>
        Numbered([.. suites.Select(suite =>
            Of(isFirst ? WithoutExchange(suite) : suite) with { Spi = spi })]);

    /// <summary>The proposal with this suite and no other; it has no SPI.</summary>
    public static ProposalValue Of(IkeSuite suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var transforms = new List<TransformValue>
        {
            Of(suite.Encryption),
            Of(TransformType.PseudorandomFunction, suite.Prf.Algorithm.Value),
        };
        Add(transforms, suite.Integrity);
        Add(transforms, suite.KeyExchange, suite.Additional);
        return new() { ProtocolId = ProtocolId.Ike, Transforms = [.. transforms] };
    }

    /// <summary>The proposal with this suite and no other; its SPI is not set.</summary>
    public static ProposalValue Of(ChildSuite suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var transforms = new List<TransformValue>();
        if (suite.Protocol == ProtocolId.Esp)
        {
            transforms.Add(Of(suite.Encryption));
            Add(transforms, suite.Integrity);
        }
        else
        {
            transforms.Add(Of(TransformType.Integrity, IntegrityOf(suite).Value));
        }

        Add(transforms, suite.KeyExchange, suite.Additional);
        transforms.Add(Of(TransformType.SequenceNumbers, EsnOf(suite).Value));
        return new() { ProtocolId = suite.Protocol, Transforms = [.. transforms] };
    }

    /// <summary>The suite as IKE_AUTH makes it: without a key exchange, RFC 7296 §1.2.</summary>
    public static ChildSuite WithoutExchange(ChildSuite suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        return suite with { KeyExchange = KeyExchangeMethod.None, Additional = [] };
    }

    /// <summary>The transform of encryption, with its key length where it needs one.</summary>
    internal static TransformValue Of(EncryptionSpec encryption) => new()
    {
        TransformType = TransformType.Encryption,
        TransformId = new(encryption.Algorithm.Value),
        Attributes = EncryptionSpecs.Find(encryption.Algorithm, null) is null
            ?
            [
                new()
                {
                    AttributeType = TransformAttributeType.KeyLength,
                    AttributeValue = (ushort)(8 * encryption.KeyLength),
                },
            ]
            : [],
    };

    /// <summary>A transform without attributes.</summary>
    internal static TransformValue Of(TransformType type, ushort number) =>
        new() { TransformType = type, TransformId = new(number) };

    /// <summary>The additional key exchange that stands there, from 0: RFC 9370 §2.2.1.</summary>
    internal static TransformType Additional(int at) => new((byte)(FirstAdditional + at));

    /// <summary>The integrity algorithm of AH; with GMAC it is a cipher, RFC 4543 §4.</summary>
    internal static IntegrityAlgorithm IntegrityOf(ChildSuite suite) =>
        suite.Protocol != ProtocolId.Ah || suite.Encryption.Mode != CipherMode.Gmac
            ? suite.Integrity.Algorithm
            : suite.Encryption.KeyLength switch
            {
                16 => IntegrityAlgorithm.Aes128Gmac,
                24 => IntegrityAlgorithm.Aes192Gmac,
                _ => IntegrityAlgorithm.Aes256Gmac,
            };

    /// <summary>How long sequence numbers are.</summary>
    internal static SequenceNumberType EsnOf(ChildSuite suite) => suite.Esn
        ? SequenceNumberType.PartiallyTransmitted64
        : SequenceNumberType.Sequential32;

    private static void Add(List<TransformValue> transforms, IntegritySpec integrity)
    {
        if (integrity.Mac != MacAlgorithm.None)
        {
            transforms.Add(Of(TransformType.Integrity, integrity.Algorithm.Value));
        }
    }

    private static void Add(
        List<TransformValue> transforms, KeyExchangeMethod first,
        Items<KeyExchangeMethod> additional)
    {
        if (first != KeyExchangeMethod.None)
        {
            transforms.Add(Of(TransformType.KeyExchange, first.Value));
        }

        for (var at = 0; at < additional.Count; at++)
        {
            transforms.Add(Of(Additional(at), additional[at].Value));
        }
    }

    // RFC 7296 §3.3.1: numbered from 1, each one more than the one before.
    private static SaPayloadValue Numbered(Items<ProposalValue> proposals) => new()
    {
        Proposals =
        [
            .. proposals.Select((proposal, at) =>
                proposal with { ProposalNumber = (byte)(at + 1) }),
        ],
    };
}
