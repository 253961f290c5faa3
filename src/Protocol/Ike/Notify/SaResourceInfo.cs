using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>SA_RESOURCE_INFO (16444), RFC 9611 §5.1.</summary>
[Wire(rfc: 9611, section: "5.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                      Resource Identifier                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SaResourceInfo
{
    /// <summary>
    /// What the sender calls the resource that the child SA is for; may be empty.
    /// </summary>
    [Label("Resource Identifier"), Rest]
    public partial ReadOnlySpan<byte> Resource { get; }
}
