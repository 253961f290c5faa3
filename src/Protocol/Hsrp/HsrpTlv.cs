using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>A TLV of HSRP version 2: 2 octets and a body.</summary>
[Wire(section: "Cisco HSRP version 2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Type      |    Length     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Body                              ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct HsrpTlv
{
    /// <summary>The type of the body.</summary>
    public partial HsrpTlvType Type { get; }

    /// <summary>Octets of the body.</summary>
    [Measures(nameof(Body))]
    public partial byte Length { get; }

    /// <summary>What the type says; an unknown type keeps its octets.</summary>
    [OneOf(nameof(Type))]
    [Case(1, typeof(HsrpGroupState), Name = "GroupState")]
    [Case(2, typeof(HsrpInterfaceState), Name = "InterfaceState")]
    [Case(3, typeof(HsrpTextAuthentication), Name = "TextAuthentication")]
    [Case(4, typeof(HsrpMd5Authentication), Name = "Md5Authentication")]
    public partial ReadOnlySpan<byte> Body { get; }
}
