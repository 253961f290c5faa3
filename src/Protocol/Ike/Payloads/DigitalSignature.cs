using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The authentication data of method 14, RFC 7427 §3: an algorithm and a signature.
/// </summary>
[Wire(rfc: 7427, section: "3")]
public readonly ref partial struct DigitalSignature
{
    /// <summary>Octets of the algorithm identifier.</summary>
    [Label("ASN.1 Length"), Bits(8), Measures(nameof(AlgorithmIdentifier))]
    public partial byte AlgorithmLength { get; }

    /// <summary>The DER encoding of the AlgorithmIdentifier.</summary>
    public partial ReadOnlySpan<byte> AlgorithmIdentifier { get; }

    /// <summary>The signature.</summary>
    [Label("Signature Value"), Rest]
    public partial ReadOnlySpan<byte> Signature { get; }
}
