using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// The IKEv1 (ISAKMP) header with the payloads of its message, RFC 2408 §3.1: 28 octets, then a
/// chain of payloads, or ciphertext when the E flag is set.
/// </summary>
[Wire(rfc: 2408, section: "3.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Initiator Cookie                       |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Responder Cookie                       |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Payload | MjVer | MnVer | Exchange Type | RESERVED|A|C|E|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Message ID                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Length                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Payloads                           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Ciphertext                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpHeader
{
    /// <summary>The initiator's cookie.</summary>
    [Label("Initiator Cookie")]
    public partial IkeSpi InitiatorSpi { get; }

    /// <summary>The responder's cookie; zero in the first message.</summary>
    [Label("Responder Cookie")]
    public partial IkeSpi ResponderSpi { get; }

    /// <summary>
    /// The type of the first payload; of an encrypted message that of the first one inside.
    /// </summary>
    [First(nameof(Payloads))]
    public partial IsakmpPayloadType NextPayload { get; }

    /// <summary>The major version, 1.</summary>
    [Label("MjVer"), Const(1)]
    public partial byte MajorVersion { get; }

    /// <summary>The minor version, 0.</summary>
    [Label("MnVer")]
    public partial byte MinorVersion { get; }

    /// <summary>The exchange that the message belongs to.</summary>
    public partial IsakmpExchangeType ExchangeType { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>Authenticated but not encrypted (RFC 2408 §3.1).</summary>
    [Label("A")]
    public partial bool AuthenticationOnly { get; }

    /// <summary>The peer is to wait for a CONNECTED notification.</summary>
    [Label("C")]
    public partial bool Commit { get; }

    /// <summary>What follows the header is ciphertext.</summary>
    [Label("E")]
    public partial bool Encrypted { get; }

    /// <summary>0 in phase 1; random in each exchange of phase 2.</summary>
    public partial MessageId MessageId { get; }

    /// <summary>Octets of the whole message, header included.</summary>
    [Measures(Extent.Self)]
    public partial uint Length { get; }

    /// <summary>The payloads of a message in the clear.</summary>
    [When(nameof(Encrypted), 0), Chain(End = 0)]
    public partial Chain<IsakmpPayload> Payloads { get; }

    /// <summary>The payloads of an encrypted message: whole blocks of the cipher.</summary>
    [When(nameof(Encrypted), 1), Rest, Encrypted(typeof(IsakmpPlaintext))]
    public partial ReadOnlySpan<byte> Ciphertext { get; }

    /// <summary>The octet with all flags.</summary>
    public IkeFlags Flags => new(Octets[19]);
}
