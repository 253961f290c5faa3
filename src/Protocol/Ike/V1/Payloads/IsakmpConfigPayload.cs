using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// The Attribute payload of config mode, by which XAUTH asks for names and passwords too.
/// </summary>
[Wire(section: "draft-ietf-ipsec-isakmp-mode-cfg-05 §3.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      Type     |    RESERVED   |           Identifier          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Attributes                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpConfigPayload
{
    /// <summary>Request or reply, set or acknowledgement.</summary>
    [Label("Type")]
    public partial IsakmpConfigType ConfigType { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>Tells the transactions of one exchange from each other.</summary>
    public partial ushort Identifier { get; }

    /// <summary>The attributes.</summary>
    [Rest]
    public partial Many<IsakmpConfigAttribute> Attributes { get; }
}
