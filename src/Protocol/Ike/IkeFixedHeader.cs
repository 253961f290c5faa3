using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The 28 octets that IKE messages of any version begin with, without their payloads: what a
/// receiver reads of a message whose version it does not know (RFC 7296 §2.5), or that is malformed
/// behind the header.
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
    """)]
public readonly ref partial struct IkeFixedHeader
{
    /// <summary>The initiator's SPI (IKEv1: cookie).</summary>
    public partial IkeSpi InitiatorSpi { get; }

    /// <summary>The responder's SPI (IKEv1: cookie); zero in the first message.</summary>
    public partial IkeSpi ResponderSpi { get; }

    /// <summary>The type of the first payload, in the numbering of the version.</summary>
    public partial byte NextPayload { get; }

    /// <summary>The major version.</summary>
    [Label("MjVer")]
    public partial byte MajorVersion { get; }

    /// <summary>The minor version.</summary>
    [Label("MnVer")]
    public partial byte MinorVersion { get; }

    /// <summary>The exchange, in the numbering of the version.</summary>
    public partial byte ExchangeType { get; }

    /// <summary>The flags, of which the meaning depends on the version.</summary>
    public partial IkeFlags Flags { get; }

    /// <summary>The message ID.</summary>
    public partial MessageId MessageId { get; }

    /// <summary>Octets of the whole message, header included; not checked here.</summary>
    public partial uint Length { get; }
}
