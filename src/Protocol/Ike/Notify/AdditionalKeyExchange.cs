using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>ADDITIONAL_KEY_EXCHANGE (16441), RFC 9370 §2.2.4.</summary>
[Wire(rfc: 9370, section: "2.2.4", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Link                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct AdditionalKeyExchange
{
    /// <summary>Octets of the responder's choice that link the exchanges.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Link { get; }
}
