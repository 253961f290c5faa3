using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Hsrp;

/// <summary>
/// The 20 octets of <see cref="HsrpV1"/>, RFC 2281 §5.1; what follows them is not looked at.
/// </summary>
[Wire(rfc: 2281, section: "5.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Version     |   Op Code     |     State     |   Hellotime   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Holdtime    |   Priority    |     Group     |   Reserved    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Authentication Data                      |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Virtual IP Address                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct HsrpV1Header
{
    /// <summary>0 says version 1.</summary>
    [Const(0)]
    public partial byte Version { get; }

    /// <summary>Hello, Coup or Resign.</summary>
    [Label("Op Code"), Range(0, 2)]
    public partial HsrpOpcode Opcode { get; }

    /// <summary>The sender's state, in the code of version 1.</summary>
    public partial HsrpV1State State { get; }

    /// <summary>Seconds between Hellos; 0 in some timers of less than a second.</summary>
    [Label("Hellotime")]
    public partial byte HelloTime { get; }

    /// <summary>Seconds for which a Hello is good.</summary>
    [Label("Holdtime")]
    public partial byte HoldTime { get; }

    /// <summary>Higher wins; on a tie the higher address.</summary>
    public partial byte Priority { get; }

    /// <summary>The standby group.</summary>
    public partial byte Group { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>The clear-text password, 8 octets; by default "cisco" and zeros.</summary>
    public partial ReadOnlySpan<byte> AuthenticationData { get; }

    /// <summary>The group's address; 0.0.0.0 from a router that has not learned it.</summary>
    [Label("Virtual IP Address")]
    public partial Ipv4Address VirtualIp { get; }
}
