using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Balance.PacedWork.State,
    Holdfast.StateMachines.Balance.PacedWork.Output>;

namespace Holdfast.StateMachines.Balance;

/// <content>What becomes of each input.</content>
public static partial class PacedWork
{
    private static class Long
    {
        /// <summary>Before every instant that anybody means.</summary>
        public static readonly Instant Ago = new(long.MinValue);
    }

    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing may begin yet");
        public static readonly Reason Begun = new("Holdfast", "the budget lets work begin");
        public static readonly Reason Waits = new("Holdfast", "it waits for its turn");
        public static readonly Reason RunsAlready = new("Holdfast", "it was begun already");
        public static readonly Reason Done = new("Holdfast", "the work is done");
        public static readonly Reason Withdrawn = new("Holdfast", "the SA needs nothing now");
        public static readonly Reason Unknown = new("Holdfast", "no work for this SA");
        public static readonly Reason NotBegun = new("Holdfast", "it was not begun yet");
        public static readonly Reason Again = new("Holdfast", "it failed: again, behind others");
        public static readonly Reason GivenUp = new("Holdfast", "it failed too often");
        public static readonly Reason Standby = new("Holdfast", "a standby begins nothing");
    }

    private static Next Ask(Config config, State state, Instant now, Input.Wanted wanted)
    {
        if (!state.Places.TryFind(wanted.Sa, out var place))
        {
            return Begin(
                config,
                Enter(state, new(wanted.Sa, wanted.Work, wanted.Urgency, state.NextTurn, 0)),
                now,
                Why.Waits);
        }

        // What runs is left alone: two exchanges for one SA collide.
        if (state.IsRunning(place))
        {
            return Stay(state, Why.RunsAlready);
        }

        var changed = place with
        {
            Work = wanted.Work,
            Urgency = wanted.Urgency < place.Urgency ? wanted.Urgency : place.Urgency,
        };
        var moved = state with
        {
            Places = state.Places.With(changed),
            Turns = state.Turns.Without(place).With(changed),
        };
        return Begin(config, moved, now, Why.Waits);
    }

    private static Next End(Config config, State state, Instant now, UInt128 sa, Reason why) =>
        state.Places.TryFind(sa, out var place)
            ? Begin(config, Leave(state, place), now, why)
            : Stay(state, Why.Unknown);

    private static Next Retry(Config config, State state, Instant now, UInt128 sa)
    {
        if (!state.Places.TryFind(sa, out var place))
        {
            return Stay(state, Why.Unknown);
        }

        if (!state.IsRunning(place))
        {
            return Stay(state, Why.NotBegun);
        }

        var left = Leave(state, place);
        var failures = place.Failures + 1;
        if (failures < config.TriesMax)
        {
            return Begin(
                config,
                Enter(left, place with { Turn = state.NextTurn, Failures = failures }),
                now,
                Why.Again);
        }

        var next = Begin(config, left, now, Why.GivenUp);
        return next with
        {
            Outputs = [new Output.GiveUp(sa, place.Work), .. next.Outputs],
            Reason = Why.GivenUp,
        };
    }

    /// <summary>Begins as much as the budget allows now, the most urgent first.</summary>
    private static Next Begin(Config config, State state, Instant now, Reason why)
    {
        Outputs<Output> begun = default;
        while (Deadline(config, state) <= now)
        {
            var place = state.Turns.First!;
            state = state with
            {
                Turns = state.Turns.Without(place),
                Running = state.Running + 1,
                From = (state.From is { } from ? Instant.Latest(from, now) : now) + config.Every,
            };
            begun = begun.Add(new Output.Begin(place.Sa, place.Work));
        }

        return new(state, begun, begun.IsEmpty ? why : Why.Begun);
    }

    private static State Enter(State state, Place place) => state with
    {
        Places = state.Places.With(place),
        Turns = state.Turns.With(place),
        NextTurn = place.Turn + 1,
    };

    private static State Leave(State state, Place place) => state with
    {
        Places = state.Places.Without(place.Sa),
        Turns = state.Turns.Without(place),
        Running = state.IsRunning(place) ? state.Running - 1 : state.Running,
    };

    private static Next Stay(State state, Reason why) => new(state, default, why);
}
