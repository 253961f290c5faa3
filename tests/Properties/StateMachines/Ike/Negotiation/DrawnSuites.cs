using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Negotiation;

/// <summary>Suites of IKE SAs and of CHILD SAs, of all algorithms that can be negotiated.</summary>
internal static class DrawnSuites
{
    private static readonly KeyExchangeMethod[] Methods =
        [.. KeyExchangeSpec.All.Select(spec => spec.Method)];

    private static readonly IntegritySpec[] Macs =
        [.. IntegritySpec.All.Where(spec => spec.Mac != MacAlgorithm.None)];

    private static readonly EncryptionSpec[] OfIke =
    [
        .. EncryptionSpecs.All.Where(spec =>
            IkeSuites.Protects(spec, spec.IsCombined ? IntegritySpec.None : Macs[0], out _)),
    ];

    /// <summary>A suite of an IKE SA.</summary>
    public static IkeSuite Ike(Choices choices)
    {
        var encryption = choices.Of(OfIke);
        return new(
            encryption, encryption.IsCombined ? IntegritySpec.None : choices.Of(Macs),
            choices.Of(PrfSpec.All), choices.Of(Methods[..3]), Additional(choices));
    }

    /// <summary>A suite of a CHILD SA.</summary>
    public static ChildSuite Child(Choices choices)
    {
        var isEsn = choices.Chance(50);
        var first = choices.Chance(50) ? KeyExchangeMethod.None : choices.Of(Methods[..3]);
        var additional = first == KeyExchangeMethod.None ? [] : Additional(choices);
        if (choices.Chance(20))
        {
            var gmac = EncryptionSpecs.Find(EncryptionAlgorithm.NullAuthAesGmac, 192)!;
            return choices.Chance(30)
                ? new(ProtocolId.Ah, gmac, IntegritySpec.None, isEsn, first, additional)
                : new(
                    ProtocolId.Ah, EncryptionSpecs.Null, choices.Of(Macs), isEsn, first,
                    additional);
        }

        var encryption = choices.Of(EncryptionSpecs.All);
        return new(
            ProtocolId.Esp, encryption,
            encryption.IsCombined ? IntegritySpec.None : choices.Of(Macs), isEsn, first,
            additional);
    }

    /// <summary>Up to three of them, none twice.</summary>
    public static Items<T> Some<T>(Choices choices, Func<Choices, T> draw) =>
        [.. Enumerable.Range(0, 1 + choices.Below(3)).Select(_ => draw(choices)).Distinct()];

    private static Items<KeyExchangeMethod> Additional(Choices choices) =>
    [
        .. Enumerable.Range(0, choices.Below(3)).Select(_ => choices.Of(Methods[3..])).Distinct(),
    ];
}
