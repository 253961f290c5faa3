using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Hsrp.HsrpPair.State,
    Holdfast.StateMachines.Hsrp.HsrpPair.Output>;

namespace Holdfast.StateMachines.Hsrp;

/// <content>What a member does that was suspended (docs/adr/0062).</content>
public static partial class HsrpPair
{
    /// <summary>Whether it is active in its own memory alone. The front's election decides: while
    /// the front is active here, the back-end groups of all others are held back.</summary>
    internal static bool HasLapsed(Config config, State state, Instant now) =>
        HsrpGroup.HasLapsed(config.Front, state.Front, now)
        || (state.Front.Phase != HsrpGroup.Phase.Active
            && HsrpGroup.HasLapsed(config.Back, state.Back, now));

    /// <summary>What comes from outside finds a member that has slept as it is now.</summary>
    private static Next Awake(Config config, State state, Instant now, Input input)
    {
        if (HasLapsed(config, state, now))
        {
            return Lapse(config, state, now, input);
        }

        return Decide(
            config,
            HsrpGroup.HasLapsed(config.Back, state.Back, now)
                ? state with { Back = HsrpGroup.GoOn(state.Back, now) }
                : state,
            now, input);
    }

    /// <summary>Each group that has lapsed listens before anything else happens to the other:
    /// traffic stops first, and a back-end group that follows has no Resign to say.</summary>
    private static Next Lapse(Config config, State state, Instant now, Input input)
    {
        var steps = new Steps(config, state, now);
        foreach (var side in (ReadOnlySpan<Side>)[Side.Front, Side.Back])
        {
            if (side == Side.Front
                ? HsrpGroup.HasLapsed(config.Front, state.Front, now)
                : HsrpGroup.HasLapsed(config.Back, state.Back, now))
            {
                steps.Take(side, new HsrpGroup.Input.Tick());
            }
        }

        var woken = Bind(ref steps, steps.Reason);
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

    private static Next OnGoOn(State state, Instant now)
    {
        var front = HsrpGroup.GoOn(state.Front, now);
        var back = HsrpGroup.GoOn(state.Back, now);
        return new(
            ReferenceEquals(front, state.Front) && ReferenceEquals(back, state.Back)
                ? state
                : state with { Front = front, Back = back },
            default, Why.GoesOn);
    }
}
