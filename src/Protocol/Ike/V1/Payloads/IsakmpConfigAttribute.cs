using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// A data attribute of config mode, with XAUTH among them: 4 octets, or 4 and data.
/// </summary>
[Wire(section: "draft-ietf-ipsec-isakmp-mode-cfg-05 §3.2")]
public readonly ref partial struct IsakmpConfigAttribute
{
    /// <summary>
    /// The attribute format: whether the value stands in the place of the length (TV), or behind it
    /// (TLV).
    /// </summary>
    [Label("AF"), Bits(1)]
    public partial bool ShortForm { get; }

    /// <summary>What the attribute says.</summary>
    [Label("Attribute Type"), Bits(15)]
    public partial IsakmpConfigAttributeType AttributeType { get; }

    /// <summary>Octets of the data, in the long form.</summary>
    [Label("Attribute Length")]
    [Bits(16)]
    [When(nameof(ShortForm), 0), Measures(nameof(AttributeData))]
    public partial ushort? AttributeLength { get; }

    /// <summary>The value, in the short form.</summary>
    [Label("Attribute Value"), Bits(16), When(nameof(ShortForm), 1)]
    public partial ushort? AttributeValue { get; }

    /// <summary>The value, in the long form.</summary>
    [Label("Attribute Data"), When(nameof(ShortForm), 0)]
    public partial ReadOnlySpan<byte> AttributeData { get; }
}
