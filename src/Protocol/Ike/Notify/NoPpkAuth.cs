using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>NO_PPK_AUTH (16437), RFC 8784 §3.</summary>
[Wire(rfc: 8784, section: "3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                      Authentication Data                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct NoPpkAuth
{
    /// <summary>What the AUTH payload would hold were no post-quantum preshared key used.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> AuthenticationData { get; }
}
