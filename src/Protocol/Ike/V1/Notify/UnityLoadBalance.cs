using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// UNITY-LOAD-BALANCE (40501): go to another gateway, as Cisco concentrators say it.
/// </summary>
[Wire(section: "Cisco", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Address                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct UnityLoadBalance
{
    /// <summary>The other gateway's IPv4 address.</summary>
    public partial ReadOnlySpan<byte> Address { get; }
}
