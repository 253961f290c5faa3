using Holdfast.Codec;
using Holdfast.Protocol;

namespace Holdfast.StateMachines.Replication;

/// <content>Its state.</content>
public static partial class SaReplication
{
    /// <summary>The log of a member as far as it is kept, and what it folds to.</summary>
    /// <param name="Lineage">The terms that decided it.</param>
    /// <param name="Index">The last entry.</param>
    /// <param name="Sas">The fold of all entries.</param>
    /// <param name="Tail">The last entries themselves.</param>
    public sealed record Replica(
        Lineage Lineage, ulong Index, SaState Sas, Table<Entry> Tail)
    {
        /// <summary>Nothing.</summary>
        public static Replica Empty { get; } = new(default, 0, SaState.Empty, default);

        /// <summary>The last entry's place.</summary>
        public Position Last => new(Lineage.TermAt(Index), Index);

        /// <summary>The log with its next entry.</summary>
        public Replica Append(Entry entry, int tailMax)
        {
            var tail = Tail.With(entry);
            return new(
                entry.Position.Term == Lineage.Last
                    ? Lineage
                    : Lineage.Begin(entry.Position.Term, entry.Position.Index),
                entry.Position.Index,
                Evolution.Evolve(Sas, entry),
                tail.Count > tailMax ? tail.Without(tail.First!.Key) : tail);
        }

        /// <summary>Whether the entries behind an index are kept.</summary>
        public bool Keeps(ulong after) =>
            after == Index || (after < Index && Tail.First?.Key <= after + 1);
    }

    /// <summary>How much a standby knows, and since when.</summary>
    public abstract record Standing
    {
        private Standing()
        {
        }

        /// <summary>Nothing.</summary>
        public sealed record Empty : Standing;

        /// <summary>It takes a snapshot.</summary>
        /// <param name="Transfer">As far as it has come; null before it begins.</param>
        /// <param name="Since">How old what it had before is; null where it was nothing.</param>
        public sealed record Joining(Transfer? Transfer, Instant? Since) : Standing;

        /// <summary>Something; nobody waits for it.</summary>
        /// <param name="Since">
        /// Up to when it was everything; null while that is not known, for a log or a snapshot may
        /// have been on its way for long: nothing can be taken over with it then.
        /// </param>
        public sealed record Stale(Instant? Since) : Standing;

        /// <summary>Everything: facts take effect once this member has them.</summary>
        /// <param name="From">When it sent what the active member has heard.</param>
        public sealed record Synced(Instant From) : Standing;
    }

    /// <summary>A snapshot that is being received.</summary>
    /// <param name="Begin">What it will be.</param>
    /// <param name="Next">The part that comes next.</param>
    /// <param name="Sas">What has come.</param>
    public sealed record Transfer(SyncMessage.SnapshotBegin Begin, uint Next, SaState Sas);

    /// <summary>A number on its way to the active member and back.</summary>
    /// <param name="Number">The number.</param>
    /// <param name="SentAt">When it was sent first.</param>
    public readonly record struct Probe(ulong Number, Instant SentAt);

    /// <summary>What the active member knows of a standby.</summary>
    public enum Place : byte
    {
        /// <summary>It may count as synced by what another member told it: facts wait.</summary>
        Unknown,

        /// <summary>It is synced, or about to be: facts wait for it.</summary>
        InSync,

        /// <summary>It knows that it is not synced: nothing waits.</summary>
        Out,
    }

    /// <summary>A standby, as the active member sees it.</summary>
    /// <param name="Member">The member.</param>
    /// <param name="Boot">Its start.</param>
    /// <param name="Place">Whether facts wait for it.</param>
    /// <param name="Spell">Its last spell that was in sync, or is.</param>
    /// <param name="Match">Up to where it has the same log.</param>
    /// <param name="Follows">Whether its log is the beginning of this one.</param>
    /// <param name="Holds">Whether it may hold keys.</param>
    /// <param name="AckedAt">When its last probe was heard.</param>
    /// <param name="Probe">The number of that probe.</param>
    /// <param name="Snapshot">What it is being sent; null when nothing is.</param>
    public sealed record StandbyView(
        byte Member, BootId Boot, Place Place, uint Spell, ulong Match, bool Follows, bool Holds,
        Instant AckedAt, ulong Probe, Replica? Snapshot)
    {
        /// <summary>Whether facts wait for it.</summary>
        public bool Counts => Place != Place.Out;
    }

    /// <summary>A fact that is proposed and waits for its message to be sealed.</summary>
    /// <param name="Ticket">The number by which the caller knows it.</param>
    /// <param name="Changes">What it changes; the message is still without octets.</param>
    /// <param name="IsReady">Whether it waits only for those before it.</param>
    public sealed record Proposal(ulong Ticket, Items<Change> Changes, bool IsReady);

    /// <summary>A fact whose ticket is to be told when it takes effect.</summary>
    public readonly record struct OpenTicket(ulong Ticket, ulong Index);

    /// <summary>What another member answered to the claim of an epoch.</summary>
    /// <param name="Member">The member.</param>
    /// <param name="Boot">Its start.</param>
    /// <param name="Last">Its last entry.</param>
    /// <param name="Standing">How much it knew.</param>
    /// <param name="Age">How old that was.</param>
    public sealed record Answer(
        byte Member, BootId Boot, Position Last, StandingKind Standing, TimeSpan Age);

    /// <summary>One start of a member.</summary>
    /// <param name="Member">The member.</param>
    /// <param name="Boot">The start.</param>
    /// <param name="IsOff">Whether it was switched off: what it held in memory is gone.</param>
    public readonly record struct MemberStart(byte Member, BootId Boot, bool IsOff);

