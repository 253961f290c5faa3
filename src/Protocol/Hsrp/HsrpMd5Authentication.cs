using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Hsrp;

/// <summary>The body of TLV 4 of HSRP (both versions): MD5 authentication, 28 octets.</summary>
[Wire(section: "Cisco HSRP version 2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Algorithm   |   Reserved    |             Flags             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          IP Address                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Key ID                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                                                               |
    |                      Authentication Data                      |
    |                                                               |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct HsrpMd5Authentication
{
    /// <summary>1 is MD5.</summary>
    public partial byte Algorithm { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>No known meaning; covered by the digest.</summary>
    public partial ushort Flags { get; }

    /// <summary>The address of the sending interface.</summary>
    [Label("IP Address")]
    public partial Ipv4Address IpAddress { get; }

    /// <summary>Number of the key in its chain.</summary>
    [Label("Key ID")]
    public partial uint KeyId { get; }

    /// <summary>The digest, 16 octets.</summary>
    [Label("Authentication Data")]
    public partial ReadOnlySpan<byte> Digest { get; }
}
