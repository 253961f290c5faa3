using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Gives each packet of one key the IV that its algorithm asks for: ESP, AH with GMAC, and IKE's
/// SK and SKF. There is one source for each key, and it is never copied: a counter that exists
/// twice forms nonces twice. Allocates nothing for a packet; not for two threads at a time.
/// </summary>
public sealed class IvSource
{
    private readonly NoncePartition _partition;
    private readonly FillRandom _random;
    private ulong _counter;

    /// <summary>A source for one key.</summary>
    /// <param name="encryption">The algorithm, which settles the policy.</param>
    /// <param name="partition">Who sends; used by counter modes.</param>
    /// <param name="random">The caller's random source; used by CBC.</param>
    /// <param name="counter">Where the source before it stopped, in the same reign.</param>
    public IvSource(
        EncryptionSpec encryption, NoncePartition partition, FillRandom random, ulong counter = 0)
    {
        ArgumentNullException.ThrowIfNull(encryption);
        ArgumentNullException.ThrowIfNull(random);
        Policy = IvPolicies.Of(encryption);
        Length = encryption.IvLength;
        _partition = partition;
        _random = random;
        _counter = counter;
    }

    /// <summary>What the IVs are made of.</summary>
    public IvPolicy Policy { get; }

    /// <summary>Octets of each IV.</summary>
    public int Length { get; }

    /// <summary>The counter of the next IV, where the policy is partitioned.</summary>
    public ulong Counter => _counter;

    /// <summary>Writes the next IV; false: none is left, and the SA has to be rekeyed.</summary>
    /// <param name="sequenceNumber">
    /// The packet's own number, of all its 64 bits; used by implicit IVs alone.
    /// </param>
    /// <param name="iv">As many octets as the IV has.</param>
    /// <param name="error">Exhausted, where none is left.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(ulong sequenceNumber, Span<byte> iv, out CryptoError error)
    {
        if (Policy == IvPolicy.Partitioned)
        {
            return _partition.TryWrite(_counter, iv, out error) && ++_counter > 0;
        }

        error = default;
        Fill(sequenceNumber, iv);
        return true;
    }

    /// <summary>Another has formed the IVs below that counter in the same part.</summary>
    internal void PassTo(ulong counter) => _counter = Math.Max(_counter, counter);

    private void Fill(ulong sequenceNumber, Span<byte> iv)
    {
        switch (Policy)
        {
            case IvPolicy.None:
                break;
            case IvPolicy.Random:
                _random(iv);
                break;
            case IvPolicy.SequenceNumber:
                // RFC 8750 §4: the number in 8 octets, with 32-bit numbers behind four zeroes.
                BinaryPrimitives.WriteUInt64BigEndian(iv, sequenceNumber);
                break;
            case IvPolicy.Partitioned:
            default:
                throw new InvalidOperationException($"No such policy: {Policy}");
        }
    }

    /// <summary>The policy and the part; no IV.</summary>
    public override string ToString() => Policy == IvPolicy.Partitioned
        ? $"{Policy}: {_partition}"
        : Policy.ToString();
}
