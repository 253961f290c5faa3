using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>The options of an <see cref="Ipv4Header"/>, RFC 791 §3.1.</summary>
[Wire(rfc: 791, section: "3.1")]
public readonly ref partial struct Ipv4OptionList
{
    /// <summary>The options; nothing behind the first End means anything.</summary>
    [Rest]
    public partial Many<Ipv4Option> Options { get; }
}
