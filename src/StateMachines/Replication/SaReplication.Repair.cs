using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <content>
/// A standby that knows something else than the active member, though it has the same log: it asks
/// for all of it, and where that does not help, ever more rarely.
/// </content>
public static partial class SaReplication
{
    /// <summary>
    /// How long a standby waits before it asks for a snapshot once more: a period of digests, twice
    /// as long each time, at most <see cref="Settings.StaleFor"/>.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <param name="asked">How often it has asked since digests agreed last.</param>
    public static TimeSpan RepairPause(Settings settings, int asked)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var pause = settings.Heartbeat * settings.DigestEvery;
        for (var i = 1; i < asked && pause < settings.StaleFor; i++)
        {
            pause += pause;
        }

        return Shorter(pause, settings.StaleFor);
    }

    private static Next<State, Output> OnDigest(
        Config config, Turn turn, Role.Standby standby, Instant now, byte from,
        SyncMessage.DigestReport report)
    {
        // Of another place of the log it says nothing, nor to whoever knows that it differs.
        var replica = turn.State.Replica;
        if (standby.Standing is Standing.Joining || replica.Index != report.Index
            || replica.Lineage.Last != report.Reign)
        {
            return turn.Because(Why.SameDigest);
        }

        if (replica.Sas.Digest == report.Digest)
        {
            return turn.Agreed().Because(Why.SameDigest);
        }

        turn = turn.As(standby with
        {
            Standing = new Standing.Joining(null, SinceOf(standby.Standing)),
        })
        .NewSpell(now)
        .Add(new Output.Diverged(report.Index))
        .Add(new Output.Stands(StandingKind.Joining));
        return (turn.State.Divergence is { } before
            ? turn.Add(CannotFollow(report.Index, before, now))
            : turn).AskForAll(config, from, now, report.Reign).Because(Why.OtherDigest);
    }

    // A snapshot that does not add up is not asked for in the same breath: what reads it reads it
    // the same way again.
    private static Next<State, Output> OtherThanItsEnd(
        Config config, Turn turn, Instant now, ulong index)
    {
        var asked = Math.Max(turn.State.Divergence?.Asked ?? 0, 1);
        var next = new Divergence(asked, now + RepairPause(config.Settings, asked));
        return turn.With(turn.State with { Divergence = next })
            .Add(new Output.Diverged(index))
            .Add(CannotFollow(index, next, now))
            .Because(Why.OtherDigest);
    }

    private static Output.CannotFollow CannotFollow(ulong index, Divergence how, Instant now) =>
        new(index, how.NotBefore > now ? how.NotBefore - now : TimeSpan.Zero);

    /// <summary>Asks for all that the active member knows, unless it is too early.</summary>
    private static Turn AskForAll(
        this Turn turn, Config config, byte to, Instant now, Term reign)
    {
        var before = turn.State.Divergence;
        if (now < before?.NotBefore)
        {
            return turn;
        }

        var asked = (before?.Asked ?? 0) + 1;
        var pause = RepairPause(config.Settings, asked);
        // From there on no pause is longer, and it is counted no further.
        asked = before is not null && pause == RepairPause(config.Settings, before.Asked)
            ? before.Asked
            : asked;
        return turn.With(turn.State with { Divergence = new(asked, now + pause) })
            .Say(to, new SyncMessage.RepairAll(reign));
    }

    /// <summary>Whether what a standby knows is known to differ from its log.</summary>
    private static bool IsWrong(State state, Standing standing) =>
        standing is Standing.Joining && state.Divergence is not null;

    private static Turn Agreed(this Turn turn) => turn.State.Divergence is null
        ? turn
        : turn.With(turn.State with { Divergence = null });
}
