using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// What sealed messages are, for those who break them. On the way a Delete looks like any other
/// INFORMATIONAL, so whoever seals one says so, and whoever sends those octets, the same box or the
/// next one, sends a Delete.
/// </summary>
internal sealed class SealedKinds
{
    private readonly HashSet<UInt128> _deletes = [];
    private readonly HashSet<UInt128> _syncs = [];

    /// <summary>Seals a message of IKEv2; null: nobody may, or it can't be.</summary>
    public byte[]? Seal(
        MessageSealer? sealer, IkeHeaderValue header, Items<IkePayloadValue> payloads)
    {
        if (sealer is null || !sealer.TrySeal(
            header with { Payloads = [] }, new InnerPayloadsValue { Payloads = payloads },
            out var octets, out _))
        {
            return null;
        }

        if (IsDelete(payloads))
        {
            _deletes.Add(EndOf(octets));
        }

        return octets;
    }

    /// <summary>An Informational exchange of IKEv1.</summary>
    public byte[] Informational(
        IsakmpSecrets secrets, IkeSpiPair cookies, MessageId id, Information information)
    {
        var octets = secrets.Say(cookies, id, information).ToArray();
        if (information.Children.Count + information.Isakmps.Count > 0)
        {
            _deletes.Add(EndOf(octets));
        }

        return octets;
    }

    /// <summary>A synchronisation of message IDs was sealed, RFC 6311 §5.1.</summary>
    public void Synchronises(ReadOnlySpan<byte> octets) => _syncs.Add(EndOf(octets));

    /// <summary>Whether a message is one.</summary>
    public bool IsSync(ReadOnlySpan<byte> octets) =>
        octets.Length >= 16 && _syncs.Contains(EndOf(octets));

    /// <summary>What a message is.</summary>
    public MessageKind KindOf(ReadOnlySpan<byte> octets)
    {
        var kind = IkeContent.KindOf(octets);
        return kind == MessageKind.IkeLiveness && _deletes.Contains(EndOf(octets))
            ? MessageKind.IkeDelete
            : kind;
    }

    /// <summary>What a message is before it is sealed.</summary>
    public static MessageKind KindOf(IkeHeaderValue message) =>
        IkeContent.KindOf(message.ExchangeType) is var kind
        && kind == MessageKind.IkeLiveness && IsDelete(message.Payloads)
            ? MessageKind.IkeDelete
            : kind;

    private static bool IsDelete(Items<IkePayloadValue> payloads) =>
        payloads.Any(one => one.Body is IkePayloadBody.Delete);

    // What ends a sealed message is as good as random: a tag, or the last block of ciphertext.
    private static UInt128 EndOf(ReadOnlySpan<byte> octets) =>
        BinaryPrimitives.ReadUInt128BigEndian(octets[^16..]);
}
