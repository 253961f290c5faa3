using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.StateMachines.Hsrp;

/// <content>Repaired: what a router does that was suspended (docs/adr/0054, docs/adr/0062).
/// </content>
public static partial class HsrpGroup
{
    /// <summary>Whether it has missed a Hello of its own: since that was due, it has listened to
    /// nobody.</summary>
    private static bool HasSlept(Config config, State state, Instant now) =>
        config.Dialect == Dialect.Repaired
        && state.Phase is Phase.Speak or Phase.Standby
        && state.Timers.Hello + HelloTimeOf(config, state) <= now;

    /// <summary>Silence that it has slept through says nothing of another router. It listens for
    /// as long as it would have had to when it fell asleep, a hold time at most, and tells that it
    /// is there. Who sleeps again and again gets on each time that it is awake.</summary>
    private static Next Awake(Config config, State state, Draft draft, Instant now)
    {
        var hold = HoldTimeOf(config, state.Learned);
        draft.ActiveTimer = Left(draft.ActiveTimer);
        draft.StandbyTimer = Left(draft.StandbyTimer);
        draft.HelloTimer = null;
        return Perform(
            config, state, draft, now, new(Actions.F), Event.HelloTimer, null, Why.Slept);

        Instant? Left(Instant? timer)
        {
            if (timer is not { } at || state.Timers.Hello is not { } missed)
            {
                return timer;
            }

            var left = at - missed;
            return Instant.Latest(at, now + (left < hold ? left : hold));
        }
    }

    /// <summary>Whether it is active in its own memory alone: its last Hello, a hello time before
    /// the next was due, is a hold time ago, and all others know that nobody is active.</summary>
    internal static bool HasLapsed(Config config, State state, Instant now) =>
        state.Phase == Phase.Active
        && config.Dialect == Dialect.Repaired
        && state.Timers.Hello + (HoldTimeOf(config, state) - HelloTimeOf(config, state)) <= now;

    /// <summary>Nobody has taken its place while it slept: it says next of all that it is active.
    /// </summary>
    internal static State GoOn(State state, Instant now) =>
        state.Phase == Phase.Active && state.Timers.Hello < now
            ? state with { Timers = state.Timers with { Hello = now } }
            : state;

    /// <summary>What comes from outside finds a router that has lapsed listening. What it is told
    /// by its own member does not: that has things to do first.</summary>
    private static bool FindsItAwake(Input input) => input switch
    {
        Input.Tick or Input.Hello or Input.Coup or Input.Resign or Input.Disable => true,
        Input.Enable or Input.Refused or Input.LinkChanged or Input.Synced or Input.Permit =>
            false,
    };

    /// <summary>It says nothing as active any more, no Resign either, and listens: it is elected
    /// again as anybody is. Then the input happens to it.</summary>
    private static Next Lapse(Config config, State state, Instant now, Input input)
    {
        var draft = new Draft(state) { StandbyRouter = null };
        var woken = Perform(
            config, state, draft, now, new(Actions.A | Actions.B, Phase.Listen),
            Event.HelloTimer, null, Why.Lapsed);
        if (input is Input.Tick)
        {
            return woken;
        }

        var next = Decide(config, woken.State, now, input);
        return new(
            next.State, [.. woken.Outputs.AsEnumerable(), .. next.Outputs.AsEnumerable()],
            next.State == woken.State && next.Outputs.Count == 0
                ? woken.Reason
                : next.Reason);
    }
}
