using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <content>How a reign begins.</content>
public static partial class SaReplication
{
    private static Next<State, Output> Activate(
        Config config, Turn turn, Role.Promoting promoting, Instant now)
    {
        // docs/adr/0031: what it was told since it chose its reign may say that it joined anew, and
        // that reigns go on beyond. It claims one beyond, and asks again.
        if (promoting.Reign.Epoch.Reign <= turn.State.Replica.Sas.ReignBase)
        {
            return NextReign(turn.State, promoting.Before) > uint.MaxValue
                ? StepDown(config, turn.As(promoting), now, StopReason.NoAuthority)
                    .Because(Why.NoReignLeft)
                : Claim(config, turn, promoting.Before, now, Earlier(promoting, now));
        }

        var standing = KnownAt(config, turn.State, promoting, now);
        var isTooOld = standing is Standing.Stale stale
            && !(now < stale.Since + config.Settings.StaleFor);
        if (isTooOld || !MayUseKeys(config, turn.State, promoting))
        {
            turn = turn.Forget(turn.State.Replica.Sas.Keys()).Replace(Replica.Empty);
            standing = new Standing.Empty();
        }

        var before = turn.State.Replica;
        var term = promoting.Reign;
        var since = SinceOf(standing) ?? now;
        var age = AgeOf(config, standing, now);
        var isSynced = standing is Standing.Synced;
        var takeover = TakeoverPlan.Of(
            config.Settings, before.Sas, term.Epoch, isSynced, promoting.Before.IsOver, age,
            turn.State.Lead);
        takeover = TakeoverPlan.Above(takeover, turn.State.Untold?.Contested ?? []);
        var entry = new Entry(
            new(term, before.Index + 1),
            [
                new Change.EpochBegan(term, config.Settings.Start.Generation),
                .. Unsure(config, turn.State, takeover, isSynced),
            ]);
        turn = turn.Fold(config, entry).Agreed()
            .Add(new Output.Reign(takeover));
        if (isSynced)
        {
            turn = turn.AddAll(OpenRequests(before.Sas));
        }

        turn = turn.HearOwnOrphans();
        var state = turn.State;
        var views = config.Others.Select(other =>
            ViewAt(state, promoting, other, before, isSynced, now));
        var active = new Role.Active(
            term, before.Index, [.. views], [], [], now + config.Settings.Heartbeat, 0, since)
        {
            Uses = TakeoverPlan.UsesOf(takeover, before.Sas),
        };
        turn = Beat(config, turn, active);
        return Settle(config, turn, active, wasSolo: false).Because(Why.Reigns);
    }

    // What a member that may not know everything skips is a fact with its reign: the next one may
    // be synced with it and know no more, be it the one that has used it.
    private static IEnumerable<Change> Unsure(
        Config config, State state, Takeover takeover, bool isSynced)
    {
        var sas = state.Replica.Sas;
        var doubted = takeover.Ikes
            .Where(plan => plan.Action != IkeTakeover.Resume)
            .Select(plan => new ContestedIke(plan.Ike, 0))
            .Concat(state.Untold?.Contested ?? []);
        var epoch = takeover.Epoch;
        var jump = isSynced ? 0 : TakeoverPlan.Jump(config.Settings, takeover.Age + state.Lead);
        return
        [
            .. TakeoverPlan.JumpsOf(takeover, sas, jump), .. TakeoverPlan.DoubtsOf(doubted, sas),
            .. TakeoverPlan.EndsOf(sas, epoch, isSynced, state.Untold?.Contested ?? []),
        ];
    }

    // RFC 6027 §3.3: what was sent and not answered is sent again, the same octets.
    private static IEnumerable<Output> OpenRequests(SaState sas) => sas.Ikes
        .Where(ike => !ike.IsInDoubt)
        .SelectMany(ike => ike.Requests.Select(
            request => new Output.Transmit(ike.Id, request.Id, request.Octets)));

    /// <summary>What the member knows at the moment at which it begins.</summary>
    private static Standing KnownAt(
        Config config, State state, Role.Promoting promoting, Instant now)
    {
        if (state.Replica.Index == 0)
        {
            return new Standing.Empty();
        }

        if (!promoting.Answers.Any(answer => IsBehind(state.Replica.Last, answer.Last))
            && HasHeardEnough(config, state, promoting)
            && IsSynced(config, promoting.Before.Standing, now))
        {
            return promoting.Before.Standing;
        }

        // Whoever was asked, and has the same log, knew this much when it was asked; not where the
        // same log says something else here.
        var since = SinceOf(promoting.Before.Standing);
        if (IsWrong(state, promoting.Before.Standing))
        {
            return new Standing.Stale(since);
        }

        foreach (var answer in promoting.Answers.Concat(promoting.Earlier))
        {
            if (answer.Last != state.Replica.Last
                || SinceOf(config, promoting, answer) is not { } from)
            {
                continue;
            }

            if (answer.Standing == StandingKind.Synced && config.Settings.Commit == CommitRule.All
                && IsSynced(config, new Standing.Synced(from), now))
            {
                return new Standing.Synced(from);
            }

            since = since is { } known ? Instant.Latest(known, from) : from;
        }

        return new Standing.Stale(since);
    }

    /// <summary>
    /// Keys that others hold too are used only in a reign that no start of this member can have
    /// used: one that the others have acknowledged in advance, or have answered to now. What the
    /// start before the one that answers has used, its answer does not tell (docs/adr/0033).
    /// </summary>
    private static bool MayUseKeys(Config config, State state, Role.Promoting promoting)
    {
        var sas = state.Replica.Sas;
        var reign = promoting.Reign.Epoch.Reign;
        var start = config.Settings.Start;
        var isKnown = sas.Members.Find(config.Settings.Member) is not { } me
            || me.Boot == start.Boot;
        return sas.HasNoSa
            || (reign > sas.ReignBase + (isKnown ? 0UL : ReignsAhead)
                && (reign <= state.ReignBound
                    || config.Others.All(other => promoting.Answers.Any(
                        answer => answer.Member == other && IsOnRecord(sas, answer)))));
    }

    private static StandbyView ViewAt(
        State state, Role.Promoting promoting, byte other, Replica before, bool isSynced,
        Instant now)
    {
        var ruler = promoting.Before.Reign;
        var isNew = before.Index == 0;
        var hasAnswered = promoting.Answers.Any(answer => answer.Member == other);
        // Whoever reigned until now is no synced standby of anybody; whoever answered knows that
        // it follows this member now; whoever was fenced is off.
        var isOut = isNew || hasAnswered || IsFenced(state, promoting.Before, other)
            || (ruler.IsSome && ruler.Epoch.Member == other);

        // Whoever was switched off may have started anew since, and got the keys, where this
        // member was not told of it.
        var isKeyless = isNew || (isSynced && IsOff(state, promoting.Before, other));
        return new(
            other, state.Replica.Sas.Members.Find(other)?.Boot ?? default,
            isOut ? Place.Out : Place.Unknown, Spell: 0, Match: 0, Follows: false,
            Holds: !isKeyless, AckedAt: now, Probe: 0, Snapshot: null);
    }
}
