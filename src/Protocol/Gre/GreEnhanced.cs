using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Gre;

/// <summary>The GRE of PPTP, version 1, RFC 2637 §4.1: 8 to 16 octets and a PPP packet.</summary>
[Wire(rfc: 2637, section: "4.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |C|R|K|S|s|Recur|A| Flags | Ver |         Protocol Type         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Key (HW) Payload Length    |       Key (LW) Call ID        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                  Sequence Number (optional)                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |               Acknowledgment Number (optional)                |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Payload                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct GreEnhanced
{
    /// <summary>No checksum: 0.</summary>
    [Label("C"), Const(0)]
    public partial bool ChecksumPresent { get; }

    /// <summary>No routing: 0.</summary>
    [Label("R"), Const(0)]
    public partial bool RoutingPresent { get; }

    /// <summary>The key is always there: 1.</summary>
    [Label("K"), Const(1)]
    public partial bool KeyPresent { get; }

    /// <summary>Whether Sequence Number (and so a payload) is there.</summary>
    [Label("S")]
    public partial bool SequencePresent { get; }

    /// <summary>No strict source route: 0.</summary>
    [Label("s"), Reserved]
    public partial bool StrictSourceRoute { get; }

    /// <summary>No recursion control: 0.</summary>
    [Label("Recur"), Reserved]
    public partial byte RecursionControl { get; }

    /// <summary>Whether Acknowledgment Number is there.</summary>
    [Label("A")]
    public partial bool AcknowledgmentPresent { get; }

    /// <summary>Zero.</summary>
    [Reserved]
    public partial byte Flags { get; }

    /// <summary>1.</summary>
    [Label("Ver"), Const(1)]
    public partial byte Version { get; }

    /// <summary>0x880b, PPP.</summary>
    public partial EtherType ProtocolType { get; }

    /// <summary>Octets of the payload; the high half of the key.</summary>
    [Label("Key (HW) Payload Length"), Measures(nameof(Payload))]
    public partial ushort PayloadLength { get; }

    /// <summary>The peer's call; the low half of the key.</summary>
    [Label("Key (LW) Call ID")]
    public partial ushort CallId { get; }

    /// <summary>Number of this payload in its call.</summary>
    [Label("Sequence Number (optional)"), When(nameof(SequencePresent), 1)]
    public partial uint? SequenceNumber { get; }

    /// <summary>The highest number received in this call.</summary>
    [Label("Acknowledgment Number (optional)"), When(nameof(AcknowledgmentPresent), 1)]
    public partial uint? AcknowledgmentNumber { get; }

    /// <summary>A PPP packet without its framing; empty in a mere acknowledgment.</summary>
    public partial ReadOnlySpan<byte> Payload { get; }
}
