using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>A configuration attribute, RFC 7296 §3.15.1.</summary>
[Wire(rfc: 7296, section: "3.15.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |R|        Attribute Type       |             Length            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Value                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct ConfigurationAttribute
{
    /// <summary>Zero; ignored by a receiver.</summary>
    [Label("R"), Reserved]
    public partial bool Reserved { get; }

    /// <summary>What the attribute says.</summary>
    public partial CfgAttributeType AttributeType { get; }

    /// <summary>Octets of the value; 0 asks for one.</summary>
    [Measures(nameof(AttributeValue))]
    public partial ushort Length { get; }

    /// <summary>The value: an address, a subnet, text.</summary>
    [Label("Value")]
    public partial ReadOnlySpan<byte> AttributeValue { get; }
}
