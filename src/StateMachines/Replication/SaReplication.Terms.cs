using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <content>Terms: which one counts, and what happens to a member when another one does.</content>
public static partial class SaReplication
{
    private static Term TermOf(SyncMessage message) => message switch
    {
        SyncMessage.Hello hello => hello.Seen,
        SyncMessage.Heartbeat heartbeat => heartbeat.Reign,
        SyncMessage.Acknowledgement acknowledgement => acknowledgement.Reign,
        SyncMessage.Fact fact => fact.Reign,
        SyncMessage.SnapshotBegin begin => begin.Reign,
        SyncMessage.SnapshotPart part => part.Reign,
        SyncMessage.SnapshotEnd end => end.Reign,
        SyncMessage.DigestReport report => report.Reign,
        SyncMessage.RepairAfter repair => repair.Reign,
        SyncMessage.RepairPart repair => repair.Reign,
        SyncMessage.RepairAll repair => repair.Reign,
        SyncMessage.Fence fence => fence.Seen,
        SyncMessage.Release release => release.Reign,
        SyncMessage.Orphans orphans => orphans.Reign,
    };

    /// <summary>
    /// Compares a message's term with the highest one seen. A higher one is followed from now on; a
    /// lower one is refused, and its sender told.
    /// </summary>
    /// <param name="config">The configuration.</param>
    /// <param name="turn">The step so far.</param>
    /// <param name="now">Now.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="message">The message.</param>
    /// <param name="reason">Why it does not count.</param>
    /// <param name="before">How much was known before the message's term was followed.</param>
    /// <returns>Whether the message is of the term that counts.</returns>
    private static bool Meets(
        Config config, ref Turn turn, Instant now, byte from, SyncMessage message,
        out Reason reason, out Standing? before)
    {
        before = null;
        var term = TermOf(message);
        var seen = turn.State.Seen;
        reason = Why.HigherEpoch;
        if (term.Epoch > seen.Epoch)
        {
            before = turn.State.Role is Role.Standby standby ? standby.Standing : null;
            turn = Adopt(config, turn, now, term);
            return message is not SyncMessage.Hello;
        }

        if (term == seen)
        {
            return true;
        }

        // RFC 6027 §3.6: nobody acts on what an older reign says.
        reason = Why.OlderEpoch;
        if (term.Epoch == seen.Epoch && IsOwn(config, seen)
            && turn.State.Role is not Role.Standby)
        {
            // Somebody knows this epoch from a start of this member before it lost its store.
            reason = Why.VoidEpoch;
            turn = StepDown(config, turn, now, StopReason.HigherEpoch);
            return false;
        }

        // Of one epoch that was begun twice neither start is told of the other twice: two standbys
        // that know one each would tell each other without end.
        var isAnswered = message switch
        {
            SyncMessage.Acknowledgement or SyncMessage.Orphans => false,
            SyncMessage.Fence => term.Epoch < seen.Epoch,
            SyncMessage.Hello or SyncMessage.Heartbeat or SyncMessage.Fact
                or SyncMessage.SnapshotBegin or SyncMessage.SnapshotPart or SyncMessage.SnapshotEnd
                or SyncMessage.DigestReport or SyncMessage.RepairAfter or SyncMessage.RepairPart
                or SyncMessage.RepairAll or SyncMessage.Release => true,
        };
        if (isAnswered && seen.IsSome)
        {
            turn = turn.Say(from, new SyncMessage.Fence(seen));
        }

        return false;
    }

    private static bool IsOwn(Config config, Term term) =>
        term.Epoch.Member == config.Settings.Member && term.Boot == config.Settings.Start.Boot;

