using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <content>What the active member knows of the standbys: who follows, who is synced, and when it
/// may go on without one.</content>
public static partial class SaReplication
{
    /// <summary>How many facts a standby may lack when facts begin to wait for it.</summary>
    private const ulong AdmitWithin = 64;

    private static Next<State, Output> OnHello(
        Config config, Turn turn, Role.Active active, Instant now, byte from,
        SyncMessage.Hello hello)
    {
        if (ViewOf(active, from) is not { } view)
        {
            return turn.Because(Why.NoMember);
        }

        var wasSolo = active.IsSolo;
        var start = hello.Start;
        view = view.Boot.Value == 0 ? view with { Boot = start.Boot } : view;
        active = Put(active, view);
        turn = Record(config, turn, active, from, start.Boot, start.Generation, start.Store)
            .Say(from, HeartbeatFor(turn.State, active, view));
        return Settle(config, turn, active, wasSolo).Because(Why.Met);
    }

    private static Next<State, Output> OnAcknowledged(
        Config config, Turn turn, Role.Active active, Instant now, byte from,
        SyncMessage.Acknowledgement ack)
    {
        if (ViewOf(active, from) is not { } view)
        {
            return turn.Because(Why.NoMember);
        }

        var wasSolo = active.IsSolo;
        turn = Record(config, turn, active, from, ack.Boot, ack.Generation, StoreCondition.Kept);
        var replica = turn.State.Replica;
        var isLine = ack.Standing != StandingKind.Joining
            && replica.Lineage.Contains(ack.Last, replica.Index);
        if (view.Boot != ack.Boot && view.Boot.Value != 0 && !(isLine && HasJoined(replica, ack)))
        {
            return Settle(config, turn, active, wasSolo).Because(Why.NotJoined);
        }

        view = view.Boot == ack.Boot ? view : Joined(view, ack.Boot, now);
        var hasFollowed = view.Follows;
        var follows = isLine && replica.Keeps(ack.Last.Index);
        view = view with
        {
            Holds = view.Holds || ack.Last.Index > 0 || follows,
            Match = isLine ? Math.Max(view.Match, ack.Last.Index) : view.Match,
            Follows = follows,
            Snapshot = isLine ? null : view.Snapshot,
        };
        view = Placed(view, ack, replica.Index, now);
        active = Put(active, view);
        if (view.Place == Place.InSync && ack.Spell == view.Spell
            && now - ack.Age > active.SharedAt)
        {
            active = active with { SharedAt = now - ack.Age };
        }

        // Whoever has not yet folded the beginning of this reign is told what it lacks; later on
        // it asks.
        if (!view.Follows && view.Snapshot is null)
        {
            turn = turn.As(active);
            turn = Snapshot(config, turn, active, from);
            active = (Role.Active)turn.State.Role;
        }
        else if (!hasFollowed && ack.Last.Term != active.Reign)
        {
            turn = turn.SendTail(from, active.Reign, replica, ack.Last.Index);
        }

        return Settle(config, turn, active, wasSolo).Because(Why.Heard);
    }

    // What another start says may be late, and of one that is over: only whoever has the entry that
    // records its joining lives after it, and only then the start before it is over.
    private static bool HasJoined(Replica replica, SyncMessage.Acknowledgement ack) =>
        ack.Last.Index >= replica.Sas.ReignBaseAt;

    // A new start has lost what the one before held, and is synced with nobody.
    private static StandbyView Joined(StandbyView view, BootId boot, Instant now) =>
        view.Boot.Value == 0 ? view with { Boot = boot } : new(
            view.Member, boot, Place.Out, Spell: 0, Match: 0, Follows: false, Holds: true,
            AckedAt: now, Probe: 0, Snapshot: null);

