using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>R-U-THERE (36136) and R-U-THERE-ACK (36137), RFC 3706 §5.3 and §5.4.</summary>
[Wire(rfc: 3706, section: "5.3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Sequence Number                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct DpdSequence
{
    /// <summary>Counts the R-U-THERE messages; the answer repeats it.</summary>
    [Label("Sequence Number")]
    public partial uint Sequence { get; }
}
