using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// The Hash payload, RFC 2408 §3.11; of an encrypted message of phase 2 it is the first.
/// </summary>
[Wire(rfc: 2408, section: "3.11", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Hash Data                           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpHashPayload
{
    /// <summary>The output of the hash function or PRF.</summary>
    [Label("Hash Data"), Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}
