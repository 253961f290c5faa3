using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Fibre Channel addresses, R_CTLs and types of a traffic selector, RFC 4595 §4.4.
/// </summary>
[Wire(rfc: 4595, section: "4.4", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    RESERVED   |                Starting Address               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    RESERVED   |                 Ending Address                |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Starting R_CTL|  Ending R_CTL | Starting Type |  Ending Type  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct FcRange
{
    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>The smallest address.</summary>
    public partial uint StartingAddress { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Label("RESERVED"), Reserved]
    public partial byte Reserved2 { get; }

    /// <summary>The largest address.</summary>
    public partial uint EndingAddress { get; }

    /// <summary>The smallest R_CTL.</summary>
    public partial byte StartingRCtl { get; }

    /// <summary>The largest R_CTL.</summary>
    public partial byte EndingRCtl { get; }

    /// <summary>The smallest type.</summary>
    public partial byte StartingType { get; }

    /// <summary>The largest type.</summary>
    public partial byte EndingType { get; }
}
