using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The Key Exchange payload, RFC 2408 §3.7.</summary>
[Wire(rfc: 2408, section: "3.7", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                       Key Exchange Data                       ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpKePayload
{
    /// <summary>The public value of the group that the SA negotiates.</summary>
    [Label("Key Exchange Data"), Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}
