using Holdfast.Codec;

namespace Holdfast.Protocol.Nhrp;

/// <summary>The value of the Vendor Private extension, RFC 2332 §5.3.5.</summary>
[Wire(rfc: 2332, section: "5.3.5")]
public readonly ref partial struct NhrpVendorPrivate
{
    /// <summary>The vendor's number: an 802 organization (OUI).</summary>
    [Label("Vendor ID"), Bits(24)]
    public partial uint VendorId { get; }

    /// <summary>The vendor's data.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}
