using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;

namespace Holdfast.Simulation.Simulator;

/// <summary>Descriptions of SAs, and payloads about them.</summary>
internal static class Descriptions
{
    private const int SpiLength = 4;

    /// <summary>A Delete of CHILD SAs, by the SPIs on which the sender receives.</summary>
    public static Items<IkePayloadValue> DeleteOf(Items<Spi> spis) =>
    [
        new()
        {
            Body = new IkePayloadBody.Delete(new()
            {
                ProtocolId = ProtocolId.Esp,
                SpiSize = SpiLength,
                Spis = [.. spis.Select(spi => OctetsOf(spi.Value))],
            }),
        },
    ];

    /// <summary>A Delete of the IKE SA in which it stands.</summary>
    public static Items<IkePayloadValue> DeleteOfIke() =>
    [
        new() { Body = new IkePayloadBody.Delete(new() { ProtocolId = ProtocolId.Ike }) },
    ];

    /// <summary>Notifications as payloads.</summary>
    public static Items<IkePayloadValue> Of(Items<NotifyPayloadValue> notifies) =>
        [.. notifies.Select(one => new IkePayloadValue { Body = new IkePayloadBody.Notify(one) })];

    /// <summary>The notifications in a message.</summary>
    public static Items<NotifyPayloadValue> NotifiesIn(InnerPayloadsValue inner) =>
    [
        .. inner.Payloads.Select(payload => payload.Body).OfType<IkePayloadBody.Notify>()
            .Select(body => body.Value),
    ];

    private static Octets OctetsOf(uint value)
    {
        Span<byte> octets = stackalloc byte[SpiLength];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return new(octets);
    }
}
