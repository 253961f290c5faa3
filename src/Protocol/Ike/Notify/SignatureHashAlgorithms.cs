using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>SIGNATURE_HASH_ALGORITHMS (16431), RFC 7427 §4.</summary>
[Wire(rfc: 7427, section: "4", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                        Hash Algorithms                        ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SignatureHashAlgorithms
{
    /// <summary>The hash algorithms that the sender takes in signatures.</summary>
    [Label("Hash Algorithms"), Rest]
    public partial Many<HashAlgorithmItem> Algorithms { get; }
}
