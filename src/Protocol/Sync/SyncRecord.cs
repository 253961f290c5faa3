using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>A record of the sync channel: a frame of its stream. An unknown kind is kept.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Version    |      Kind     |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Length                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Body                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncRecord
{
    /// <summary>The version of the schema that the sender speaks.</summary>
    public partial byte Version { get; }

    /// <summary>What kind of record.</summary>
    public partial SyncRecordKind Kind { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial ushort Reserved { get; }

    /// <summary>Octets of the body.</summary>
    [Measures(nameof(Body))]
    public partial uint Length { get; }

    /// <summary>What the kind says.</summary>
    [OneOf(nameof(Kind))]
    [Case(1, typeof(SyncHello), Name = "Hello")]
    [Case(2, typeof(SyncHeartbeat), Name = "Heartbeat")]
    [Case(3, typeof(SyncAcknowledgement), Name = "Acknowledgement")]
    [Case(4, typeof(SyncFact), Name = "Fact")]
    [Case(5, typeof(SyncSnapshotBegin), Name = "SnapshotBegin")]
    [Case(6, typeof(SyncSnapshotPart), Name = "SnapshotPart")]
    [Case(7, typeof(SyncSnapshotEnd), Name = "SnapshotEnd")]
    [Case(8, typeof(SyncDigestReport), Name = "DigestReport")]
    [Case(9, typeof(SyncRepairAfter), Name = "RepairAfter")]
    [Case(10, typeof(SyncRepairPart), Name = "RepairPart")]
    [Case(11, typeof(SyncTerm), Name = "RepairAll")]
    [Case(12, typeof(SyncTerm), Name = "Fence")]
    [Case(13, typeof(SyncRelease), Name = "Release")]
    [Case(14, typeof(SyncOrphans), Name = "Orphans")]
    [Case(15, typeof(SyncKey), Name = "Key")]
    public partial ReadOnlySpan<byte> Body { get; }
}
