using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The Configuration payload, RFC 7296 §3.15.</summary>
[Wire(rfc: 7296, section: "3.15", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    CFG Type   |                    RESERVED                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                    Configuration Attributes                   ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct ConfigurationPayload
{
    /// <summary>Request or reply, set or acknowledgement.</summary>
    public partial CfgType CfgType { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial uint Reserved { get; }

    /// <summary>The attributes.</summary>
    [Label("Configuration Attributes"), Rest]
    public partial Many<ConfigurationAttribute> Attributes { get; }
}
