using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The authorities that a certificate request names: SHA-1 hashes of the SubjectPublicKeyInfo of
/// trusted authorities, 20 octets each, RFC 7296 §3.7.
/// </summary>
[Wire(rfc: 7296, section: "3.7", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                    Certification Authority                    ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct AuthorityHashes
{
    /// <summary>The hashes; none asks for any authority.</summary>
    [Label("Certification Authority"), Rest, Size(20)]
    public partial OctetBlocks Hashes { get; }
}
