namespace Holdfast.StateMachines.Replication;

/// <content>The row of a standby: it folds what the active member decides, and sends nothing else.
/// </content>
public static partial class SaReplication
{
    private static Instant? StandbyDeadline(Config config, State state, Role.Standby standby)
    {
        Instant? end = standby.Standing switch
        {
            Standing.Synced synced when !config.IsSafetyFirst =>
                synced.From + config.Settings.SyncedFor,
            Standing.Stale { Since: { } since } => since + config.Settings.StaleFor,
            Standing.Joining { Since: { } since } => since + config.Settings.StaleFor,
            Standing.Synced or Standing.Joining or Standing.Stale or Standing.Empty => null,
        };
        if (!state.HasAuthority || NextReign(state, standby) > uint.MaxValue)
        {
            return end;
        }

        return standby.IsOver ? Instant.Earliest(end, standby.HeardAt)
            : standby.Reign.IsSome
                ? Instant.Earliest(end, standby.HeardAt + config.Settings.SilentAfter)
                : end;
    }

    private static Turn ElapseStandby(
        Config config, Turn turn, Role.Standby standby, Instant now)
    {
        if (!config.IsSafetyFirst && standby.Standing is Standing.Synced synced
            && now >= synced.From + config.Settings.SyncedFor)
        {
            standby = standby with { Standing = new Standing.Stale(synced.From) };
            turn = NewSpell(turn, now).As(standby).Add(new Output.Stands(StandingKind.Stale));
        }

        var since = standby.Standing is Standing.Synced ? null : SinceOf(standby.Standing);
        if (since is not { } begin || now < begin + config.Settings.StaleFor)
        {
            return turn;
        }

        // Nothing could be done with it, so its keys are kept no longer.
        var rest = standby.Standing is Standing.Joining taking
            ? (Standing)(taking with { Since = null })
            : new Standing.Empty();
        return NewSpell(turn, now)
            .Forget(turn.State.Replica.Sas.Keys())
            .Replace(Replica.Empty)
            .As(standby with { Standing = rest })
            .Add(new Output.Stands(StandingKind.Empty));
    }

    private static Next<State, Output> OnStandby(
        Config config, Turn turn, Role.Standby standby, Instant now, Input input) => input switch
        {
            Input.Tick => Promote(config, turn, now, Why.NothingIsDue),
            Input.Slept => turn.Because(Why.AsksNobody),
            Input.Authority authority => Promote(
                config, turn.With(turn.State with { HasAuthority = authority.IsHere }), now,
                Why.AuthorityNoted),
            Input.Connected connected => Greet(config, turn, connected.Member),
            Input.Received received =>
                StandbyHears(config, turn, standby, now, received.From, received.Message),
            Input.FenceConfirmed fence =>
                Refused(config, turn.State, standby, fence) is { } refused
                    ? turn.Because(refused)
                    : Promote(
                        config, turn.As(Fence(config, turn.State, standby, fence)), now,
                        Why.FenceNoted),
            Input.LostVote => NoAuthority(turn)
                .As(standby with { Standing = Aged(standby.Standing, turn.State) })
                .NewSpell(now).Because(Why.VoteLost),
            Input.Propose propose => turn
                .Add(new Output.Refused(propose.Ticket, Refusal.NotActive))
                .Because(Why.StandbySendsNothing),
            Input.Persisted or Input.Sealed or Input.NotSealed => turn.Because(Why.NotAwaited),
            Input.RequestRepeated => turn.Because(Why.StandbySendsNothing),
        };

    // What was said over the connection before may be lost with it.
    private static Next<State, Output> Greet(Config config, Turn turn, byte member) => turn
        .With(turn.State.Untold is { } untold
            ? turn.State with { Untold = untold with { ToldIn = Term.None } }
            : turn.State)
        .Say(member, new SyncMessage.Hello(config.Settings.Start, turn.State.Seen))
        .Because(Why.Greeted);


    private static Next<State, Output> StandbyHears(
        Config config, Turn turn, Role.Standby standby, Instant now, byte from, SyncMessage message)
    {
        if (!Meets(config, ref turn, now, from, message, out var reason, out var before))
        {
            return turn.Because(reason);
        }

        // Whoever it followed until now, it is a standby of the message's term from here on.
        standby = (Role.Standby)turn.State.Role;
        return message switch
        {
            SyncMessage.Heartbeat heartbeat =>
                OnHeartbeat(config, turn, standby, now, from, heartbeat),
            SyncMessage.Fact fact => OnFact(config, turn, standby, now, from, fact),
            SyncMessage.SnapshotBegin begin => OnBegin(turn, standby, from, begin),
            SyncMessage.SnapshotPart part => OnPart(turn, standby, from, part),
            SyncMessage.SnapshotEnd end => OnEnd(config, turn, standby, now, from, end),
            SyncMessage.DigestReport report =>
                OnDigest(config, turn, standby, now, from, report),
            SyncMessage.Release => Promote(
                config, turn.As(standby with { IsOver = true }), now, Why.Released),
            SyncMessage.Fence => turn
                .Acknowledge(config, from, now, before ?? standby.Standing)
                .Because(Why.Claimed),
            SyncMessage.RepairAfter or SyncMessage.RepairPart or SyncMessage.RepairAll =>
                Serve(config, turn, from, message).Because(Why.FellowServed),
            SyncMessage.Hello or SyncMessage.Acknowledgement or SyncMessage.Orphans =>
                turn.Because(Why.NotForAStandby),
        };
    }

