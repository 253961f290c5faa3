using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>TICKET_LT_OPAQUE (16409), RFC 5723 §7.2.</summary>
[Wire(rfc: 5723, section: "7.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Lifetime                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Ticket                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct TicketLtOpaque
{
    /// <summary>Seconds for which the ticket is good, counted from when it was sent.</summary>
    public partial uint Lifetime { get; }

    /// <summary>The ticket, opaque to the client.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Ticket { get; }
}
