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

    /// <summary>The agreement that a nonce names; null: there is no nonce.</summary>
    public static Spi? AgreedIn(InnerPayloadsValue inner)
    {
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.Nonce(var nonce)
                && nonce.Data.Length >= SpiLength)
            {
                return new(BinaryPrimitives.ReadUInt32BigEndian(nonce.Data.Span));
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

    private static Octets OctetsOf(uint value)
    {
        Span<byte> octets = stackalloc byte[SpiLength];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return new(octets);
    }
}