    private static Next<State, Output> OnHeartbeat(
        Config config, Turn turn, Role.Standby standby, Instant now, byte from,
        SyncMessage.Heartbeat heartbeat)
    {
        var state = turn.State;
        var sas = state.Replica.Sas;
        var isOnLine = state.Replica.Lineage.Last == heartbeat.Reign;
        var bound = isOnLine && heartbeat.Everywhere >= sas.ReignBaseAt && HasJoined(config, sas)
            ? Math.Max(state.ReignBound, sas.ReignBase + ReignsAhead)
            : state.ReignBound;
        var isGivenUp = IsGivenUp(config, state, heartbeat);
        var isOldProbe =
            (now - state.Probe.SentAt).Ticks >= config.Settings.SyncedFor.Ticks / 2;
        var isAdmitted = !isGivenUp && isOnLine
            && IsAdmitted(config, state, standby, now, heartbeat, isOldProbe);
        var isNew = isAdmitted && standby.Standing is not Standing.Synced;
        var isNoLongerSynced = isGivenUp && standby.Standing is Standing.Synced;
        var probesAnew = isGivenUp || isAdmitted || isOldProbe;
        var standing = isAdmitted ? new Standing.Synced(state.Probe.SentAt)
            : isGivenUp && standby.Standing is Standing.Synced synced
                ? new Standing.Stale(synced.From)
                : standby.Standing;

        // The state is made once, and not as a copy that is written again: heartbeats are most of
        // what a standby hears. What a reign that is over says is late: nothing begins it again.
        turn = turn.With(new(
            state.Seen, state.Replica, bound, state.HasAuthority,
            isGivenUp ? state.Spell + 1 : state.Spell,
            probesAnew ? new(state.Probe.Number + 1, now) : state.Probe,
            new Role.Standby(
                standby.Reign, now, standby.IsOver, standby.IsOver ? standby.Fenced : default,
                isOnLine ? Dated(config, state, standing, heartbeat) : standing))
        {
            Lead = isNew ? TimeSpan.Zero : state.Lead,
            Untold = state.Untold,
            Divergence = state.Divergence,
        });
        if (isNew || isNoLongerSynced)
        {
            turn = turn.Add(new Output.Stands(isNew ? StandingKind.Synced : StandingKind.Stale));
        }

        if (state.Untold is not null)
        {
            turn = turn.TellOrphans(config, from, now, heartbeat);
        }

        turn = turn.Acknowledge(config, from, now);
        if (standby.Standing is Standing.Joining joining)
        {
            return (joining.Transfer is { } transfer
                ? turn.Say(from, new SyncMessage.RepairPart(
                    heartbeat.Reign, transfer.Begin.Index, transfer.Next))
                : turn.AskForAll(config, from, now, heartbeat.Reign)).Because(Why.Asks);
        }

        // Only an answer to what it said last shows that something is missing still; a new start is
        // not answered to before it has joined.
        return (heartbeat.Echo == state.Probe.Number
                || heartbeat.To != config.Settings.Start.Boot)
            && (!isOnLine || heartbeat.Index > state.Replica.Index)
            ? turn.Say(from, new SyncMessage.RepairAfter(heartbeat.Reign, state.Replica.Last))
                .Because(Why.Asks)
            : turn.Because(
                isNew ? Why.Admitted : isGivenUp ? Why.SpellOver : Why.Acknowledged);
    }

    // The beginning of a log does not say yet that this start joined: what all have of it, they had
    // before (docs/adr/0033).
    private static bool HasJoined(Config config, SaState sas) =>
        sas.Members.Find(config.Settings.Member)?.Boot == config.Settings.Start.Boot;

    // The active member counted this spell as synced, and goes on without it. By its own clock
    // nobody notices who never heard that he counted; and no spell is taken up again.
    private static bool IsGivenUp(
        Config config, State state, SyncMessage.Heartbeat heartbeat) =>
        !heartbeat.IsInSync
        && heartbeat.To == config.Settings.Start.Boot
        && heartbeat.Spell == state.Spell;

