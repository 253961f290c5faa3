using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <content>The row of a member that is promoted: it persists its epoch, claims it, and asks the
/// others what they have, as far as it must.</content>
public static partial class SaReplication
{
    /// <summary>A standby that has the authority, and nobody before it, wants to reign.</summary>
    private static Next<State, Output> Promote(
        Config config, Turn turn, Instant now, Reason otherwise)
    {
        var state = turn.State;
        if (state.Role is not Role.Standby standby || !MayPromote(config, state, standby, now))
        {
            return turn.Because(otherwise);
        }

        return Claim(config, turn, standby, now);
    }

    private static Next<State, Output> Claim(
        Config config, Turn turn, Role.Standby standby, Instant now,
        Items<Answer> earlier = default)
    {
        var state = turn.State;
        var reign = NextReign(state, standby);
        if (reign > uint.MaxValue)
        {
            return turn.Because(Why.NoReignLeft);
        }

        var term = config.TermOf((uint)reign);
        return turn.With(state with { Seen = term })
            .As(new Role.Promoting(standby, term, false, [], now, now, null)
            {
                Earlier = earlier,
            })
            .Add(new Output.PersistEpoch(term.Epoch))
            .Because(Why.Promoted);
    }

    private static bool MayPromote(
        Config config, State state, Role.Standby standby, Instant now) => state.HasAuthority && (
        standby.IsOver
        || (standby.Reign.IsSome
            ? now >= standby.HeardAt + config.Settings.SilentAfter
            : !config.IsSafetyFirst || state.Replica.Index == 0));

    // Safety first: unless the reign before is over for certain, everybody must agree. Whoever
    // answers a claim follows it, and reigns no more, so that two never do.
    private static bool NeedsAll(Config config, Role.Promoting promoting) =>
        config.IsSafetyFirst && !promoting.Before.IsOver && promoting.Before.Reign.IsSome;

    // What a member used before it started anew, it does not know, only how far it could go: so it
    // begins beyond that, whatever the others have acknowledged.
    private static ulong NextReign(State state, Role.Standby standby) =>
        (ulong)Math.Max(state.Seen.Epoch.Reign, state.Replica.Sas.ReignBase) + 1
        + (standby.Standing is Standing.Empty or Standing.Joining { Since: null }
            ? ReignsAhead
            : 0);

    private static Next<State, Output> OnPromoting(
        Config config, Turn turn, Role.Promoting promoting, Instant now, Input input) =>
        input switch
        {
            Input.Tick => !promoting.IsPersisted || now < promoting.Until
                ? turn.Because(Why.NothingIsDue)
                : NeedsAll(config, promoting)
                    ? AskAgain(config, turn, promoting, now)
                    : Activate(config, turn, promoting, now),
            Input.Slept =>
                StepDown(config, turn, now, StopReason.Slept).Because(Why.Slept),
            Input.Authority(true) => turn.Because(Why.AuthorityNoted),
            Input.Authority => StepDown(
                config, turn.With(turn.State with { HasAuthority = false }), now,
                StopReason.NoAuthority).Because(Why.AuthorityNoted),
            Input.Persisted persisted => OnPersisted(config, turn, promoting, now, persisted),
            Input.Connected connected => Greet(config, turn, connected.Member),
            Input.Received received =>
                PromotingHears(config, turn, promoting, now, received.From, received.Message),
            Input.FenceConfirmed fence =>
                Refused(config, turn.State, promoting.Before, fence) is { } refused
                    ? turn.Because(refused)
                    : TryActivate(
                        config, turn,
                        promoting with
                        {
                            Before = Fence(config, turn.State, promoting.Before, fence),
                        },
                        now, Why.FenceNoted),
            Input.LostVote => StepDown(
                config, NoAuthority(turn), now, StopReason.Fenced)
                .Because(Why.VoteLost),
            Input.Propose propose => turn
                .Add(new Output.Refused(propose.Ticket, Refusal.NotActive))
                .Because(Why.StandbySendsNothing),
            Input.Sealed or Input.NotSealed => turn.Because(Why.NotAwaited),
            Input.RequestRepeated => turn.Because(Why.StandbySendsNothing),
        };

