using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <summary>Asks for a goal from every state, and says what came out.</summary>
internal static class GoalCheck
{
    /// <summary>Asks. Anything but a complete end: it was not found out.</summary>
    public static (Ending Ending, GoalVerdict Verdict) Run(
        SuccessorRules rules, StateStore store, Limits limits, Lent lent, int goal,
        List<Violation> violations)
    {
        var began = lent.Clock();
        var asked = rules.Goals[goal];
        if (Recovery.OctetsFor(store) >= limits.Memory)
        {
            return (Ending.Memory, NotAsked(asked));
        }

        var recovery = new Recovery(rules, store, limits, lent, goal);
        var ending = recovery.Run();
        if (ending != Ending.Complete)
        {
            return (ending, NotAsked(asked));
        }

        var worst = recovery.IsUnbounded ? (int?)null : recovery.Worst.Time;
        Counterexample? trace = null;
        if (recovery.Bad.Count > 0)
        {
            var lasso = new Lasso(rules, store, goal, recovery);
            lasso.Find();
            violations.Add(new(
                asked.Name, new Replay(rules, store).Trace(lasso.Stem, lasso.Cycle)));
        }
        else if (worst is not null)
        {
            trace = Longest(rules, store, goal, recovery);
        }

        var isLate = asked.Within is { } within && !(worst <= within);
        if (isLate && recovery.Bad.Count == 0)
        {
            violations.Add(new(asked.Name, trace ?? Unbounded(rules, store, recovery)));
        }

        var spread = worst is null || recovery.Bad.Count > 0 ? null : recovery.Spread();
        var verdict = new GoalVerdict(
            asked.Name, asked.Says, recovery.Bad.Count == 0 && !isLate, recovery.From, worst, trace,
            (lent.Clock() - began).TotalSeconds)
        {
            Spread = spread?.Counts() ?? [],
            Permutations = spread?.Permutations() ?? [],
        };
        return (Ending.Complete, verdict);
    }

    /// <summary>A goal that was not asked for, since not all states were found.</summary>
    public static GoalVerdict NotAsked(Goal goal) =>
        new(goal.Name, goal.Says, null, 0, null, null, 0);

    /// <summary>The worst state, and the worst way from there.</summary>
    private static Counterexample Longest(
        SuccessorRules rules, StateStore store, int goal, Recovery recovery)
    {
        var replay = new Replay(rules, store);
        var calm = new Calm(rules, store, goal);
        var way = replay.PathTo(recovery.Worst.State);
        List<CalmStep> steps = [];
        while (recovery.TimeOf(way[^1]) is var left and >= 0)
        {
            steps.Clear();
            calm.Follow(way[^1], steps);
            way.Add(steps.First(step =>
                step.Takes + Math.Max(0, recovery.TimeOf(step.To)) == left
                && (left > 0 || recovery.TimeOf(step.To) <= 0)).To);
        }

        return replay.Trace(way, []);
    }

    /// <summary>A way to a state from which no time can be said.</summary>
    private static Counterexample Unbounded(
        SuccessorRules rules, StateStore store, Recovery recovery)
    {
        var replay = new Replay(rules, store);
        for (var shard = 0; ; shard++)
        {
            for (var place = 0; place < store.Shards[shard].Count; place++)
            {
                var state = StateReference.Of(shard, place);
                if (recovery.TimeOf(state) >= Recovery.Unbounded)
                {
                    return replay.Trace(replay.PathTo(state), []);
                }
            }
        }
    }
}
