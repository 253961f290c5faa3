using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// In whose place an SA is, and of which exchange it comes: what a member has to know that takes
/// over before the old one is deleted, RFC 7296 §2.8. It belongs to the description of the SA.
/// </summary>
/// <param name="IsOurs">Whether we began the exchange.</param>
/// <param name="Lowest">The lowest of its nonces.</param>
/// <param name="Child">The inbound SPI of the CHILD SA that it replaces; null: none.</param>
/// <param name="Ike">The IKE SA that it replaces; null: none.</param>
public sealed record SaOrigin(bool IsOurs, Octets Lowest, Spi? Child, IkeSaId? Ike)
{
    private const byte OursFlag = 1;
    private const byte RedundantFlag = 2;
    private const byte IkeFlag = 4;
    private const int LengthOfSpi = 4;
    private const int LengthOfSpis = 16;

    /// <summary>Whether the peer's replacement stays, so that we delete ours.</summary>
    public bool IsRedundant { get; init; }

    /// <summary>Flags (1 ours, 2 redundant, 4 of an IKE SA), the SPI of a CHILD SA or both of an
    /// IKE SA, and behind them the nonce.</summary>
    public Octets ToOctets()
    {
        Span<byte> octets = stackalloc byte[1 + LengthOfSpis];
        octets[0] = (byte)((IsOurs ? OursFlag : 0) | (IsRedundant ? RedundantFlag : 0)
            | (Ike is not null ? IkeFlag : 0));
        if (Ike is { } ike)
        {
            BinaryPrimitives.WriteUInt64BigEndian(octets[1..], ike.Initiator.Value);
            BinaryPrimitives.WriteUInt64BigEndian(octets[9..], ike.Responder.Value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets[1..], Child?.Value ?? 0);
        }

        return new([.. octets[..(1 + (Ike is null ? LengthOfSpi : LengthOfSpis))],
            .. Lowest.Span]);
    }

    /// <summary>Reads it; null: it is none.</summary>
    public static SaOrigin? Read(ReadOnlySpan<byte> octets)
    {
        if (octets.Length == 0 || octets[0] > (OursFlag | RedundantFlag | IkeFlag))
        {
            return null;
        }

        var isIke = (octets[0] & IkeFlag) != 0;
        var at = 1 + (isIke ? LengthOfSpis : LengthOfSpi);
        if (octets.Length <= at)
        {
            return null;
        }

        return new(
            (octets[0] & OursFlag) != 0, new(octets[at..]),
            isIke ? null : new Spi(BinaryPrimitives.ReadUInt32BigEndian(octets[1..])),
            isIke
                ? new IkeSaId(
                    new(BinaryPrimitives.ReadUInt64BigEndian(octets[1..])),
                    new(BinaryPrimitives.ReadUInt64BigEndian(octets[9..])))
                : null)
        {
            IsRedundant = (octets[0] & RedundantFlag) != 0,
        };
    }
}
