using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>AUTH_LIFETIME (16403), RFC 4478 §3.</summary>
[Wire(rfc: 4478, section: "3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Lifetime                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct AuthLifetime
{
    /// <summary>Seconds until the IKE SA is to be authenticated anew.</summary>
    public partial uint Lifetime { get; }
}
