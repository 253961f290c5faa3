using Holdfast.Codec;
using Holdfast.Protocol;

namespace Holdfast.StateMachines.Replication;

/// <content>Snapshots: how they are sent, taken, and what a member discards for one.</content>
public static partial class SaReplication
{
    /// <summary>Facts that are sent at once to a member that missed some.</summary>
    private const int BurstMax = 64;

    private static Items<IRow> PartOf(SaState sas, int part, int size)
    {
        // One list of all rows, table behind table, each in the order of its keys.
        var skip = (long)part * size;
        var rows = new List<IRow>(size);
        Take(sas.Members);
        Take(sas.Ikes);
        Take(sas.Children);
        Take(sas.Kept);
        return [.. rows];

        void Take<TRow>(Table<TRow> table)
            where TRow : class, IRow, IEquatable<TRow>
        {
            if (skip < table.Count && rows.Count < size)
            {
                rows.AddRange(table.From((int)skip).Take(size - rows.Count));
            }

            skip = Math.Max(0, skip - table.Count);
        }
    }

    private static uint PartsOf(SaState sas, int size)
    {
        var rows = (long)sas.Members.Count + sas.Ikes.Count + sas.Children.Count + sas.Kept.Count;
        return (uint)((rows + size - 1) / size);
    }

    private static SaState Put(SaState sas, IRow row) => row switch
    {
        MemberRecord member => sas with { Members = sas.Members.With(member) },
        IkeSa ike => sas with { Ikes = sas.Ikes.With(ike) },
        ChildSa child => sas with { Children = sas.Children.With(child) },
        KeptChange kept => sas with { Kept = sas.Kept.With(kept) },
        _ => sas,
    };

    private static Turn SendBegin(
        this Turn turn, Config config, byte to, Term reign, Replica replica)
    {
        var parts = PartsOf(replica.Sas, config.Settings.PartMax);
        return turn
            .Say(to, new SyncMessage.SnapshotBegin(
                reign, replica.Index, replica.Lineage, parts, replica.Sas.ReignBase,
                replica.Sas.ReignBaseAt))
            .SendPart(config, to, reign, replica, 0);
    }

    // The end goes with the last part, and again where a part behind the end is asked for.
    private static Turn SendPart(
        this Turn turn, Config config, byte to, Term reign, Replica replica, uint part)
    {
        var size = config.Settings.PartMax;
        var parts = PartsOf(replica.Sas, size);
        if (part < parts)
        {
            turn = turn.Say(to, new SyncMessage.SnapshotPart(
                reign, replica.Index, part, PartOf(replica.Sas, (int)part, size)));
        }

        return part + 1 >= parts
            ? turn.Say(
                to, new SyncMessage.SnapshotEnd(reign, replica.Index, replica.Sas.Digest))
            : turn;
    }

    private static Turn SendTail(this Turn turn, byte to, Term reign, Replica replica, ulong after)
    {
        var skip = replica.Tail.Count - (int)(replica.Index - after);
        foreach (var entry in replica.Tail.From(skip).Take(BurstMax))
        {
            turn = turn.Say(to, FactOf(reign, replica, entry));
        }

        return turn;
    }

    private static SyncMessage.Fact FactOf(Term reign, Replica replica, Entry entry)
    {
        var before = entry.Position.Index - 1;
        return new(reign, before == 0 ? Term.None : replica.Lineage.TermAt(before), entry);
    }

    /// <summary>Sends what is asked for, from the log as it is now.</summary>
    private static Turn Serve(Config config, Turn turn, byte to, SyncMessage message)
    {
        var replica = turn.State.Replica;
        var reign = turn.State.Seen;
        return message switch
        {
            SyncMessage.RepairAfter repair
                when replica.Lineage.Contains(repair.Last, replica.Index)
                && replica.Keeps(repair.Last.Index) =>
                turn.SendTail(to, reign, replica, repair.Last.Index),
            SyncMessage.RepairPart repair when repair.Index == replica.Index =>
                turn.SendPart(config, to, reign, replica, repair.Part),
            _ => turn.SendBegin(config, to, reign, replica),
        };
    }

    private static Next<State, Output> OnBegin(
        Turn turn, Role.Standby standby, byte from, SyncMessage.SnapshotBegin begin)
    {
        var replica = turn.State.Replica;
        if (standby.Standing is Standing.Joining { Transfer: { } taken } && taken.Begin == begin)
        {
            return turn
                .Say(from, new SyncMessage.RepairPart(begin.Reign, begin.Index, taken.Next))
                .Because(Why.Asks);
        }

        // Nothing goes back: a snapshot that comes late is of no use.
        if (standby.Standing is not Standing.Joining
            && replica.Lineage.Last == begin.Reign && replica.Index >= begin.Index)
        {
            return turn.Because(Why.KnownFact);
        }

        turn = turn.As(standby with
        {
            Standing = new Standing.Joining(Starting(begin), SinceOf(standby.Standing)),
        });
        return (standby.Standing is Standing.Joining
            ? turn
            : turn.Add(new Output.Stands(StandingKind.Joining))).Because(Why.SnapshotBegins);
    }

