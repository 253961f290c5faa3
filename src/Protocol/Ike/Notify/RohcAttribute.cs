using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>An attribute of a ROHC channel, RFC 5857 §3.1.2: 4 octets, or 4 and data.</summary>
[Wire(rfc: 5857, section: "3.1.2")]
public readonly ref partial struct RohcAttribute
{
    /// <summary>
    /// The attribute format: whether the value stands in the place of the length (TV), or behind it
    /// (TLV).
    /// </summary>
    [Label("AF"), Bits(1)]
    public partial bool ShortForm { get; }

    /// <summary>What the attribute says.</summary>
    [Label("Attribute Type"), Bits(15)]
    public partial RohcAttributeType AttributeType { get; }

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
