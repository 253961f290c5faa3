namespace Sample;

public readonly record struct Lengths(int Icv);

[Wire(rfc: 4303, section: "2", figure: """
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Sequence Number                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Payload                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Padding                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Pad Length   |  Next Header  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              ICV                              ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(Lengths))]
public readonly ref partial struct Trailed
{
    public partial uint SequenceNumber { get; }
    [Rest] public partial ReadOnlySpan<byte> Payload { get; }
    [Trailer, Padding(PaddingRule.Counting, OnRead = OnRead.Refuse)]
    public partial ReadOnlySpan<byte> Padding { get; }
    [Trailer, Measures(nameof(Padding))] public partial byte PadLength { get; }
    [Trailer] public partial byte NextHeader { get; }
    [Trailer, Context(nameof(Lengths.Icv))] public partial ReadOnlySpan<byte> Icv { get; }
}
