using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The No Operation option, RFC 791 §3.1: one octet between options.</summary>
[Wire(rfc: 791, section: "3.1")]
public readonly ref partial struct Ipv4NoOperation
{
    /// <summary>1.</summary>
    [Bits(8), Const(1)]
    public partial Ipv4OptionType Type { get; }
}
