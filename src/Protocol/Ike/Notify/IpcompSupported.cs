using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>IPCOMP_SUPPORTED (16387), RFC 7296 §2.22.</summary>
[Wire(rfc: 7296, section: "2.22")]
public readonly ref partial struct IpcompSupported
{
    /// <summary>The sender's Compression Parameter Index.</summary>
    [Label("IPComp CPI"), Bits(16)]
    public partial ushort Cpi { get; }

    /// <summary>The algorithm.</summary>
    [Label("Transform ID"), Bits(8)]
    public partial IpcompTransform Transform { get; }

    /// <summary>Attributes of the algorithm, if it has any.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Attributes { get; }
}
