using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Gre;

/// <summary>
/// GRE with key and sequence number, RFC 2784 §2.1 and RFC 2890 §2: 4 to 16 octets and the payload.
/// </summary>
[Wire(rfc: 2890, section: "2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |C|R|K|S|R0 |  Reserved0  | Ver |         Protocol Type         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      Checksum (optional)      |    Reserved 1 (optional)      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Key (optional)                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                  Sequence Number (optional)                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Payload                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct GreHeader
{
    /// <summary>Whether Checksum and Reserved 1 are there.</summary>
    [Label("C")]
    public partial bool ChecksumPresent { get; }

    /// <summary>
    /// The routing of RFC 1701, which RFC 2784 withdrew: such a packet must be discarded (§2.3).
    /// </summary>
    [Label("R"), Reserved(OnRead = OnRead.Refuse)]
    public partial bool RoutingPresent { get; }

    /// <summary>Whether Key is there, RFC 2890 §2.</summary>
    [Label("K")]
    public partial bool KeyPresent { get; }

    /// <summary>Whether Sequence Number is there, RFC 2890 §2.</summary>
    [Label("S")]
    public partial bool SequencePresent { get; }

    /// <summary>
    /// Bits 4 and 5, of RFC 1701's routing too: set, the packet must be discarded.
    /// </summary>
    [Label("R0"), Reserved(OnRead = OnRead.Refuse)]
    public partial byte RoutingControl { get; }

    /// <summary>Bits 6 to 12: zero, ignored on receipt (RFC 2784 §2.3).</summary>
    [Reserved]
    public partial byte Reserved0 { get; }

    /// <summary>0; <see cref="GreEnhanced"/> is 1.</summary>
    [Label("Ver"), Const(0)]
    public partial byte Version { get; }

    /// <summary>The EtherType of the payload.</summary>
    public partial EtherType ProtocolType { get; }

    /// <summary>The sum over header and payload, RFC 2784 §2.5.</summary>
    [Label("Checksum (optional)"), When(nameof(ChecksumPresent), 1)]
    [Checksum(ChecksumAlgorithm.Internet, OnRead = OnRead.Ignore)]
    public partial ushort? Checksum { get; }

    /// <summary>Zero, with the checksum.</summary>
    [Label("Reserved 1 (optional)"), When(nameof(ChecksumPresent), 1), Reserved]
    public partial ushort? Reserved1 { get; }

    /// <summary>Tells one flow or tunnel from another, RFC 2890 §2.1.</summary>
    [Label("Key (optional)"), When(nameof(KeyPresent), 1)]
    public partial uint? Key { get; }

    /// <summary>Order of packets within a key, RFC 2890 §2.2.</summary>
    [Label("Sequence Number (optional)"), When(nameof(SequencePresent), 1)]
    public partial uint? SequenceNumber { get; }

    /// <summary>The packet that Protocol Type names.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Payload { get; }
}
