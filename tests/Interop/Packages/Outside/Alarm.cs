using Holdfast.Codec;

namespace Outside;

/// <summary>A header of the consumer's own protocol: what a router says when a peer is lost.</summary>
[Wire(section: "the consumer's own", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Ver=1 |  Res  |    Length     |           Checksum            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Time                              |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Text                              ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Alarm
{
    [Label("Ver=1"), Const(1)] public partial byte Version { get; }

    [Label("Res"), Reserved] public partial byte Reserved { get; }

    [Measures(Extent.Self)] public partial byte Length { get; }

    [Checksum(ChecksumAlgorithm.Internet)] public partial ushort Checksum { get; }

    public partial uint Time { get; }

    [Rest] public partial ReadOnlySpan<byte> Text { get; }
}
