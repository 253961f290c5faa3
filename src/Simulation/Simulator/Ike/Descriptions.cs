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

    /// <summary>An error, RFC 7296 §3.10.1.</summary>
    public static Items<IkePayloadValue> Refusal(NotifyType why) =>
    [
        new()
        {
            Body = new IkePayloadBody.Notify(new()
            {
                Data = new NotifyPayloadData.Unknown(why, default),
            }),
        },
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

    /// <summary>That MOBIKE is supported, RFC 4555 §3.3.</summary>
    public static Items<IkePayloadValue> MobikeSupported => Of(
        [new() { Data = new NotifyPayloadData.MobikeSupported(new FlagNotificationValue()) }]);

    /// <summary>Whether a message says so.</summary>
    public static bool SupportsMobike(InnerPayloadsValue inner) =>
        NotifiesIn(inner).Any(one => one.Data is NotifyPayloadData.MobikeSupported);

    /// <summary>The cookie that is asked for, RFC 7296 §2.6; null: none is.</summary>
    public static Octets? CookieIn(Items<IkePayloadValue> payloads)
    {
        foreach (var payload in payloads)
        {
            if (payload.Body is IkePayloadBody.Notify(var notify)
                && notify.Data is NotifyPayloadData.Cookie(var cookie))
            {
                return cookie.Data;
            }
        }

        return null;
    }

    private static Octets OctetsOf(uint value)
    {
        Span<byte> octets = stackalloc byte[SpiLength];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return new(octets);
    }
}
