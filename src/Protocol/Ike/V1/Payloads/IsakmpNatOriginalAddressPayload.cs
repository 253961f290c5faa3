using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The NAT-OA payload, RFC 3947 §5.2; the drafts before it gave it the type 131.</summary>
[Wire(rfc: 3947, section: "5.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    ID Type    |                    RESERVED                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Address                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpNatOriginalAddressPayload
{
    /// <summary>1 for IPv4, 5 for IPv6.</summary>
    public partial IsakmpIdType IdType { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial uint Reserved { get; }

    /// <summary>The address before translation: 4 or 16 octets.</summary>
    [Rest]
    [Length(4, 4, Of = nameof(IdType), Is = 1), Length(16, 16, Of = nameof(IdType), Is = 5)]
    public partial ReadOnlySpan<byte> Address { get; }
}
