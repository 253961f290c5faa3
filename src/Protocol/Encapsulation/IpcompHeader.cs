using Holdfast.Codec;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>IP payload compression, RFC 3173 §3.3: 4 octets and what is compressed.</summary>
[Wire(rfc: 3173, section: "3.3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Header  |     Flags     | Compression Parameter Index   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                       Compressed payload                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IpcompHeader
{
    /// <summary>The protocol of the payload.</summary>
    public partial IpProtocol NextHeader { get; }

    /// <summary>Zero when sent; ignored by a receiver.</summary>
    public partial byte Flags { get; }

    /// <summary>
    /// The CPI: below 64 it names the algorithm (2 is DEFLATE, RFC 2394), from 256 to 61,439 it
    /// was negotiated.
    /// </summary>
    [Label("Compression Parameter Index")]
    public partial ushort Cpi { get; }

    /// <summary>The payload as the algorithm leaves it.</summary>
    [Label("Compressed payload"), Rest]
    public partial ReadOnlySpan<byte> Payload { get; }
}
