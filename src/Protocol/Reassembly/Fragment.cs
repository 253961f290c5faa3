using Holdfast.Codec;

namespace Holdfast.Protocol.Reassembly;

/// <summary>
/// What fragments of one datagram have in common: RFC 791 §3.2 (addresses, identification,
/// protocol), RFC 8200 §4.5 (addresses, identification; Protocol is 0).
/// </summary>
/// <param name="Source">The source address; an IPv4 address in the low 32 bits.</param>
/// <param name="Destination">The destination address.</param>
/// <param name="Identification">16 bits in IPv4, 32 in IPv6.</param>
/// <param name="Version">4 or 6.</param>
/// <param name="Protocol">The protocol number in IPv4.</param>
public readonly record struct FragmentKey(
    UInt128 Source, UInt128 Destination, uint Identification, byte Version, byte Protocol = 0);

/// <summary>One fragment of a datagram.</summary>
/// <param name="Key">The datagram that it belongs to.</param>
/// <param name="Offset">Octets of the datagram's data before it; a multiple of 8.</param>
/// <param name="MoreFollow">Whether it is not the last.</param>
/// <param name="Data">Its octets.</param>
/// <param name="Protocol">
/// The number of what the data begins with; that of the first counts.
/// </param>
/// <param name="Origin">The caller's name for where it came from: a packet's number.</param>
/// <param name="Seconds">When it came, by the caller's clock.</param>
public sealed record Fragment(
    FragmentKey Key, int Offset, bool MoreFollow, Octets Data, byte Protocol, long Origin,
    long Seconds);

/// <summary>How much a table of fragments may hold.</summary>
/// <param name="Datagrams">Datagrams that are not whole; the oldest gives way.</param>
/// <param name="Octets">Octets in all; the oldest datagram gives way.</param>
/// <param name="Fragments">Fragments of one datagram; more refuse it.</param>
/// <param name="Seconds">
/// After so long a datagram that is not whole is given up (RFC 8200 §4.5: 60).
/// </param>
public sealed record FragmentLimits(
    int Datagrams = 64, int Octets = 1 << 20, int Fragments = 1024, int Seconds = 60)
{
    /// <summary>64 datagrams, 1 MiB, 1024 fragments of each, 60 s.</summary>
    public static FragmentLimits Default { get; } = new();
}

/// <summary>What became of a fragment.</summary>
public enum FragmentVerdict : byte
{
    /// <summary>It waits for others.</summary>
    Kept,

    /// <summary>It was the missing one.</summary>
    Joined,

    /// <summary>The same fragment came before.</summary>
    Repeated,

    /// <summary>It overlaps another: the whole datagram is refused (RFC 5722 §4).</summary>
    Overlapping,

    /// <summary>
    /// Its offset is no multiple of 8 octets from 0 on, or it is not the last and its length is no
    /// such multiple (RFC 8200 §4.5).
    /// </summary>
    Uneven,

    /// <summary>It reaches beyond 65,535 octets, or beyond the end that another told.</summary>
    TooFar,

    /// <summary>It has more fellows than the limit.</summary>
    TooMany,

    /// <summary>Its datagram was refused before.</summary>
    Refused,
}

/// <summary>A datagram's data, whole again.</summary>
/// <param name="Data">All of it.</param>
/// <param name="Protocol">The number of what it begins with.</param>
/// <param name="Origins">Where its fragments came from, ascending.</param>
public sealed record JoinedDatagram(Octets Data, byte Protocol, Items<long> Origins);