    private static Next<State, Output> OnPersisted(
        Config config, Turn turn, Role.Promoting promoting, Instant now, Input.Persisted persisted)
    {
        if (promoting.IsPersisted || persisted.Epoch != promoting.Reign.Epoch)
        {
            return turn.Because(Why.NotAwaited);
        }

        // It slept over its promotion: what it knew then may be over.
        if (now > promoting.Since + config.Settings.HoldTime)
        {
            return StepDown(config, turn, now, StopReason.Slept).Because(Why.Slept);
        }

        turn = turn.SayToOthers(config, new SyncMessage.Fence(promoting.Reign));
        return TryActivate(
            config, turn,
            promoting with { IsPersisted = true, Until = now + config.Settings.GatherFor }, now,
            Why.EpochPersisted);
    }

    // What a member answered first it may have forgotten meanwhile: each time it is asked anew.
    private static Next<State, Output> AskAgain(
        Config config, Turn turn, Role.Promoting promoting, Instant now)
    {
        var s = config.Settings;
        return turn.SayToOthers(config, new SyncMessage.Fence(promoting.Reign))
            .As(promoting with
            {
                Answers = [],
                Until = now + (s.GatherFor > s.Heartbeat ? s.GatherFor : s.Heartbeat),
            })
            .Because(Why.AsksAgain);
    }

    private static Next<State, Output> PromotingHears(
        Config config, Turn turn, Role.Promoting promoting, Instant now, byte from,
        SyncMessage message)
    {
        if (!Meets(config, ref turn, now, from, message, out var reason, out _))
        {
            return turn.Because(reason);
        }

        if (turn.State.Role is Role.Standby)
        {
            return turn.Acknowledge(config, from, now).Because(Why.HigherEpoch);
        }

        return message switch
        {
            SyncMessage.Acknowledgement answer when config.Others.Contains(from) =>
                OnAnswer(config, turn, promoting, now, from, answer),
            SyncMessage.Fact fact when Follows(turn.State.Replica, fact) => TryActivate(
                config, turn.Fold(config, fact.Entry), promoting, now, Why.Folded),
            SyncMessage.SnapshotBegin begin => turn
                .As(promoting with { Fetch = Starting(begin) }).Because(Why.SnapshotBegins),
            SyncMessage.SnapshotPart part => Fetch(turn, promoting, from, part),
            SyncMessage.SnapshotEnd end => Fetched(config, turn, promoting, now, from, end),
            SyncMessage.Fact or SyncMessage.Hello or SyncMessage.Heartbeat
                or SyncMessage.Acknowledgement or SyncMessage.DigestReport
                or SyncMessage.RepairAfter or SyncMessage.RepairPart or SyncMessage.RepairAll
                or SyncMessage.Fence or SyncMessage.Release or SyncMessage.Orphans =>
                turn.Because(Why.NotAwaited),
        };
    }

    private static Next<State, Output> OnAnswer(
        Config config, Turn turn, Role.Promoting promoting, Instant now, byte from,
        SyncMessage.Acknowledgement answer)
    {
        // The first answer tells what was known before the claim.
        if (promoting.Answers.Any(other => other.Member == from))
        {
            return turn.Because(Why.NotAwaited);
        }

        promoting = promoting with
        {
            Answers = promoting.Answers.Add(
                new(from, answer.Boot, answer.Last, answer.Standing, answer.Age)),
        };
        if (IsBehind(turn.State.Replica.Last, answer.Last))
        {
            turn = turn.Say(
                from, new SyncMessage.RepairAfter(promoting.Reign, turn.State.Replica.Last));
        }

        return TryActivate(config, turn, promoting, now, Why.Answered);
    }

    private static Next<State, Output> Fetch(
        Turn turn, Role.Promoting promoting, byte from, SyncMessage.SnapshotPart part)
    {
        if (promoting.Fetch is not { } transfer || !TryPart(transfer, part, out var more))
        {
            return turn.Because(Why.NotAwaited);
        }

        turn = turn.As(promoting with { Fetch = more });
        return (more.Next < more.Begin.Parts
            ? turn.Say(from, new SyncMessage.RepairPart(part.Reign, part.Index, more.Next))
            : turn).Because(Why.SnapshotGoesOn);
    }

