using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The Pad1 option, RFC 8200 §4.2: one octet.</summary>
[Wire(rfc: 8200, section: "4.2")]
public readonly ref partial struct Ipv6Pad1
{
    /// <summary>0.</summary>
    [Bits(8), Const(0)]
    public partial byte Type { get; }
}
