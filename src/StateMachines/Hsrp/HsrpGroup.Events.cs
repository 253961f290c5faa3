using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.StateMachines.Hsrp;

/// <content>Which event of RFC 2281 §5.5 an input is, in a state.</content>
public static partial class HsrpGroup
{
    private static Next OnHello(Config config, State state, Instant now, Message message)
    {
        if (message.From.Address == config.Address)
        {
            return new(state, default, Why.OwnMessage);
        }

        var isHigher = Beats(config, state, message.From);
        return message.Phase switch
        {
            Phase.Speak => isHigher
                ? Fire(config, state, now, Event.HigherSpeaker, message)
                : new(state, default, Why.LowerSpeaker),
            Phase.Standby => Fire(
                config, state, now, isHigher ? Event.HigherStandby : Event.LowerStandby, message),
            Phase.Active => Fire(
                config, state, now, isHigher ? Event.HigherActive : Event.LowerActive, message),
            Phase.Initial or Phase.Learn or Phase.Listen =>
                new(state, default, Why.SilentSender),
        };
    }

    private static Next OnCoup(Config config, State state, Instant now, Message message) =>
        message.From.Address == config.Address
            ? new(state, default, Why.OwnMessage)
            : Beats(config, state, message.From)
                ? Fire(config, state, now, Event.HigherCoup, message)
                : new(state, default, Why.LowerCoup);

    /// <summary>
    /// A Resign counts when the active router says it: it says so, or is known. Repaired: of whom
    /// another one has taken the place says so too late, and frees nothing; and what was said while
    /// this one slept is no news.
    /// </summary>
    private static Next OnResign(Config config, State state, Instant now, Message message) =>
        message.From.Address == config.Address
            ? new(state, default, Why.OwnMessage)
            : HasSlept(config, state, now)
                ? new(state, default, Why.SaidInSleep)
            : state.ActiveRouter?.Address == message.From.Address
                || (message.Phase == Phase.Active
                    && (config.Dialect == Dialect.Rfc2281Literal || state.ActiveRouter is null))
                ? Fire(config, state, now, Event.Resigned, message)
                : new(state, default, Why.ResignOfAnother);

    /// <summary>One due timer expires; the others stay due.</summary>
    private static Next OnTick(Config config, State state, Instant now, Input.Tick tick)
    {
        if (DueTimer(state, now, tick.First) is not { } timer)
        {
            return new(state, default, Why.NothingIsDue);
        }

        var draft = new Draft(state);
        draft.Jitter = Math.Min(tick.Jitter, (ushort)1_000);
        if (HasSlept(config, state, now))
        {
            return Awake(config, state, draft, now);
        }

        var what = Expire(ref draft, timer);
        return Fire(config, state, ref draft, now, what, null);
    }

    private static Event Expire(ref Draft draft, HsrpTimer timer)
    {
        switch (timer)
        {
            case HsrpTimer.Active:
                draft.ActiveTimer = null;
                draft.ActiveRouter = null;
                break;
            case HsrpTimer.Standby:
                draft.StandbyTimer = null;
                draft.StandbyRouter = null;
                break;
            case HsrpTimer.Hello:
                draft.HelloTimer = null;
                break;
        }

        return timer switch
        {
            HsrpTimer.Active => Event.ActiveTimer,
            HsrpTimer.Standby => Event.StandbyTimer,
            HsrpTimer.Hello => Event.HelloTimer,
        };
    }

    /// <summary>Due timers are unordered: the caller says which is first.</summary>
    private static HsrpTimer? DueTimer(State state, Instant now, HsrpTimer first) =>
        IsDue(state, now, first) ? first
        : IsDue(state, now, HsrpTimer.Active) ? HsrpTimer.Active
        : IsDue(state, now, HsrpTimer.Standby) ? HsrpTimer.Standby
        : IsDue(state, now, HsrpTimer.Hello) ? HsrpTimer.Hello
        : null;

    /// <summary>Whether any timer has expired.</summary>
    internal static bool IsDue(State state, Instant now) =>
        state.Timers.Active <= now || state.Timers.Standby <= now || state.Timers.Hello <= now;

    private static bool IsDue(State state, Instant now, HsrpTimer timer) => timer switch
    {
        HsrpTimer.Active => state.Timers.Active <= now,
        HsrpTimer.Standby => state.Timers.Standby <= now,
        HsrpTimer.Hello => state.Timers.Hello <= now,
    };

    /// <summary>RFC 2281 §5.1: the higher priority wins, then the higher address.</summary>
    private static bool Beats(Config config, State state, Speaker other)
    {
        var ours = PriorityOf(config, state);
        return other.Priority != ours
            ? other.Priority > ours
            : other.Address > config.Address;
    }

    /// <summary>The priority, less what each tracked link that is down costs.</summary>
    public static uint PriorityOf(Config config, State state)
    {
        var priority = config.Priority;
        if (state.LinksDown == 0)
        {
            return priority;
        }

        for (var link = 0; link < config.Links.Count; link++)
        {
            if ((state.LinksDown & (1u << link)) != 0)
            {
                priority -= Math.Min(priority, config.Links[link].Decrement);
            }
        }

        return priority;
    }

    /// <summary>Whether the router takes over from a lower active one, when it hears it.</summary>
    private static bool Preempts(Config config, State state, Instant now) =>
        config.Preempt
        && (state.PreemptFrom is not { } from || now >= from)
        && (!config.PreemptWhenSynced || state.IsSynced);

    private static Knowledge SyncOf(Config config, State state) =>
        !config.PreemptWhenSynced || config.Dialect == Dialect.Rfc2281Literal ? Knowledge.Unasked
        : state.IsSynced ? Knowledge.Synced
        : Knowledge.Behind;

    private static Next OnLink(Config config, State state, Instant now, int link, bool isUp)
    {
        if (link < 0 || link >= config.Links.Count)
        {
            return new(state, default, Why.UnknownLink);
        }

        var bit = 1u << link;
        var changed = state with
        {
            LinksDown = isUp ? state.LinksDown & ~bit : state.LinksDown | bit,
        };
        var before = PriorityOf(config, state);
        var after = PriorityOf(config, changed);
        if (after > before && config.PreemptDelay > TimeSpan.Zero)
        {
            changed = changed with { PreemptFrom = now + config.PreemptDelay };
        }

        // Whoever hears the new priority acts on it; there is no reason to wait for the timer. Who
        // has lapsed has nothing to say as active.
        return config.Dialect == Dialect.Repaired && after != before && Speaks(state.Phase)
            && !HasLapsed(config, state, now)
            ? new(changed, [new Output.SendHello(Announce(config, changed))], Why.Link)
            : new(changed, default, Why.Link);
    }
}
