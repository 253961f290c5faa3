using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>
/// The interface state advertisement of version 1 (Op Code 3), 16 octets: in no RFC, as Cisco
/// routers send it when their interface has groups.
/// </summary>
[Wire(section: "Cisco HSRP interface state advertisement", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Version     |   Op Code     |             Type              |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |            Length             |     State     |  Reserved 1   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Active Groups         |        Passive Groups         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Reserved 2                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct HsrpAdvertisement
{
    /// <summary>0 says version 1.</summary>
    [Const(0)]
    public partial byte Version { get; }

    /// <summary>3, Advertise.</summary>
    [Label("Op Code"), Const(3)]
    public partial HsrpOpcode Opcode { get; }

    /// <summary>What is advertised.</summary>
    public partial HsrpAdvertisementType Type { get; }

    /// <summary>Octets from Type to the end: 14.</summary>
    [Measures(nameof(Type), nameof(Reserved2))]
    public partial ushort Length { get; }

    /// <summary>The interface's state.</summary>
    public partial HsrpAdvertisementState State { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial byte Reserved1 { get; }

    /// <summary>Number of groups on the interface that are active.</summary>
    public partial ushort ActiveGroups { get; }

    /// <summary>Number of groups on the interface that are passive.</summary>
    public partial ushort PassiveGroups { get; }

    /// <summary>No meaning; routers leave it as their memory was.</summary>
    [Reserved]
    public partial uint Reserved2 { get; }
}
