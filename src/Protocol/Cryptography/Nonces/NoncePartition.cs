using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The part of the nonces under one key that belongs to one member of a cluster in one reign. The
/// explicit IV of 8 octets is member (8 bits) ‖ reign (16 bits) ‖ counter (40 bits), big-endian, so
/// that two members, or two reigns of one member, never form the same nonce, even when both are
/// active under the same key (RFC 4106 §3.1 leaves the form of the IV to the sender).
/// </summary>
public readonly record struct NoncePartition
{
    /// <summary>Octets of the IV.</summary>
    public const int IvLength = 8;

    /// <summary>The highest counter of a reign: 40 bits.</summary>
    public const ulong CounterMax = (1UL << CounterBits) - 1;

    private const int CounterBits = 40;
    private const int ReignBits = 16;

    private NoncePartition(byte member, ushort reign)
    {
        Member = member;
        Reign = reign;
    }

    /// <summary>
    /// The part of member 0 in reign 0: of who is alone and keeps no key over a restart.
    /// </summary>
    public static NoncePartition Alone => default;

    /// <summary>The member's number in its cluster.</summary>
    public byte Member { get; }

    /// <summary>How often a member has been promoted so far, over the whole cluster.</summary>
    public ushort Reign { get; }

    /// <summary>
    /// The part of that member in that reign; false: one of them has used up its bits, and the SA
    /// has to be rekeyed by a cluster that counts anew.
    /// </summary>
    public static bool TryCreate(
        ulong member, ulong reign, out NoncePartition partition, out CryptoError error)
    {
        partition = default;
        if (member > byte.MaxValue)
        {
            error = new(CryptoFault.Exhausted, "member of the nonce, rekey");
            return false;
        }

        if (reign > ushort.MaxValue)
        {
            error = new(CryptoFault.Exhausted, "reign of the nonce, rekey");
            return false;
        }

        partition = new((byte)member, (ushort)reign);
        error = default;
        return true;
    }

    /// <summary>Writes the IV with that counter; false: the reign has no such counter.</summary>
    /// <param name="counter">0 for the first packet of the reign.</param>
    /// <param name="iv">8 octets.</param>
    /// <param name="error">Exhausted: the SA has to be rekeyed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryWrite(ulong counter, Span<byte> iv, out CryptoError error)
    {
        if (counter > CounterMax)
        {
            error = new(CryptoFault.Exhausted, "counter of the nonce, rekey");
            return false;
        }

        BinaryPrimitives.WriteUInt64BigEndian(
            iv, ((ulong)Member << (ReignBits + CounterBits))
                | ((ulong)Reign << CounterBits)
                | counter);
        error = default;
        return true;
    }

    /// <summary>Whose IV it is and which counter it has.</summary>
    /// <param name="iv">8 octets.</param>
    public static (NoncePartition Partition, ulong Counter) Read(ReadOnlySpan<byte> iv)
    {
        var value = BinaryPrimitives.ReadUInt64BigEndian(iv);
        return (new((byte)(value >> (ReignBits + CounterBits)), (ushort)(value >> CounterBits)),
            value & CounterMax);
    }

    /// <summary>For example "member 1, reign 7".</summary>
    public override string ToString() => $"member {Member}, reign {Reign}";
}
