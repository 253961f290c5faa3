using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>A row of a snapshot.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      Kind     |                    Reserved                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Length                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Body                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncRow
{
    /// <summary>What kind of row.</summary>
    public partial SyncRowKind Kind { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial uint Reserved { get; }

    /// <summary>Octets of the body.</summary>
    [Measures(nameof(Body))]
    public partial uint Length { get; }

    /// <summary>What the kind says.</summary>
    [OneOf(nameof(Kind))]
    [Case(1, typeof(SyncMemberRow), Name = "Member")]
    [Case(2, typeof(SyncIkeRow), Name = "Ike")]
    [Case(3, typeof(SyncChildRow), Name = "Child")]
    [Case(4, typeof(SyncKeptRow), Name = "Kept")]
    public partial ReadOnlySpan<byte> Body { get; }
}
