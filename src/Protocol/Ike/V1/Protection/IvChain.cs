using System.Buffers.Binary;
using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// The IV of the next message, RFC 2409 appendix B: of phase 1, or of one exchange of phase 2.
/// Each message's last block is the IV of the next one, whoever sends it.
/// </summary>
/// <param name="Iv">As long as the block of the cipher.</param>
public readonly record struct IvChain(Octets Iv)
{
    /// <summary>The IV of the first encrypted message of phase 1: hash(g^xi | g^xr).</summary>
    /// <param name="hash">The hash of phase 1.</param>
    /// <param name="exchange">The public values.</param>
    /// <param name="blockLength">Octets of the cipher's block.</param>
    public static IvChain OfPhaseOne(
        PhaseOneHash hash, PhaseOneExchange exchange, int blockLength)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return Of(
            hash, [.. exchange.KeOfInitiator.Span, .. exchange.KeOfResponder.Span], blockLength);
    }

    /// <summary>
    /// The IV of the first message of an exchange of phase 2: hash(last block of phase 1 | M-ID).
    /// To be asked of the chain of phase 1 when that is over.
    /// </summary>
    /// <param name="hash">The hash of phase 1.</param>
    /// <param name="id">The message ID of the exchange.</param>
    public IvChain OfPhaseTwo(PhaseOneHash hash, MessageId id)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, id.Value);
        return Of(hash, [.. Iv.Span, .. number], Iv.Length);
    }

    /// <summary>The chain behind a message.</summary>
    /// <param name="ciphertext">All blocks of the message.</param>
    public IvChain After(ReadOnlySpan<byte> ciphertext) =>
        ciphertext.Length < Iv.Length ? this : new(new Octets(ciphertext[^Iv.Length..]));

    private static IvChain Of(PhaseOneHash hash, ReadOnlySpan<byte> octets, int blockLength) =>
        new(new Octets(PhaseOneHashing.Compute(hash, octets).AsSpan(0, blockLength)));
}
