using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>SUPPORTED_AUTH_METHODS (16443), RFC 9593 §3.2.</summary>
[Wire(rfc: 9593, section: "3.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                         Announcements                         ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SupportedAuthMethods
{
    /// <summary>The methods, the most preferred first.</summary>
    [Rest]
    public partial Many<AuthMethodAnnouncement> Announcements { get; }
}