    // Follows another term. What it knew is what it knew: it is not synced in the new one.
    private static Turn Adopt(Config config, Turn turn, Instant now, Term term)
    {
        if (turn.State.Role is not Role.Standby standby)
        {
            turn = StepDown(config, turn, now, StopReason.HigherEpoch);
        }
        else
        {
            // Safety first: until this moment nothing took effect without a synced member.
            var known = config.IsSafetyFirst && standby.Standing is Standing.Synced
                ? new Standing.Synced(now)
                : standby.Standing;
            var aged = Aged(known, turn.State);
            turn = turn.NewSpell(now).As(standby with { Standing = aged });
            turn = KindOf(aged) == KindOf(standby.Standing)
                ? turn
                : turn.Add(new Output.Stands(KindOf(aged)));
        }

        var role = (Role.Standby)turn.State.Role;
        return turn.With(turn.State with { Seen = term }).As(role with
        {
            Reign = term,
            HeardAt = now,
            IsOver = false,
            Fenced = [],
        });
    }

    // Synced becomes stale; a snapshot that was under way is worth nothing, and whoever had to be
    // repaired still has to be.
    private static Standing Aged(Standing standing, State state) => standing switch
    {
        Standing.Empty or Standing.Stale => standing,
        Standing.Joining when state.Replica.Index == 0 => new Standing.Empty(),
        Standing.Joining joining when IsWrong(state, joining) =>
            joining with { Transfer = null },
        Standing.Joining joining => new Standing.Stale(joining.Since),
        Standing.Synced synced => new Standing.Stale(synced.From),
    };

    // Whoever was fenced waits until the first hop says anew that it is here.
    private static Turn NoAuthority(Turn turn) =>
        turn.With(turn.State with { HasAuthority = false });

    /// <summary>Ends a reign, or the wish for one.</summary>
    private static Turn StepDown(Config config, Turn turn, Instant now, StopReason why)
    {
        Instant? since = turn.State.Role switch
        {
            Role.Standby => now,
            Role.Promoting promoting => SinceOf(promoting.Before.Standing),
            // By itself it stops knowing everything; stopped by another, it may miss all that
            // happened since they last agreed.
            Role.Active active => why == StopReason.NoAuthority ? now : active.SharedAt,
            Role.Proving proving => proving.Paused.SharedAt,
        };
        if (turn.State.Role is Role.Active reigning)
        {
            turn = turn.Add(new Output.Stop(why)).AddAll(Refuse(reigning.Proposals));
        }

        turn = turn.With(turn.State with
        {
            Lead = Longer(
                turn.State.Lead, LeadOf(config, turn.State.Role, now, why, turn.State.Lead)),
        });

        // Whoever gives up a wish by itself has told nobody that its reign is over: that the one
        // before is, it still knows.
        var kept = why == StopReason.NoAuthority ? turn.State.Role as Role.Promoting : null;
        var standing = turn.State.Replica.Index == 0 ? new Standing.Empty()
            : turn.State.Role is Role.Promoting promoted
                && IsWrong(turn.State, promoted.Before.Standing)
            ? new Standing.Joining(null, since)
            : (Standing)new Standing.Stale(since);
        return turn.NewSpell(now)
            .As(new Role.Standby(
                turn.State.Seen, now, !config.IsSafetyFirst || kept is { Before.IsOver: true },
                kept?.Before.Fenced ?? [], standing))
            .Add(new Output.Stands(KindOf(standing)));
    }

    // Two that take over one behind the other, and know nothing of each other, jump from the same
    // numbers. The first one counted from when it knew everything: at most StaleFor before it
    // began, and not SyncedFor before this member heard so. Whoever is stopped by another loses
    // what it used itself since they agreed, be it in a reign that is the later one: it had jumped
    // by its own lead, too.
    private static TimeSpan LeadOf(
        Config config, Role role, Instant now, StopReason why, TimeSpan before) => role switch
        {
            Role.Active active when active.Views.Any(view => view.Holds) =>
                Shorter(now - active.SharedAt, config.Settings.StaleFor)
                + (why == StopReason.NoAuthority
                    ? config.Settings.SyncedFor
                    : Longer(config.Settings.SyncedFor, before)),
            Role.Proving => config.Settings.SyncedFor,
            Role.Active or Role.Standby or Role.Promoting => TimeSpan.Zero,
        };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static IEnumerable<Output> Refuse(Items<Proposal> proposals) => proposals
        .Select(proposal => new Output.Refused(proposal.Ticket, Refusal.NotActive));
}
