using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>Payloads of IKEv1, written and read.</summary>
internal static class IsakmpPayloads
{
    private const int SpiLength = 4;
    private const int CookiesLength = 16;

    /// <summary>The SA payload of Main Mode, RFC 2409 §4: one proposal with one transform.
    /// </summary>
    public static IsakmpSaPayloadValue PhaseOneSa() => Sa(
        IsakmpProtocolId.Isakmp, default, KeyTransform.Ike.Value,
        [
            Short(PhaseOneAttributeType.EncryptionAlgorithm.Value, PhaseOneEncryption.AesCbc.Value),
            Short(PhaseOneAttributeType.KeyLength.Value, 256),
            Short(PhaseOneAttributeType.HashAlgorithm.Value, PhaseOneHash.Sha256.Value),
            Short(
                PhaseOneAttributeType.AuthenticationMethod.Value,
                PhaseOneAuthMethod.PreSharedKey.Value),
            Short(PhaseOneAttributeType.GroupDescription.Value, IsakmpGroup.Modp2048.Value),
        ]);

    /// <summary>The SA payload of Quick Mode, RFC 2407 §4.4.4 and §4.5: ESP in a tunnel.</summary>
    public static IsakmpSaPayloadValue PhaseTwoSa(Spi spi, SaSuite suite) => Sa(
        IsakmpProtocolId.Esp, Octets(spi),
        suite switch
        {
            SaSuite.AesCbcSha256 => EspTransform.AesCbc.Value,
            SaSuite.AesGcm128 or SaSuite.AesGcm256 => EspTransform.AesGcm16.Value,
            SaSuite.ChaChaPoly or SaSuite.AesGcmImplicit =>
                throw new ArgumentOutOfRangeException(nameof(suite), suite, "none of IKEv1"),
        },
        [
            Short(PhaseTwoAttributeType.EncapsulationMode.Value, EncapsulationMode.Tunnel.Value),
            Short(
                PhaseTwoAttributeType.KeyLength.Value,
                suite == SaSuite.AesGcm128 ? (ushort)128 : (ushort)256),
            .. suite == SaSuite.AesCbcSha256
                ? (Items<IsakmpAttributeValue>)
                [
                    Short(
                        PhaseTwoAttributeType.AuthenticationAlgorithm.Value,
                        AuthenticationAlgorithm.HmacSha256.Value),
                ]
                : [],
        ]);

    /// <summary>A payload.</summary>
    public static IsakmpPayloadValue Of(IsakmpPayloadBody body) => new() { Body = body };

    /// <summary>That DPD is spoken, RFC 3706 §5.1.</summary>
    public static IsakmpPayloadValue DpdVendorId() => Of(new IsakmpPayloadBody.VendorId(
        new() { VendorId = DeadPeerDetection.VendorId }));

    /// <summary>Whether a message says so.</summary>
    public static bool OffersDpd(Items<IsakmpPayloadValue> payloads) => payloads.Any(
        payload => payload.Body is IsakmpPayloadBody.VendorId(var vendor)
            && vendor.VendorId.Span.StartsWith(DeadPeerDetection.VendorId.Span[..15]));

    /// <summary>That its sender has no other SA with the one who hears it, RFC 2407 §4.6.3.3.
    /// </summary>
    public static IsakmpPayloadValue InitialContact(IkeSpiPair cookies) =>
        Of(new IsakmpPayloadBody.Notify(new()
        {
            Doi = DomainOfInterpretation.Ipsec,
            ProtocolId = IsakmpProtocolId.Isakmp,
            Spi = Octets(cookies),
            Data = new IsakmpNotifyPayloadData.InitialContact(new FlagNotificationValue()),
        }));

    /// <summary>Whether a message says so.</summary>
    public static bool IsInitialContact(Items<IsakmpPayloadValue> payloads) => payloads.Any(
        payload => payload.Body is IsakmpPayloadBody.Notify(var notify)
            && notify.Data is IsakmpNotifyPayloadData.InitialContact);

    /// <summary>A network as an identity of Quick Mode, RFC 2407 §4.6.2.</summary>
    public static IsakmpPayloadValue Network(Prefix prefix)
    {
        Span<byte> data = stackalloc byte[2 * SpiLength];
        BinaryPrimitives.WriteUInt32BigEndian(data, (uint)prefix.Address.Value);
        BinaryPrimitives.WriteUInt32BigEndian(
            data[SpiLength..],
            ~((uint)prefix.Address.Value ^ (uint)prefix.Last.Value));
        return Of(new IsakmpPayloadBody.Id(new()
        {
            IdType = IsakmpIdType.Ipv4Subnet,
            Data = new Octets(data),
        }));
    }

    /// <summary>Everything, as an identity of Quick Mode.</summary>
    public static IsakmpPayloadValue Anywhere() => Of(new IsakmpPayloadBody.Id(new()
    {
        IdType = IsakmpIdType.Ipv4Subnet,
        Data = new Octets(new byte[2 * SpiLength]),
    }));

