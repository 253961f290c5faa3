using Holdfast.Codec;

namespace Holdfast.Protocol.Bfd;

/// <summary>The authentication section of a BFD Control packet, RFC 5880 §4.1.</summary>
[Wire(rfc: 5880, section: "4.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Auth Type   |   Auth Len    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                      Authentication Data                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct BfdAuthentication
{
    /// <summary>The type of the data.</summary>
    [Label("Auth Type")]
    public partial BfdAuthenticationType Type { get; }

    /// <summary>Octets of the section.</summary>
    [Label("Auth Len"), Measures(Extent.Self)]
    public partial byte Length { get; }

    /// <summary>What the type says; an unknown type keeps its octets.</summary>
    [Label("Authentication Data"), Rest, OneOf(nameof(Type))]
    [Case(1, typeof(BfdSimplePassword), Name = "SimplePassword")]
    [Case(2, typeof(BfdKeyedMd5), Name = "KeyedMd5")]
    [Case(3, typeof(BfdKeyedMd5), Name = "MeticulousKeyedMd5")]
    [Case(4, typeof(BfdKeyedSha1), Name = "KeyedSha1")]
    [Case(5, typeof(BfdKeyedSha1), Name = "MeticulousKeyedSha1")]
    public partial ReadOnlySpan<byte> Body { get; }
}
