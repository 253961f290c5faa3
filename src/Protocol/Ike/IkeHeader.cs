using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The IKEv2 header with the payloads of its message, RFC 7296 §3.1: 28 octets and a chain.
/// </summary>
[Wire(rfc: 7296, section: "3.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Initiator SPI                         |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Responder SPI                         |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Payload | MjVer | MnVer | Exchange Type |     Flags     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Message ID                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Length                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Payloads                           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IkeHeader
{
    /// <summary>
    /// The initiator's SPI. Zero is refused by nobody here: RFC 7296 §1.5 allows it in an
    /// INVALID_SPI notification outside of an IKE SA.
    /// </summary>
    public partial IkeSpi InitiatorSpi { get; }

    /// <summary>The responder's SPI; zero in the first message.</summary>
    public partial IkeSpi ResponderSpi { get; }

    /// <summary>The type of the first payload.</summary>
    [First(nameof(Payloads))]
    public partial PayloadType NextPayload { get; }

    /// <summary>The major version, 2.</summary>
    [Label("MjVer"), Const(2)]
    public partial byte MajorVersion { get; }

    /// <summary>The minor version, 0; a receiver ignores it.</summary>
    [Label("MnVer")]
    public partial byte MinorVersion { get; }

    /// <summary>The exchange that the message belongs to.</summary>
    public partial ExchangeType ExchangeType { get; }

    /// <summary>Who sent it, and whether it answers.</summary>
    public partial IkeFlags Flags { get; }

    /// <summary>Matches responses to requests and tells retransmissions, RFC 7296 §2.2.</summary>
    public partial MessageId MessageId { get; }

    /// <summary>Octets of the whole message, header included.</summary>
    [Measures(Extent.Self)]
    public partial uint Length { get; }

    /// <summary>The payloads, each naming the type of the next.</summary>
    [Chain(End = 0)]
    public partial Chain<IkePayload> Payloads { get; }
}
