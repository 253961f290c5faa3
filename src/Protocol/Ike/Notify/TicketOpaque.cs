using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>TICKET_OPAQUE (16413), RFC 5723 §7.3.</summary>
[Wire(rfc: 5723, section: "7.3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Ticket                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct TicketOpaque
{
    /// <summary>The ticket as it was received.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Ticket { get; }
}