    // Whether facts wait for it from now on.
    private static StandbyView Placed(
        StandbyView view, SyncMessage.Acknowledgement ack, ulong index, Instant now)
    {
        var isNewSpell = ack.Spell > view.Spell;
        var isStill = view.Place == Place.InSync && !isNewSpell;
        if (isStill)
        {
            return ack.Probe > view.Probe
                ? view with { Probe = ack.Probe, AckedAt = now }
                : view;
        }

        // It follows this reign, so it is synced by no older one; in a new spell it has called
        // itself stale. A spell that was given up for lost is not taken up again.
        return isNewSpell && view.Follows && index - view.Match <= AdmitWithin
            ? view with
            {
                Place = Place.InSync,
                Spell = ack.Spell,
                Probe = ack.Probe,
                AckedAt = now,
            }
            : view with { Place = Place.Out, Probe = Math.Max(view.Probe, ack.Probe) };
    }

    /// <summary>
    /// A start of a member that is new here joins. What it may have used before it started is not
    /// known, only how far its reigns could go: reigns go on beyond.
    /// </summary>
    private static Turn Record(
        Config config, Turn turn, Role.Active active, byte member, BootId boot, uint generation,
        StoreCondition store)
    {
        var sas = turn.State.Replica.Sas;
        var known = sas.Members.Find(member);
        if (known?.Boot == boot)
        {
            return turn;
        }

        var isDoubted = known is not null
            && (store == StoreCondition.Missing || generation <= known.Generation);
        var reigns = known is null
            ? sas.ReignBase
            : Math.Max(sas.ReignBase, turn.State.Seen.Epoch.Reign) + ReignsAhead;
        turn = isDoubted ? turn.Add(new Output.StoreDoubted(member)) : turn;
        return turn.Write(
            config, active, [new Change.MemberJoined(member, boot, generation, reigns)]);
    }

    private static Next<State, Output> OnFence(
        Config config, Turn turn, Role.Active active, Input.FenceConfirmed fence)
    {
        if (ViewOf(active, fence.Member) is not { } view)
        {
            return turn.Because(Why.NoMember);
        }

        // Facts wait for the start that is known, and that one may live.
        if (view.Boot.Value != 0 && view.Boot != fence.Boot)
        {
            return turn.Because(Why.OtherStart);
        }

        var wasSolo = active.IsSolo;
        active = Put(active, view with
        {
            Place = Place.Out,
            Follows = false,
            Holds = view.Holds && !fence.IsOff,
            Snapshot = null,
        });
        return Settle(config, turn, active, wasSolo).Because(Why.FenceNoted);
    }

    private static Next<State, Output> OnRepairAfter(
        Config config, Turn turn, Role.Active active, byte from, SyncMessage.RepairAfter repair)
    {
        var replica = turn.State.Replica;
        if (ViewOf(active, from) is not { } view
            || !replica.Lineage.Contains(repair.Last, replica.Index)
            || !replica.Keeps(repair.Last.Index))
        {
            return Snapshot(config, turn, active, from).Because(Why.SnapshotBegins);
        }

        return turn.As(Put(active, view with { Holds = true }))
            .SendTail(from, active.Reign, replica, repair.Last.Index)
            .Because(Why.FactsSentAgain);
    }

    private static Next<State, Output> OnRepairPart(
        Config config, Turn turn, Role.Active active, byte from, SyncMessage.RepairPart repair) =>
        ViewOf(active, from)?.Snapshot is { } snapshot && snapshot.Index == repair.Index
            ? turn.SendPart(config, from, active.Reign, snapshot, repair.Part)
                .Because(Why.SnapshotGoesOn)
            : Snapshot(config, turn, active, from).Because(Why.SnapshotBegins);

    private static Turn Snapshot(Config config, Turn turn, Role.Active active, byte to)
    {
        if (ViewOf(active, to) is not { } view)
        {
            return turn;
        }

        var replica = turn.State.Replica;
        return turn.As(Put(active, view with { Snapshot = replica, Follows = false, Holds = true }))
            .SendBegin(config, to, active.Reign, replica);
    }

    private static StandbyView? ViewOf(Role.Active active, byte member)
    {
        foreach (var view in active.Views.Span)
        {
            if (view.Member == member)
            {
                return view;
            }
        }

        return null;
    }

    private static Role.Active Put(Role.Active active, StandbyView view)
    {
        for (var i = 0; i < active.Views.Count; i++)
        {
            if (active.Views[i].Member == view.Member)
            {
                return active with { Views = active.Views.With(i, view) };
            }
        }

        return active;
    }
}
