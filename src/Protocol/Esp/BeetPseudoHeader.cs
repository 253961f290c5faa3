using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Esp;

/// <summary>
/// The header that carries the IPv4 options of a packet in BEET mode, protocol 94
/// (draft-nikander-esp-beet-mode §5.2): a multiple of 8 octets.
/// </summary>
[Wire(section: "draft-nikander-esp-beet-mode §5.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Header  |  Header Len   |    Pad Len    |   Reserved    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Padding                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                         IPv4 Options                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct BeetPseudoHeader
{
    /// <summary>What the IPv4 header carried.</summary>
    public partial IpProtocol NextHeader { get; }

    /// <summary>Units of 8 octets in the whole header, minus 1.</summary>
    [Label("Header Len"), Measures(Extent.Self, Unit = 8, Bias = -1)]
    public partial byte HeaderLength { get; }

    /// <summary>Octets of padding in front of the options: 0 or 4.</summary>
    [Label("Pad Len"), Measures(nameof(Padding))]
    public partial byte PadLength { get; }

    /// <summary>Zero.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>No Operation options, which are left out again.</summary>
    public partial ReadOnlySpan<byte> Padding { get; }

    /// <summary>The options as they stood in the IPv4 header.</summary>
    [Label("IPv4 Options"), Rest]
    public partial ReadOnlySpan<byte> Options { get; }
}
