using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>An IPv4 option with a length, RFC 791 §3.1: 2 octets and data.</summary>
[Wire(rfc: 791, section: "3.1")]
public readonly ref partial struct Ipv4TypedOption
{
    /// <summary>The type: copied flag, class and number; 0 and 1 have no length.</summary>
    [Bits(8), Range(2, 255)]
    public partial Ipv4OptionType Type { get; }

    /// <summary>Octets of the whole option.</summary>
    [Bits(8), Measures(Extent.Self)]
    public partial byte Length { get; }

    /// <summary>The option's data.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}
