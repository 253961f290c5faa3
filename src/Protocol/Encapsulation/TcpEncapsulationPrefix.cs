using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The first six octets that the initiator of a TCP stream sends, RFC 9329 §4.</summary>
[Wire(rfc: 9329, section: "4")]
public readonly ref partial struct TcpEncapsulationPrefix
{
    /// <summary>The ASCII letters IKETCP.</summary>
    [Bits(48), Const(0x494B_4554_4350)]
    public partial ulong Magic { get; }
}
