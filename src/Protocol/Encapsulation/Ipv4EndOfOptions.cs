using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>
/// The End of Options option, RFC 791 §3.1: one octet, repeated to a multiple of 4.
/// </summary>
[Wire(rfc: 791, section: "3.1")]
public readonly ref partial struct Ipv4EndOfOptions
{
    /// <summary>0.</summary>
    [Bits(8), Const(0)]
    public partial Ipv4OptionType Type { get; }
}