    private static Transfer Starting(SyncMessage.SnapshotBegin begin) => new(begin, 0, SaState.Empty
        with
    {
        ReignBase = begin.ReignBase,
        ReignBaseAt = begin.ReignBaseAt,
    });

    private static Next<State, Output> OnPart(
        Turn turn, Role.Standby standby, byte from, SyncMessage.SnapshotPart part)
    {
        if (standby.Standing is not Standing.Joining { Transfer: { } transfer } joining
            || !TryPart(transfer, part, out var more))
        {
            return turn.Because(Why.NotAwaited);
        }

        turn = turn.As(standby with { Standing = joining with { Transfer = more } });
        return (more.Next < more.Begin.Parts
            ? turn.Say(from, new SyncMessage.RepairPart(part.Reign, part.Index, more.Next))
            : turn).Because(Why.SnapshotGoesOn);
    }

    private static bool TryPart(
        Transfer transfer, SyncMessage.SnapshotPart part, out Transfer more)
    {
        more = transfer;
        if (transfer.Begin.Index != part.Index || transfer.Next != part.Part
            || part.Part >= transfer.Begin.Parts)
        {
            return false;
        }

        more = transfer with
        {
            Next = transfer.Next + 1,
            Sas = part.Rows.Aggregate(transfer.Sas, Put),
        };
        return true;
    }

    private static Next<State, Output> OnEnd(
        Config config, Turn turn, Role.Standby standby, Instant now, byte from,
        SyncMessage.SnapshotEnd end)
    {
        if (standby.Standing is not Standing.Joining { Transfer: { } transfer } joining
            || transfer.Begin.Index != end.Index || transfer.Next < transfer.Begin.Parts)
        {
            return turn.Because(Why.NotAwaited);
        }

        if (transfer.Sas.Digest != end.Digest)
        {
            return OtherThanItsEnd(
                config, turn.As(standby with { Standing = joining with { Transfer = null } }),
                now, end.Index);
        }

        turn = turn.Discard(config, transfer)
            .Replace(Taken(transfer))
            .As(standby with { Standing = new Standing.Stale(null) })
            .Add(new Output.Stands(StandingKind.Stale));
        return turn.TellOrphans(from, now, end.Reign)
            .Acknowledge(config, from, now).Because(Why.SnapshotTaken);
    }

    private static Replica Taken(Transfer transfer) =>
        new(transfer.Begin.Lineage, transfer.Begin.Index, transfer.Sas, default);

    /// <summary>
    /// Discards what nobody else has. What this member made alone, it deletes at the peer; what it
    /// changed alone, it is to tell the active member; of all else it forgets the keys.
    /// </summary>
    private static Turn Discard(this Turn turn, Config config, Transfer transfer)
    {
        var mine = turn.State.Replica;
        var theirs = transfer.Sas;
        var common = mine.Lineage.CommonWith(
            mine.Index, transfer.Begin.Lineage, transfer.Begin.Index);
        var own = mine.Sas.Ikes
            .Where(ike => ike.Born.Index > common && !theirs.Ikes.TryFind(ike.Key, out _)
                && ike.Born.Term.Epoch.Member == config.Settings.Member)
            .ToList();
        // A synchronisation names a higher ID than any before it, whoever has sent that: RFC 6311
        // §5.1.
        Items<ContestedIke> contested =
        [
            .. mine.Sas.Ikes
                .Where(ike => ike.Born.Index <= common && ike.Touched.Index > common
                    && theirs.Ikes.TryFind(ike.Key, out _))
                .Select(ike => new ContestedIke(
                    ike.Id, Math.Max(ike.NextRequest, ike.SyncSent))),
        ];
        Items<Spi> children =
        [
            .. mine.Sas.Children
                .Where(child => child.Born.Index > common
                    && contested.Any(one => one.Ike == child.Ike)
                    && !theirs.Children.TryFind(child.Key, out _))
                .Select(child => child.Inbound),
        ];

        var kept = theirs.Keys().Concat(own.Select(ike => ike.Keys)).ToHashSet();
        turn = turn
            .AddAll(own.Select(ike => new Output.DeleteAtPeer(ike.Id, ike.Keys)))
            .Forget(mine.Sas.Keys().Where(key => !kept.Contains(key)));
        return contested.Count == 0 && children.Count == 0
            ? turn
            : turn.With(turn.State with
            {
                Untold = turn.State.Untold is { } before
                    ? new(
                        [.. TakeoverPlan.Highest(before.Contested.Concat(contested))],
                        [.. before.Children.Union(children)], Term.None, 0)
                    : new(contested, children, Term.None, 0),
            });
    }
}
