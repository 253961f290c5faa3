using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// IKEV2_MESSAGE_ID_SYNC (16422), RFC 6311 §6.3: how a failed-over member and its peer agree on
/// message IDs.
/// </summary>
[Wire(rfc: 6311, section: "6.3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Nonce Data                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                  EXPECTED_SEND_REQ_MESSAGE_ID                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                  EXPECTED_RECV_REQ_MESSAGE_ID                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct MessageIdSync
{
    /// <summary>Random octets of the request, the same in the response.</summary>
    [Label("Nonce Data")]
    public partial ReadOnlySpan<byte> Nonce { get; }

    /// <summary>The ID that the sender will use in its next request.</summary>
    [Label("EXPECTED_SEND_REQ_MESSAGE_ID")]
    public partial MessageId ExpectedSend { get; }

    /// <summary>The ID that the sender expects in the next request from its peer.</summary>
    [Label("EXPECTED_RECV_REQ_MESSAGE_ID")]
    public partial MessageId ExpectedReceive { get; }
}
