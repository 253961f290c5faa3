using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>A change in a fact; one of an unknown kind keeps its octets.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |              Kind             |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Length                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Body                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncChange
{
    /// <summary>What kind of change.</summary>
    public partial SyncChangeKind Kind { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial ushort Reserved { get; }

    /// <summary>Octets of the body.</summary>
    [Measures(nameof(Body))]
    public partial uint Length { get; }

    /// <summary>What the kind says.</summary>
    [OneOf(nameof(Kind))]
    [Case(1, typeof(SyncEpochBegan), Name = "EpochBegan")]
    [Case(2, typeof(SyncMemberJoined), Name = "MemberJoined")]
    [Case(3, typeof(SyncIkeUp), Name = "IkeUp")]
    [Case(4, typeof(SyncIkeDown), Name = "IkeDown")]
    [Case(5, typeof(SyncIkeRekeyed), Name = "IkeRekeyed")]
    [Case(6, typeof(SyncSealed), Name = "RequestSent")]
    [Case(7, typeof(SyncMessageId), Name = "RequestAnswered")]
    [Case(8, typeof(SyncSealed), Name = "ResponseSent")]
    [Case(9, typeof(SyncMessageId), Name = "SyncSent")]
    [Case(10, typeof(SyncMessageIds), Name = "MessageIdsSynced")]
    [Case(11, typeof(SyncChildUp), Name = "ChildUp")]
    [Case(12, typeof(SyncChildDown), Name = "ChildDown")]
    [Case(13, typeof(SyncLease), Name = "Leased")]
    [Case(14, typeof(SyncFloor), Name = "FloorRaised")]
    [Case(15, typeof(SyncIkeDescribed), Name = "IkeDescribed")]
    [Case(16, typeof(SyncFloor), Name = "FloorLowered")]
    public partial ReadOnlySpan<byte> Body { get; }
}
