using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>The body of TLV 3 of HSRP version 2: the clear-text password, 8 octets.</summary>
[Wire(section: "Cisco HSRP version 2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Authentication Data                      |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct HsrpTextAuthentication
{
    /// <summary>The password, filled up with zeros; by default "cisco".</summary>
    public partial ReadOnlySpan<byte> AuthenticationData { get; }
}
