using Holdfast.Codec;
using Holdfast.Protocol;

namespace Holdfast.StateMachines.Replication;

/// <summary>What a takeover of a CHILD SA depends on.</summary>
[Flags]
public enum ChildTraits : byte
{
    /// <summary>Numbers of 32 bits, explicit IVs.</summary>
    None = 0,

    /// <summary>Sequence numbers have 64 bits, RFC 4303 §2.2.1.</summary>
    ExtendedNumbers = 1,

    /// <summary>
    /// The IV is the sequence number (RFC 8750): nothing keeps the nonces of two active members
    /// apart, so the SA moves only when the old one is fenced.
    /// </summary>
    ImplicitIv = 2,
}

/// <summary>What every member knows about a pair of ESP or AH SAs.</summary>
/// <param name="Inbound">The SPI on which it is received.</param>
/// <param name="Outbound">The SPI to which it is sent.</param>
/// <param name="Ike">The IKE SA that made it.</param>
/// <param name="Keys">Its keys, of both directions.</param>
/// <param name="Description">Selectors, algorithms, mode: as the caller encodes them.</param>
/// <param name="Traits">What a takeover depends on.</param>
/// <param name="SentThrough">The highest sequence number that may have been sent.</param>
/// <param name="Floor">The highest sequence number that may have been accepted.</param>
/// <param name="OctetsThrough">Octets that may have been used.</param>
/// <param name="OctetsLast">Octets in its life.</param>
/// <param name="Born">The entry that made it.</param>
public sealed record ChildSa(
    Spi Inbound,
    Spi Outbound,
    IkeSaId Ike,
    KeyHandle Keys,
    Octets Description,
    ChildTraits Traits,
    ulong SentThrough,
    ulong Floor,
    ulong OctetsThrough,
    ulong OctetsLast,
    Position Born) : IRow
{
    /// <summary>Whether sequence numbers have 64 bits.</summary>
    public bool IsExtended => (Traits & ChildTraits.ExtendedNumbers) != 0;

    /// <inheritdoc/>
    public UInt128 Key => Inbound.Value;

    /// <inheritdoc/>
    public StateDigest Digest => StateDigest.Of('C')
        .With(((ulong)Inbound.Value << 32) | Outbound.Value)
        .With(Ike.Initiator.Value).With(Ike.Responder.Value).With(Keys.Value)
        .With(Description).With((ulong)Traits).With(SentThrough).With(Floor)
        .With(OctetsThrough).With(OctetsLast).With(Born);

    /// <summary>SPIs and numbers, no keys.</summary>
    public override string ToString() =>
        $"CHILD SA {Inbound}: sent up to {SentThrough}, accepted up to {Floor}";
}