    // Everything that has taken effect is here, and the active member has heard what was sent at
    // the probe: it goes on without this member only when the time that counts from there is over.
    // Nobody becomes synced by an old probe (docs/adr/0048): that would be over again before the
    // next one is answered, where a way takes as long as that.
    private static bool IsAdmitted(
        Config config, State state, Role.Standby standby, Instant now,
        SyncMessage.Heartbeat heartbeat, bool isOldProbe) =>
        heartbeat.IsInSync
        && heartbeat.To == config.Settings.Start.Boot
        && heartbeat.Spell == state.Spell
        && heartbeat.Echo == state.Probe.Number
        && state.Replica.Index >= heartbeat.Committed
        && standby.Standing is Standing.Stale or Standing.Synced
        && (config.IsSafetyFirst
            || (now < state.Probe.SentAt + config.Settings.SyncedFor
                && (!isOldProbe || standby.Standing is Standing.Synced)));

    // What the active member had decided when it answered the probe is here: so nothing is missing
    // that is older than the probe.
    private static Standing Dated(
        Config config, State state, Standing standing, SyncMessage.Heartbeat heartbeat) =>
        standing is Standing.Stale stale
        && heartbeat.To == config.Settings.Start.Boot && heartbeat.Echo == state.Probe.Number
        && state.Replica.Index >= heartbeat.Index
        && !(stale.Since >= state.Probe.SentAt)
            ? new Standing.Stale(state.Probe.SentAt)
            : standing;

    private static Next<State, Output> OnFact(
        Config config, Turn turn, Role.Standby standby, Instant now, byte from,
        SyncMessage.Fact fact)
    {
        var replica = turn.State.Replica;
        if (standby.Standing is Standing.Joining)
        {
            return turn.Because(Why.SnapshotFirst);
        }

        if (fact.Entry.Position.Index <= replica.Index)
        {
            return turn.Acknowledge(config, from, now).Because(Why.KnownFact);
        }

        // What came before must be the same here, or the fold would not be the same.
        if (!Follows(replica, fact))
        {
            return turn.Because(Why.MissingFact);
        }

        turn = turn.Fold(config, fact.Entry);
        if (standby.Standing is Standing.Empty)
        {
            turn = turn.As(standby with { Standing = new Standing.Stale(null) })
                .Add(new Output.Stands(StandingKind.Stale));
        }

        return turn.Acknowledge(config, from, now).Because(Why.Folded);
    }

    private static bool Follows(Replica replica, SyncMessage.Fact fact) =>
        replica.Last == new Position(fact.Prior, fact.Entry.Position.Index - 1);

    private static Turn Fold(this Turn turn, Config config, Entry entry)
    {
        var gone = Evolution.Forgotten(turn.State.Replica.Sas, entry);
        return turn.Replace(turn.State.Replica.Append(entry, config.Settings.TailMax)).Forget(gone);
    }

    private static Turn Replace(this Turn turn, Replica replica) =>
        turn.With(turn.State with { Replica = replica });

    private static Turn NewProbe(this Turn turn, Instant now) => turn.With(
        turn.State with { Probe = new(turn.State.Probe.Number + 1, now) });

    private static Turn NewSpell(this Turn turn, Instant now) =>
        turn.With(turn.State with { Spell = turn.State.Spell + 1 }).NewProbe(now);

    private static Turn Acknowledge(this Turn turn, Config config, byte to, Instant now)
    {
        var standing = turn.State.Role is Role.Standby standby
            ? standby.Standing
            : new Standing.Empty();
        return turn.Acknowledge(config, to, now, standing);
    }

    private static Turn Acknowledge(
        this Turn turn, Config config, byte to, Instant now, Standing standing)
    {
        var state = turn.State;
        var start = config.Settings.Start;
        return turn.Say(to, new SyncMessage.Acknowledgement(
            state.Seen, start.Boot, start.Generation,
            standing is Standing.Joining ? Position.None : state.Replica.Last,
            KindOf(standing), AgeOf(config, standing, now), state.Spell, state.Probe.Number));
    }

    // Beyond StaleFor it makes no difference.
    private static TimeSpan AgeOf(Config config, Standing standing, Instant now)
    {
        if (standing is Standing.Stale { Since: null })
        {
            return config.Settings.StaleFor;
        }

        if (standing is Standing.Synced && config.IsSafetyFirst)
        {
            return TimeSpan.Zero;
        }

        var age = SinceOf(standing) is { } since && since < now ? now - since : TimeSpan.Zero;
        return age < config.Settings.StaleFor ? age : config.Settings.StaleFor;
    }

    private static Instant? SinceOf(Standing standing) => standing switch
    {
        Standing.Empty => null,
        Standing.Joining joining => joining.Since,
        Standing.Stale stale => stale.Since,
        Standing.Synced synced => synced.From,
    };
}
