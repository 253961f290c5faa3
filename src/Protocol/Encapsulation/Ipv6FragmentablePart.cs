using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>
/// What the fragments of an IPv6 datagram are pieces of, RFC 8200 §4.5: further extension headers
/// and the payload. Also what stands behind the fragment header of a packet that is whole.
/// </summary>
[Wire(rfc: 8200, section: "4.5")]
public readonly ref partial struct Ipv6FragmentablePart
{
    /// <summary>The Next Header of the first fragment's fragment header.</summary>
    [Tag, First(nameof(Extensions))]
    public partial IpProtocol FirstHeader { get; }

    /// <summary>Extension headers.</summary>
    [Chain(End = 59, EndsAtUnknown = true)]
    public partial Chain<Ipv6Extension> Extensions { get; }

    /// <summary>What the last header names.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Payload { get; }
}
