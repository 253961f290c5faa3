using Holdfast.Codec;

namespace Holdfast.Protocol.Ah;

/// <summary>
/// The last field of AH, divided by what the SA says: the ICV and the padding that makes the header
/// a multiple of 4 octets in IPv4 and of 8 in IPv6 (RFC 4302 §3.3.3.2.1).
/// </summary>
[Wire(rfc: 4302, section: "3.3.3.2.1", Context = typeof(AhContext))]
public readonly ref partial struct AhIcv
{
    /// <summary>The integrity check value.</summary>
    [Context(nameof(AhContext.IcvLength))]
    public partial ReadOnlySpan<byte> Value { get; }

    /// <summary>
    /// Octets of the sender's choice, covered by the ICV. Free and not computed: some senders align
    /// to 8 octets in IPv4 too.
    /// </summary>
    [Rest]
    public partial ReadOnlySpan<byte> Padding { get; }
}
