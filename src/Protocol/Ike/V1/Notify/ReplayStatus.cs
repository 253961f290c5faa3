using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>REPLAY-STATUS (24577), RFC 2407 §4.6.3.2.</summary>
[Wire(rfc: 2407, section: "4.6.3.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Replay Status                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct ReplayStatus
{
    /// <summary>0: the responder does not detect replays; 1: it does.</summary>
    [Label("Replay Status")]
    public partial uint Status { get; }
}
