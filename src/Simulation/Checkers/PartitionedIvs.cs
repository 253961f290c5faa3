using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I2: explicit IVs are partitioned by member and reign, so that no generator's state has to be
/// replicated: no octets of an IV are sent twice under a key (RFC 6311 §3.4, RFC 4106 §3.1).
/// </summary>
/// <param name="Used">The IVs that were sent.</param>
/// <param name="Twice">How many were sent twice.</param>
public sealed record PartitionedIvs(Items<ulong> Used, int Twice)
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I2", nameof(PartitionedIvs), "no octets of an IV are sent twice under one key",
        "IVs sent twice", ["IvWithoutReign"]);

    /// <summary>Nothing was sent yet.</summary>
    public static PartitionedIvs None { get; } = new([], 0);

    /// <summary>The octets as they are sent, read as a number.</summary>
    public static ulong Sent(byte member, uint reign, uint counter)
    {
        Span<byte> iv = stackalloc byte[NoncePartition.IvLength];
        return NoncePartition.TryCreate(member, reign, out var partition, out var error)
            && partition.TryWrite(counter, iv, out error)
                ? System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(iv)
                : throw new InvalidOperationException(error.ToString());
    }

    /// <summary>After a packet.</summary>
    public PartitionedIvs Seen(ulong iv) => Used.Span.Contains(iv)
        ? this with { Twice = Twice + 1 }
        : this with { Used = [.. Used.Append(iv).Order()] };
}
