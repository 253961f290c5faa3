using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>An IPv6 option with a length, RFC 8200 §4.2: 2 octets and data.</summary>
[Wire(rfc: 8200, section: "4.2")]
public readonly ref partial struct Ipv6TypedOption
{
    /// <summary>The type; its first bits say what a host that does not know it must do.</summary>
    [Label("Option Type"), Bits(8), NonZero]
    public partial byte Type { get; }

    /// <summary>Octets of the data.</summary>
    [Label("Opt Data Len"), Bits(8), Measures(nameof(Data))]
    public partial byte Length { get; }

    /// <summary>The option's data.</summary>
    [Label("Option Data")]
    public partial ReadOnlySpan<byte> Data { get; }
}
