using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I1a: no nonce is used twice under a key (RFC 4106 §3.1), whoever sends. The nonce of ESP is the
/// IV in the packet, or its sequence number (RFC 8750); IKE repeats a message in the same octets,
/// and only so.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="policyOf">What the IVs of an SA are made of, by the SPI of the peer.</param>
internal sealed class NoncesOnWire(Verdicts verdicts, Func<Spi, IvPolicy> policyOf) : Onlooker
{
    private const string Name = "I1a";
    private readonly Dictionary<(uint Spi, byte Member, ushort Reign), NumberSet> _esp = [];
    private readonly Dictionary<(ulong, ulong, ulong), int> _ike = [];

    public override void Esp(MemberBox member, EspPacket packet)
    {
        var spi = packet.Spi;
        var policy = policyOf(spi);
        var (who, reign, number) = (default(byte), default(ushort), packet.SequenceNumber.Value);
        var counter = (ulong)number;
        switch (policy)
        {
            case IvPolicy.Partitioned when packet.Body.Length >= NoncePartition.IvLength:
                (var partition, counter) = NoncePartition.Read(
                    packet.Body[..NoncePartition.IvLength]);
                (who, reign) = (partition.Member, partition.Reign);
                break;
            case IvPolicy.SequenceNumber:
                break;
            default:
                return;
        }

        if (!Set(_esp, (spi.Value, who, reign)).Add(counter))
        {
            verdicts.Broken(
                Name, $"{member.Name} uses the nonce {who}.{reign}.{counter} again under {spi}");
        }
    }

    public override void Ike(MemberBox member, ReadOnlySpan<byte> message)
    {
        if (!IkeHeader.TryParse(message, out var header, out _))
        {
            return;
        }

        foreach (var payload in header.Payloads)
        {
            if (payload.Type != PayloadType.Encrypted
                || payload.Body.Length < NoncePartition.IvLength)
            {
                continue;
            }

            var iv = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(payload.Body);
            var key = (header.InitiatorSpi.Value, header.ResponderSpi.Value, iv);
            var content = ContentOf(message);
            if (_ike.TryGetValue(key, out var before) && before != content)
            {
                verdicts.Broken(
                    Name, $"{member.Name} uses the nonce {iv:x16} again for other IKE");
            }

            _ike[key] = content;
        }
    }

    /// <summary>A hash of the octets.</summary>
    internal static int ContentOf(ReadOnlySpan<byte> octets)
    {
        var hash = 17L;
        foreach (var octet in octets)
        {
            hash = unchecked((hash * 1_000_003) ^ octet);
        }

        return unchecked((int)(hash ^ (hash >> 32)));
    }

    internal static NumberSet Set<TKey>(Dictionary<TKey, NumberSet> sets, TKey key)
        where TKey : notnull
    {
        if (!sets.TryGetValue(key, out var set))
        {
            sets[key] = set = new();
        }

        return set;
    }
}
