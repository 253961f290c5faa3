using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The Identification payload of the IPsec DOI, RFC 2407 §4.6.2.</summary>
[Wire(rfc: 2407, section: "4.6.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    ID Type    |  Protocol ID  |              Port             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                      Identification Data                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpIdPayload
{
    /// <summary>How the identity is written.</summary>
    public partial IsakmpIdType IdType { get; }

    /// <summary>The IP protocol, 0 for any.</summary>
    public partial byte ProtocolId { get; }

    /// <summary>The port, 0 for any.</summary>
    public partial ushort Port { get; }

    /// <summary>
    /// An address, an address and mask or two addresses, text, DER or opaque octets.
    /// </summary>
    [Label("Identification Data"), Rest]
    [Length(4, 4, Of = nameof(IdType), Is = 1), Length(8, 8, Of = nameof(IdType), Is = 4)]
    [Length(16, 16, Of = nameof(IdType), Is = 5), Length(32, 32, Of = nameof(IdType), Is = 6)]
    [Length(8, 8, Of = nameof(IdType), Is = 7), Length(32, 32, Of = nameof(IdType), Is = 8)]
    public partial ReadOnlySpan<byte> Data { get; }
}