    /// <summary>A Delete of CHILD SAs, by the SPIs on which its sender receives, RFC 2408 §3.15.
    /// </summary>
    public static IsakmpPayloadValue DeleteOf(Items<Spi> spis) =>
        Of(new IsakmpPayloadBody.Delete(new()
        {
            Doi = DomainOfInterpretation.Ipsec,
            ProtocolId = IsakmpProtocolId.Esp,
            SpiSize = SpiLength,
            Spis = [.. spis.Select(Octets)],
        }));

    /// <summary>A Delete of an ISAKMP SA, by its cookies.</summary>
    public static IsakmpPayloadValue DeleteOf(IkeSpiPair cookies) =>
        Of(new IsakmpPayloadBody.Delete(new()
        {
            Doi = DomainOfInterpretation.Ipsec,
            ProtocolId = IsakmpProtocolId.Isakmp,
            SpiSize = CookiesLength,
            Spis = [Octets(cookies)],
        }));

    /// <summary>The SPIs of CHILD SAs that a Delete names.</summary>
    public static IEnumerable<Spi> SpisOf(IsakmpDeletePayloadValue delete) =>
        delete.ProtocolId != IsakmpProtocolId.Esp ? []
        : delete.Spis.Where(spi => spi.Length == SpiLength)
            .Select(spi => new Spi(BinaryPrimitives.ReadUInt32BigEndian(spi.Span)));

    /// <summary>Whether a Delete names an ISAKMP SA.</summary>
    public static bool Names(IsakmpDeletePayloadValue delete, IkeSpiPair cookies) =>
        delete.ProtocolId == IsakmpProtocolId.Isakmp && delete.Spis.Contains(Octets(cookies));

    /// <summary>The ISAKMP SAs that a Delete names.</summary>
    public static IEnumerable<IkeSpiPair> CookiesOf(IsakmpDeletePayloadValue delete) =>
        delete.ProtocolId != IsakmpProtocolId.Isakmp ? []
        : delete.Spis.Where(spi => spi.Length == CookiesLength)
            .Select(spi => new IkeSpiPair(
                new(BinaryPrimitives.ReadUInt64BigEndian(spi.Span)),
                new(BinaryPrimitives.ReadUInt64BigEndian(spi.Span[8..]))));

    /// <summary>The first payload of a kind; null: there is none.</summary>
    public static T? Find<T>(Items<IsakmpPayloadValue> payloads)
        where T : IsakmpPayloadBody
    {
        foreach (var payload in payloads)
        {
            if (payload.Body is T found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The SPI in the first proposal for ESP; null: there is none.</summary>
    public static Spi? SpiIn(Items<IsakmpPayloadValue> payloads) =>
        Find<IsakmpPayloadBody.Sa>(payloads) is
        {
            Value.Body: IsakmpSaPayloadBody.Ipsec
            {
                Value.Body: IpsecSituationBody.IdentityOnly
                {
                    Value.Proposals: { Count: > 0 } proposals,
                },
            },
        }
        && proposals[0] is { Spi: { Length: SpiLength } spi } first
        && first.ProtocolId == IsakmpProtocolId.Esp
            ? new(BinaryPrimitives.ReadUInt32BigEndian(spi.Span))
            : null;

    /// <summary>The octets of an SPI.</summary>
    public static Octets Octets(Spi spi)
    {
        Span<byte> octets = stackalloc byte[SpiLength];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi.Value);
        return new(octets);
    }

    private static Octets Octets(IkeSpiPair cookies)
    {
        Span<byte> octets = stackalloc byte[CookiesLength];
        BinaryPrimitives.WriteUInt64BigEndian(octets, cookies.Initiator.Value);
        BinaryPrimitives.WriteUInt64BigEndian(octets[sizeof(ulong)..], cookies.Responder.Value);
        return new(octets);
    }

    private static IsakmpSaPayloadValue Sa(
        IsakmpProtocolId protocol, Octets spi, byte transform,
        Items<IsakmpAttributeValue> attributes) => new()
        {
            Body = new IsakmpSaPayloadBody.Ipsec(new()
            {
                Body = new IpsecSituationBody.IdentityOnly(new()
                {
                    Proposals =
                    [
                        new()
                        {
                            ProposalNumber = 1,
                            ProtocolId = protocol,
                            Spi = spi,
                            Transforms =
                            [
                                new()
                                {
                                    TransformNumber = 1,
                                    TransformId = new(transform),
                                    Attributes = attributes,
                                },
                            ],
                        },
                    ],
                }),
            }),
        };

    private static IsakmpAttributeValue Short(ushort type, ushort value) => new()
    {
        ShortForm = true,
        AttributeType = type,
        AttributeValue = value,
    };
}
