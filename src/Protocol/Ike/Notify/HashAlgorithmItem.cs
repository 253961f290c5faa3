using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>One hash algorithm, RFC 7427 §4.</summary>
[Wire(rfc: 7427, section: "4")]
public readonly ref partial struct HashAlgorithmItem
{
    /// <summary>The algorithm.</summary>
    [Label("Hash Algorithm"), Bits(16)]
    public partial HashAlgorithm Algorithm { get; }
}
