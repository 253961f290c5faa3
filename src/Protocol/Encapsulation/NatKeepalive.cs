using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>A NAT keepalive, RFC 3948 §2.3: one octet that says nothing.</summary>
[Wire(rfc: 3948, section: "2.3")]
public readonly ref partial struct NatKeepalive
{
    /// <summary>0xFF.</summary>
    [Bits(8), Const(0xFF)]
    public partial byte Octet { get; }
}
