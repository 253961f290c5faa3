using Holdfast.Protocol;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Replication;

/// <summary>
/// The SPIs that one member of a cluster chooses: their lowest octet is its number, so two members
/// never choose the same one, connected or not (RFC 6027 §3.9).
/// </summary>
/// <param name="Member">The member's number.</param>
public readonly record struct SpiPartition(byte Member)
{
    /// <summary>The SPI of an inbound ESP or AH SA from random bits.</summary>
    /// <param name="random">Of which the upper 24 bits are used.</param>
    /// <returns>Never 0 to 255, which RFC 4303 §2.1 reserves.</returns>
    public Spi Make(uint random)
    {
        var upper = random & ~0xFFu;
        return new((upper == 0 ? 0x100u : upper) | Member);
    }

    /// <summary>The SPI of a new inbound ESP or AH SA: the first that is free, from random bits
    /// on. Of 24 bits two are drawn alike among few thousand SAs, and an SPI stands for one SA
    /// until that is gone (RFC 4303 §2.1).</summary>
    /// <param name="random">Of which the upper 24 bits are used.</param>
    /// <param name="isTaken">Whether an SA has it: one that is known, or one that is being made.
    /// </param>
    /// <returns>Null: all are taken.</returns>
    public Spi? MakeFree(uint random, Func<Spi, bool> isTaken)
    {
        ArgumentNullException.ThrowIfNull(isTaken);
        var first = Make(random);
        var spi = first;
        while (isTaken(spi))
        {
            spi = Make(unchecked(spi.Value + 0x100));
            if (spi == first)
            {
                return null;
            }
        }

        return spi;
    }

    /// <summary>Our SPI of an IKE SA from random bits, never 0 (RFC 7296 §2.6).</summary>
    /// <param name="random">Of which the upper 56 bits are used.</param>
    public IkeSpi Make(ulong random)
    {
        var upper = random & ~0xFFuL;
        return new((upper == 0 ? 0x100u : upper) | Member);
    }

    /// <summary>Our SPI of a new IKE SA: the first that is free, from random bits on. Two drawn
    /// alike are rare, and a request would reach the wrong SA (RFC 7296 §2.6, RFC 2408 §2.5.3).
    /// </summary>
    /// <param name="random">Of which the upper 56 bits are used.</param>
    /// <param name="isTaken">Whether an IKE SA has it: one that is known, or one that is being
    /// made.</param>
    /// <returns>Null: all are taken.</returns>
    public IkeSpi? MakeFree(ulong random, Func<IkeSpi, bool> isTaken)
    {
        ArgumentNullException.ThrowIfNull(isTaken);
        var first = Make(random);
        var spi = first;
        while (isTaken(spi))
        {
            spi = Make(unchecked(spi.Value + 0x100));
            if (spi == first)
            {
                return null;
            }
        }

        return spi;
    }

    /// <summary>Whether this member chose it.</summary>
    public bool Owns(Spi spi) => (byte)spi.Value == Member;

    /// <summary>Whether this member chose it.</summary>
    public bool Owns(IkeSpi spi) => (byte)spi.Value == Member;
}
