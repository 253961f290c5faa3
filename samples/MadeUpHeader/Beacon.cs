using Holdfast.Codec;

namespace Lighthouse;

/// <summary>A beacon of a protocol that does not exist.</summary>
[Wire(section: "made up", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Ver=5 |R|     Channel     |Cnt|            Length             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Checksum            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Lamps                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct Beacon
{
    [Label("Ver=5"), Const(5)] public partial byte Version { get; }
    [Label("R"), Reserved] public partial bool Reserved { get; }
    public partial ushort Channel { get; }
    [Label("Cnt"), Counts(nameof(Lamps))] public partial byte LampCount { get; }
    [Measures(Extent.Self)] public partial ushort Length { get; }
    [Checksum(ChecksumAlgorithm.Internet)] public partial ushort Checksum { get; }
    public partial Many<Lamp> Lamps { get; }
}

/// <summary>A lamp of a beacon: a colour and a name, padded to four octets.</summary>
[Wire(section: "made up")]
public readonly ref partial struct Lamp
{
    [Bits(24)] public partial uint Colour { get; }
    [Bits(8), Measures(nameof(Name))] public partial byte NameLength { get; }
    public partial ReadOnlySpan<byte> Name { get; }
    [Padding(PaddingRule.Zero, Align = 4, OnRead = OnRead.Refuse)]
    public partial ReadOnlySpan<byte> Padding { get; }
}
