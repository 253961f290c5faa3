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

    /// <summary>
    /// The value, or nothing: 4 octets for an IPv4 address or mask, 8 for both, 16 for an IPv6
    /// address, 17 for one with a prefix length; text.
    /// </summary>
    [Label("Value")]
    [Length(4, 4, Of = nameof(AttributeType), Is = 1, OrZero = true)]
    [Length(4, 4, Of = nameof(AttributeType), Is = 2, OrZero = true)]
    [Length(4, 4, Of = nameof(AttributeType), Is = 3, OrZero = true)]
    [Length(4, 4, Of = nameof(AttributeType), Is = 4, OrZero = true)]
    [Length(4, 4, Of = nameof(AttributeType), Is = 6, OrZero = true)]
    [Length(17, 17, Of = nameof(AttributeType), Is = 8, OrZero = true)]
    [Length(16, 16, Of = nameof(AttributeType), Is = 10, OrZero = true)]
    [Length(16, 16, Of = nameof(AttributeType), Is = 12, OrZero = true)]
    [Length(8, 8, Of = nameof(AttributeType), Is = 13, OrZero = true)]
    [Length(17, 17, Of = nameof(AttributeType), Is = 15, OrZero = true)]
    public partial ReadOnlySpan<byte> AttributeValue { get; }
}
