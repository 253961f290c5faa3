using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The data of a notification that says all by its type: no octets are sent, and what is received
/// is passed over (RFC 4555 §4.2.1 says why).
/// </summary>
[Wire(rfc: 7296, section: "3.10.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Ignored                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct FlagNotification
{
    /// <summary>Octets that a later RFC may give a meaning.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Ignored { get; }
}