    private static Next<State, Output> Fetched(
        Config config, Turn turn, Role.Promoting promoting, Instant now, byte from,
        SyncMessage.SnapshotEnd end)
    {
        if (promoting.Fetch is not { } transfer || transfer.Begin.Index != end.Index
            || transfer.Next < transfer.Begin.Parts || transfer.Sas.Digest != end.Digest)
        {
            return turn.Because(Why.NotAwaited);
        }

        // From here on it knows what that member knew, no more.
        var answer = promoting.Answers.FirstOrDefault(answer => answer.Member == from);
        turn = turn.Discard(config, transfer).Replace(Taken(transfer)).Agreed();
        return TryActivate(
            config, turn,
            promoting with
            {
                Fetch = null,
                Before = promoting.Before with
                {
                    Standing = new Standing.Stale(SinceOf(config, promoting, answer)),
                },
            },
            now, Why.SnapshotTaken);
    }

    // An age counts from when the member began to want: that is now.
    private static Items<Answer> Earlier(Role.Promoting promoting, Instant now) =>
    [
        .. promoting.Earlier.Concat(promoting.Answers).Select(answer =>
            answer with { Age = answer.Age + (now - promoting.Since) }),
    ];

    // Since when another member knows what it answered; null where that is too long.
    private static Instant? SinceOf(Config config, Role.Promoting promoting, Answer? answer) =>
        answer is { Standing: StandingKind.Stale or StandingKind.Synced }
        && answer.Age < config.Settings.StaleFor
            ? promoting.Since - answer.Age
            : null;

    private static Next<State, Output> TryActivate(
        Config config, Turn turn, Role.Promoting promoting, Instant now, Reason otherwise) =>
        promoting.IsPersisted && HasAsked(config, turn.State, promoting, now)
            ? Activate(config, turn, promoting, now)
            : turn.As(promoting).Because(otherwise);

    // A later term wins, then the longer log: what anybody acknowledged is in it.
    private static bool IsBehind(Position mine, Position other) =>
        other.Term.Epoch > mine.Term.Epoch
        || (other.Term.Epoch == mine.Term.Epoch && other.Index > mine.Index);

    /// <summary>
    /// Whether everybody was asked who may know more: with All a synced member knows everything
    /// itself; with fewer acknowledgements, as many answers that one of them must.
    /// </summary>
    private static bool HasAsked(
        Config config, State state, Role.Promoting promoting, Instant now)
    {
        var last = state.Replica.Last;
        if (promoting.Answers.Any(answer => IsBehind(last, answer.Last)))
        {
            return false;
        }

        var others = config.Others.Where(
            other => !IsFenced(state, promoting.Before, other));
        return (!NeedsAll(config, promoting)
                && IsSynced(config, promoting.Before.Standing, now)
                && MayUseKeys(config, state, promoting)
                && HasHeardEnough(config, state, promoting))
            || others.All(other => promoting.Answers.Any(answer => answer.Member == other));
    }

    // What the start before the one that answers had acknowledged, its answer does not tell either
    // (docs/adr/0033).
    private static bool HasHeardEnough(
        Config config, State state, Role.Promoting promoting) =>
        promoting.Answers.Count(answer => IsOnRecord(state.Replica.Sas, answer)) + 1
        >= AnswersNeeded(config);

    private static bool IsOnRecord(SaState sas, Answer answer) =>
        sas.Members.Find(answer.Member)?.Boot == answer.Boot;

    private static int AnswersNeeded(Config config)
    {
        var members = config.Others.Count + 1;
        return config.Settings.Commit switch
        {
            CommitRule.All => 1,
            CommitRule.Majority => members - (members / 2),
            CommitRule.One => members - 1,
        };
    }

    private static bool IsSynced(Config config, Standing standing, Instant now) =>
        standing is Standing.Synced synced
        && (config.IsSafetyFirst || now < synced.From + config.Settings.SyncedFor);
}
