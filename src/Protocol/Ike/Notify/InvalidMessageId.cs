using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>INVALID_MESSAGE_ID (9), RFC 7296 §2.3.</summary>
[Wire(rfc: 7296, section: "3.10.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Message ID                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct InvalidMessageId
{
    /// <summary>The ID outside of the window.</summary>
    public partial MessageId MessageId { get; }
}
