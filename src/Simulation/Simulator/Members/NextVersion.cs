using Holdfast.Codec;
using Holdfast.Protocol.Sync;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// What a member says that speaks the next version of the sync records: the version in each of
/// them, records of a kind that nobody else knows, and with each new IKE SA a change of a kind that
/// nobody else knows. Law: others keep such a change, and what it says comes back to whoever knows
/// it.
/// </summary>
internal static class NextVersion
{
    /// <summary>A kind of change that the present version does not have.</summary>
    public const ushort ChangeKind = 0x7F01;

    private const byte RecordKind = 0x7F;

    /// <summary>A change that is told with an IKE SA.</summary>
    public static Change.Unknown About(IkeSaId ike) => new(ChangeKind, ContentOf(ike));

    /// <summary>A record of the next version.</summary>
    public static SyncRecordValue Of(SyncRecordValue record) =>
        record with { Version = SyncBorder.Version + 1 };

    /// <summary>A record that only the next version knows.</summary>
    public static SyncRecordValue Unknown => new()
    {
        Version = SyncBorder.Version + 1,
        Body = new SyncRecordBody.Unknown(new(RecordKind), Octets.FromHex("010203")),
    };

    /// <summary>A canary: what a member reads that drops what it does not know.</summary>
    public static SyncMessage WithoutUnknown(SyncMessage message) => message switch
    {
        SyncMessage.Fact fact => fact with
        {
            Entry = fact.Entry with
            {
                Changes = [.. fact.Entry.Changes.Where(one => one is not Change.Unknown)],
            },
        },
        SyncMessage.SnapshotPart part => part with
        {
            Rows = [.. part.Rows.Where(row => row is not KeptChange)],
        },
        _ => message,
    };

    private static Octets ContentOf(IkeSaId ike)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(octets, ike.Initiator.Value);
        return new(octets);
    }
}
