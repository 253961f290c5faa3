using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Gateway.Ike;

/// <summary>Messages under a standing IKE SA, and the payloads in them.</summary>
internal static class IkeMessages
{
    private const byte InitiatorFlag = 0x08;
    private const byte ResponseFlag = 0x20;
    private const int SpiLength = 4;

    /// <summary>A Delete of the IKE SA in which it stands, RFC 7296 §3.11.</summary>
    public static Items<IkePayloadValue> DeleteOfIke { get; } =
    [
        new() { Body = new IkePayloadBody.Delete(new() { ProtocolId = ProtocolId.Ike }) },
    ];

    /// <summary>A message before it is sealed: what stands in it is what is sealed.</summary>
    public static IkeHeaderValue Header(
        LivenessCheck.Sa sa, ExchangeType exchange, uint id, bool isResponse,
        Items<IkePayloadValue> payloads) => new()
        {
            InitiatorSpi = sa.Initiator,
            ResponderSpi = sa.Responder,
            ExchangeType = exchange,
            Flags = new((byte)((sa.IsInitiator ? InitiatorFlag : 0)
                | (isResponse ? ResponseFlag : 0))),
            MessageId = new(id),
            Payloads = payloads,
        };

    /// <summary>A Delete of CHILD SAs, by the SPIs on which the sender receives.</summary>
    public static Items<IkePayloadValue> DeleteOf(Items<Spi> spis) =>
    [
        new()
        {
            Body = new IkePayloadBody.Delete(new()
            {
                ProtocolId = ProtocolId.Esp,
                SpiSize = SpiLength,
                Spis = [.. spis.Select(OctetsOf)],
            }),
        },
    ];

    private static Octets OctetsOf(Spi spi)
    {
        Span<byte> octets = stackalloc byte[SpiLength];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi.Value);
        return new(octets);
    }
}
