using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator;

/// <summary>Descriptions of SAs, and payloads about them.</summary>
internal static class Descriptions
{
    private const int NonceLength = 16;
    private const int LongNonceLength = 32;

    // Of ML-KEM-768, FIPS 203 table 3.
    private const int KeyLength = 1_184;
    private const int CiphertextLength = 1_088;

    private const int SpiLength = 4;

    /// <summary>The description of a CHILD SA with a prefix behind it.</summary>
    public static Octets Of(Prefix remote) => ChildRoutes.TryDescribe(
        new TrafficSelectorPayloadValue
        {
            Selectors =
            [
                new()
                {
                    Body = new TrafficSelectorBody.Ipv4Range(new()
                    {
                        StartPort = 0,
                        EndPort = ushort.MaxValue,
                        StartingAddress = OctetsOf((uint)remote.Address.Value),
                        EndingAddress = OctetsOf((uint)remote.Last.Value),
                    }),
                },
            ],
        },
        default, out var description, out var error)
        ? description
        : throw new InvalidOperationException(error.ToString());

    /// <summary>What CREATE_CHILD_SA says that rekeys an SA: which one (RFC 7296 §1.3.3), and a
    /// nonce that names the agreement.</summary>
    public static Items<IkePayloadValue> RekeyOf(Spi old, Spi agreed) =>
    [
        new()
        {
            Body = new IkePayloadBody.Notify(new()
            {
                ProtocolId = ProtocolId.Esp,
                Spi = OctetsOf(old.Value),
                Data = new NotifyPayloadData.RekeySa(new()),
            }),
        },
        .. NonceOf(agreed),
    ];

    /// <summary>A nonce that names an agreement.</summary>
    public static Items<IkePayloadValue> NonceOf(Spi agreed)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        nonce.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(nonce, agreed.Value);
        return
        [
            new() { Body = new IkePayloadBody.Nonce(new() { Data = new Octets(nonce) }) },
        ];
    }

    /// <summary>What CREATE_CHILD_SA says that rekeys an IKE SA (RFC 7296 §1.3.2): a longer nonce,
    /// which names the new one, and as many octets of a key exchange as ML-KEM-768 has.</summary>
    /// <param name="agreed">The new one.</param>
    /// <param name="isResponse">Whether it is a ciphertext; else an encapsulation key.</param>
    public static Items<IkePayloadValue> RekeyOfIke(IkeSpi agreed, bool isResponse = false)
    {
        Span<byte> nonce = stackalloc byte[LongNonceLength];
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce, agreed.Value);
        Span<byte> exchanged = stackalloc byte[isResponse ? CiphertextLength : KeyLength];
        Chance.Of(agreed.Value, "key exchange").Fill(exchanged);
        return
        [
            new() { Body = new IkePayloadBody.Nonce(new() { Data = new Octets(nonce) }) },
            new()
            {
                Body = new IkePayloadBody.Ke(new()
                {
                    Method = KeyExchangeMethod.MlKem768,
                    Data = new Octets(exchanged),
                }),
            },
        ];
    }

    /// <summary>The CHILD SA that a nonce names, or IKE_FOLLOWUP_KE; null: none does.</summary>
    public static Spi? AgreedIn(InnerPayloadsValue inner) =>
        NonceIn(inner) is { } nonce
            ? nonce.Length == NonceLength
                ? new(BinaryPrimitives.ReadUInt32BigEndian(nonce.Span))
                : null
            : KeyLinks.Named(inner) is { IsIke: false } named ? new((uint)named.Name) : null;

    /// <summary>The new IKE SA that a nonce names, or IKE_FOLLOWUP_KE; null: none does.</summary>
    public static IkeSpi? AgreedIkeIn(InnerPayloadsValue inner) =>
        NonceIn(inner) is { } nonce
            ? nonce.Length == LongNonceLength
                ? new(BinaryPrimitives.ReadUInt64BigEndian(nonce.Span))
                : null
            : KeyLinks.Named(inner) is { IsIke: true } named ? new(named.Name) : null;

    /// <summary>The SPI of the CHILD SA that REKEY_SA names, where its sender receives; null: there
    /// is none.</summary>
    public static Spi? RekeyedIn(InnerPayloadsValue inner)
    {
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.Notify(var notify)
                && notify.Data is NotifyPayloadData.RekeySa && notify.Spi.Length == SpiLength)
            {
                return new(BinaryPrimitives.ReadUInt32BigEndian(notify.Spi.Span));
            }
        }

        return null;
    }

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

    /// <summary>Whether an answer is a notification of that type.</summary>
    public static bool Refuses(InnerPayloadsValue inner, NotifyType why) => inner.Payloads.Any(
        payload => payload.Body is IkePayloadBody.Notify(var notify)
            && notify.Data is NotifyPayloadData.Unknown(var type, _) && type == why);

    /// <summary>The SPIs of a Delete.</summary>
    public static IEnumerable<Spi> SpisOf(DeletePayloadValue delete)
    {
        foreach (var spi in delete.Spis)
        {
            if (spi.Length == SpiLength)
            {
                yield return new(BinaryPrimitives.ReadUInt32BigEndian(spi.Span));
            }
        }
    }

    private static Octets? NonceIn(InnerPayloadsValue inner)
    {
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.Nonce(var nonce))
            {
                return nonce.Data;
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
