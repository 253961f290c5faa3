using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The Vendor ID payload, RFC 7296 §3.12.</summary>
[Wire(rfc: 7296, section: "3.12", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                        Vendor ID (VID)                        ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct VendorIdPayload
{
    /// <summary>
    /// Octets that only the vendor gives meaning to: see <see cref="VendorIds"/>.
    /// </summary>
    [Label("Vendor ID (VID)"), Rest]
    public partial ReadOnlySpan<byte> VendorId { get; }
}
