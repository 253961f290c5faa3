using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The Identification payloads IDi, IDr and IDg, RFC 7296 §3.5.</summary>
[Wire(rfc: 7296, section: "3.5", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    ID Type    |                    RESERVED                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                      Identification Data                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IdPayload
{
    /// <summary>How the identity is written.</summary>
    public partial IdType IdType { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial uint Reserved { get; }

    /// <summary>
    /// The identity: 4 octets for an IPv4 address, 16 for IPv6, text, DER or opaque octets.
    /// </summary>
    [Label("Identification Data"), Rest]
    [Length(4, 4, Of = nameof(IdType), Is = 1), Length(16, 16, Of = nameof(IdType), Is = 5)]
    public partial ReadOnlySpan<byte> Data { get; }
}