    /// <summary>What a member is.</summary>
    public abstract record Role
    {
        private Role()
        {
        }

        /// <summary>It follows, or waits for somebody to follow; it sends on no SA.</summary>
        /// <param name="Reign">The term that it follows; none.</param>
        /// <param name="HeardAt">When it heard of it last.</param>
        /// <param name="IsOver">
        /// Whether that term is over for certain: it was released, or its member is fenced.
        /// </param>
        /// <param name="Fenced">Starts of others that were fenced meanwhile.</param>
        /// <param name="Standing">How much it knows.</param>
        public sealed record Standby(
            Term Reign, Instant HeardAt, bool IsOver, Items<MemberStart> Fenced, Standing Standing)
            : Role;

        /// <summary>It wants to reign, and has not begun.</summary>
        /// <param name="Before">What it was.</param>
        /// <param name="Reign">Its term.</param>
        /// <param name="IsPersisted">Whether the store has its epoch.</param>
        /// <param name="Answers">What the others have.</param>
        /// <param name="Since">When it began to want.</param>
        /// <param name="Until">When it stops waiting for answers, once it asks.</param>
        /// <param name="Fetch">A snapshot that it takes from another standby.</param>
        public sealed record Promoting(
            Standby Before, Term Reign, bool IsPersisted, Items<Answer> Answers, Instant Since,
            Instant Until, Transfer? Fetch) : Role
        {
            /// <summary>
            /// What the others answered to a claim that it gave up for one beyond: since then they
            /// follow it, and each says that it may lack something.
            /// </summary>
            public Items<Answer> Earlier { get; init; }
        }

        /// <summary>It reigns.</summary>
        /// <param name="Reign">Its term.</param>
        /// <param name="Committed">Up to where facts have taken effect.</param>
        /// <param name="Views">The others.</param>
        /// <param name="Proposals">What waits to become a fact, in order.</param>
        /// <param name="Tickets">What is to be told when it takes effect.</param>
        /// <param name="HeartbeatDue">When the next heartbeat is due.</param>
        /// <param name="Beats">Heartbeats since the last digest.</param>
        /// <param name="SharedAt">Up to when another member knew everything.</param>
        public sealed record Active(
            Term Reign, ulong Committed, Items<StandbyView> Views, Items<Proposal> Proposals,
            Items<OpenTicket> Tickets, Instant HeartbeatDue, int Beats, Instant SharedAt) : Role
        {
            /// <summary>
            /// CHILD SAs that are not used like any other one since the takeover, until they are
            /// rekeyed: what a reign owes them outlives an interruption.
            /// </summary>
            public Table<ChildUse> Uses { get; init; }

            /// <summary>Whether facts wait for nobody.</summary>
            public bool IsSolo
            {
                get
                {
                    foreach (var view in Views)
                    {
                        if (view.Counts)
                        {
                            return false;
                        }
                    }

                    return true;
                }
            }
        }

        /// <summary>It reigned, has slept, and asks whether it still does.</summary>
        /// <param name="Paused">What it was.</param>
        /// <param name="Proved">Who has answered that it knows no higher epoch.</param>
        /// <param name="Fenced">Starts of others that were fenced meanwhile.</param>
        /// <param name="Until">When it stops asking.</param>
        public sealed record Proving(
            Active Paused, Items<byte> Proved, Items<MemberStart> Fenced, Instant Until) : Role;
    }

    /// <summary>The state of a member; equal by value.</summary>
    /// <param name="Seen">The highest term that it has seen.</param>
    /// <param name="Replica">Its log and the fold.</param>
    /// <param name="ReignBound">
    /// The highest reign in which it may use keys that others hold too: the others acknowledged it.
    /// </param>
    /// <param name="HasAuthority">Whether the first hop is here, on both sides.</param>
    /// <param name="Spell">How often it had to begin anew.</param>
    /// <param name="Probe">The number that it sends to the active member.</param>
    /// <param name="Role">What it is.</param>
    public sealed record State(
        Term Seen, Replica Replica, uint ReignBound, bool HasAuthority, uint Spell, Probe Probe,
        Role Role)
    {
        /// <summary>
        /// Whoever took over from this member may have known less, and jumped further than the age
        /// of what this member knows says: by so much more.
        /// </summary>
        public TimeSpan Lead { get; init; }

        /// <summary>What the active member is to be told still; null: nothing.</summary>
        public Untold? Untold { get; init; }

        /// <summary>
        /// That a standby knew something else than the active member at the same place of the log;
        /// null: never, or digests have agreed since. Until a snapshot adds up it is Joining.
        /// </summary>
        public Divergence? Divergence { get; init; }
    }

    /// <summary>A standby that has to be repaired, or was and is not yet known to be.</summary>
    /// <param name="Asked">How often it has asked for a snapshot, as far as that makes its pause
    /// longer.</param>
    /// <param name="NotBefore">When it may ask again.</param>
    public sealed record Divergence(int Asked, Instant NotBefore);

    /// <summary>
    /// What this member did alone and has discarded (<see cref="SyncMessage.Orphans"/>), until
    /// whoever reigns has heard of it.
    /// </summary>
    /// <param name="Contested">IKE SAs of both that it changed, each once.</param>
    /// <param name="Children">CHILD SAs that it made under them.</param>
    /// <param name="ToldIn">In which term it was told on this connection; none: it was not.</param>
    /// <param name="Probe">The number that it sent behind it: its echo proves that it arrived.
    /// </param>
    public sealed record Untold(
        Items<ContestedIke> Contested, Items<Spi> Children, Term ToldIn, ulong Probe);
}
