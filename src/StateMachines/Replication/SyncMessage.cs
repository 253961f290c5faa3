using Holdfast.Codec;
using Holdfast.Protocol;

namespace Holdfast.StateMachines.Replication;

/// <summary>How much a standby knows.</summary>
public enum StandingKind : byte
{
    /// <summary>Nothing: it can only establish SAs anew.</summary>
    Empty,

    /// <summary>It takes a snapshot.</summary>
    Joining,

    /// <summary>Something, and it does not know what is missing.</summary>
    Stale,

    /// <summary>Everything: a takeover loses nothing.</summary>
    Synced,
}

/// <summary>What the members say to each other; each one is a record of the sync channel.</summary>
public abstract record SyncMessage
{
    private SyncMessage()
    {
    }

    /// <summary>Who begins to speak.</summary>
    /// <param name="Start">The start of the sender.</param>
    /// <param name="Seen">The highest term that it has seen.</param>
    public sealed record Hello(StartRecord Start, Term Seen) : SyncMessage;

    /// <summary>The active member lives.</summary>
    /// <param name="Reign">Its term.</param>
    /// <param name="To">The start of the member that it is for.</param>
    /// <param name="Index">Its last entry.</param>
    /// <param name="Committed">Up to where facts have taken effect.</param>
    /// <param name="Everywhere">Up to where every member that holds keys has acknowledged.</param>
    /// <param name="IsInSync">Whether facts wait for this member.</param>
    /// <param name="Spell">The spell of it that this is about.</param>
    /// <param name="Echo">The number of its last probe that was heard.</param>
    public sealed record Heartbeat(
        Term Reign, BootId To, ulong Index, ulong Committed, ulong Everywhere, bool IsInSync,
        uint Spell, ulong Echo) : SyncMessage;

    /// <summary>A standby says how far it is.</summary>
    /// <param name="Reign">The term that it follows.</param>
    /// <param name="Boot">Its start.</param>
    /// <param name="Generation">How often its store was written.</param>
    /// <param name="Last">Its last entry; none while it takes a snapshot.</param>
    /// <param name="Standing">How much it knows.</param>
    /// <param name="Age">How old that is.</param>
    /// <param name="Spell">How often it had to begin anew in this start.</param>
    /// <param name="Probe">A number that the active member sends back.</param>
    public sealed record Acknowledgement(
        Term Reign, BootId Boot, uint Generation, Position Last, StandingKind Standing,
        TimeSpan Age, uint Spell, ulong Probe) : SyncMessage;

    /// <summary>An entry of the log.</summary>
    /// <param name="Reign">The term of the sender.</param>
    /// <param name="Prior">The term of the entry before it.</param>
    /// <param name="Entry">The entry; it may have been decided in an older term.</param>
    public sealed record Fact(Term Reign, Term Prior, Entry Entry) : SyncMessage;

    /// <summary>A snapshot begins.</summary>
    /// <param name="Reign">The term of the sender.</param>
    /// <param name="Index">The last entry that it contains.</param>
    /// <param name="Lineage">The terms that decided it.</param>
    /// <param name="Parts">How many parts follow.</param>
    /// <param name="ReignBase">Up to where reigns are taken.</param>
    /// <param name="ReignBaseAt">The entry that says so.</param>
    public sealed record SnapshotBegin(
        Term Reign, ulong Index, Lineage Lineage, uint Parts, uint ReignBase, ulong ReignBaseAt)
        : SyncMessage;

    /// <summary>A part of a snapshot.</summary>
    /// <param name="Reign">The term of the sender.</param>
    /// <param name="Index">The last entry that the snapshot contains.</param>
    /// <param name="Part">Number of the part, from 0.</param>
    /// <param name="Rows">What it consists of.</param>
    public sealed record SnapshotPart(Term Reign, ulong Index, uint Part, Items<IRow> Rows)
        : SyncMessage;

    /// <summary>A snapshot ends.</summary>
    /// <param name="Reign">The term of the sender.</param>
    /// <param name="Index">The last entry that it contains.</param>
    /// <param name="Digest">The digest of all of it.</param>
    public sealed record SnapshotEnd(Term Reign, ulong Index, StateDigest Digest) : SyncMessage;

    /// <summary>The digest of the state behind an entry.</summary>
    public sealed record DigestReport(Term Reign, ulong Index, StateDigest Digest) : SyncMessage;

    /// <summary>Send what follows a position: the facts, or a snapshot.</summary>
    public sealed record RepairAfter(Term Reign, Position Last) : SyncMessage;

    /// <summary>Send a part of a snapshot; its end, where there is no such part.</summary>
    public sealed record RepairPart(Term Reign, ulong Index, uint Part) : SyncMessage;

    /// <summary>Send a snapshot.</summary>
    public sealed record RepairAll(Term Reign) : SyncMessage;

    /// <summary>There is this term: whoever reigns in a lower one stops.</summary>
    public sealed record Fence(Term Seen) : SyncMessage;

    /// <summary>The active member has stopped by itself.</summary>
    /// <param name="Reign">Its term.</param>
    /// <param name="Index">Its last entry.</param>
    public sealed record Release(Term Reign, ulong Index) : SyncMessage;

    /// <summary>What a member that was cut off did alone, and has discarded.</summary>
    /// <param name="Reign">The term of whom it is told.</param>
    /// <param name="Contested">IKE SAs of both that it changed.</param>
    /// <param name="Children">CHILD SAs that it made under them: the peer still has them.</param>
    public sealed record Orphans(Term Reign, Items<ContestedIke> Contested, Items<Spi> Children)
        : SyncMessage;
}

/// <summary>An IKE SA that a member has changed alone.</summary>
/// <param name="Ike">The SA.</param>
/// <param name="Below">Message IDs below it the member may have used, RFC 7296 §2.2.</param>
public readonly record struct ContestedIke(IkeSaId Ike, uint Below);
