using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>A TCP segment, RFC 9293 §3.1: 20 octets, options, and the payload to the end.</summary>
[Wire(rfc: 9293, section: "3.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          Source Port          |       Destination Port        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Sequence Number                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                    Acknowledgment Number                      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |DOffset|         Flags         |            Window             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Checksum            |         Urgent Pointer        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Options                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Payload                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct TcpHeader
{
    /// <summary>The sender's port.</summary>
    public partial ushort SourcePort { get; }

    /// <summary>The receiver's port.</summary>
    public partial ushort DestinationPort { get; }

    /// <summary>Number of the first octet of the payload.</summary>
    public partial uint SequenceNumber { get; }

    /// <summary>The next octet that is expected, where the flag ACK is set.</summary>
    public partial uint AcknowledgmentNumber { get; }

    /// <summary>Words of 4 octets in the header, options included; at least 5.</summary>
    [Label("DOffset"), Measures(nameof(SourcePort), nameof(Options), Unit = 4)]
    public partial byte DataOffset { get; }

    /// <summary>The 12 bits behind: 4 of them reserved, then CWR to FIN.</summary>
    public partial TcpFlags Flags { get; }

    /// <summary>Octets that the sender is ready to receive, before scaling.</summary>
    public partial ushort Window { get; }

    /// <summary>The sum over pseudo-header and segment, as sent.</summary>
    public partial ushort Checksum { get; }

    /// <summary>The end of urgent data, where the flag URG is set.</summary>
    public partial ushort UrgentPointer { get; }

    /// <summary>The options, a multiple of 4 octets.</summary>
    public partial ReadOnlySpan<byte> Options { get; }

    /// <summary>The user's octets.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Payload { get; }
}
