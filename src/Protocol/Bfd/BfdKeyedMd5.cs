using Holdfast.Codec;

namespace Holdfast.Protocol.Bfd;

/// <summary>
/// Keyed and Meticulous Keyed MD5, RFC 5880 §4.3, behind type and length. Meticulous: the number
/// grows with every packet.
/// </summary>
[Wire(rfc: 5880, section: "4.3")]
public readonly ref partial struct BfdKeyedMd5
{
    /// <summary>Which of several keys.</summary>
    [Bits(8)]
    public partial byte KeyId { get; }

    /// <summary>No meaning.</summary>
    [Bits(8), Reserved]
    public partial byte Reserved { get; }

    /// <summary>Of the packet, against replay.</summary>
    [Bits(32)]
    public partial uint SequenceNumber { get; }

    /// <summary>MD5 of the whole packet with the key in this place.</summary>
    [Bits(128)]
    public partial ReadOnlySpan<byte> Digest { get; }
}
