using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The security label of a traffic selector, RFC 9478 §2.1.</summary>
[Wire(rfc: 9478, section: "2.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                         Security Label                        ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct TsSecurityLabel
{
    /// <summary>The label, opaque; at least one octet where the sender obeys the RFC.</summary>
    [Label("Security Label"), Rest]
    public partial ReadOnlySpan<byte> Label { get; }
}
