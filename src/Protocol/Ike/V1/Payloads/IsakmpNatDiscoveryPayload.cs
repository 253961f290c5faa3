using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The NAT-D payload, RFC 3947 §3.2; the drafts before it gave it the type 130.</summary>
[Wire(rfc: 3947, section: "3.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                  Hash of the address and port                 ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpNatDiscoveryPayload
{
    /// <summary>The hash of cookies, address and port, by the hash algorithm of phase 1.</summary>
    [Label("Hash of the address and port"), Rest]
    public partial ReadOnlySpan<byte> Hash { get; }
}
