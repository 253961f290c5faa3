using Holdfast.Codec;
using Holdfast.Simulation.Models;

namespace Holdfast.Simulation.Explorer;

/// <summary>Finds every state that a model can reach, and what is wrong with it.</summary>
public static class Exploration
{
    /// <summary>Explores a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="limits">Where to end though there is more.</param>
    /// <param name="lent">Clock, memory and somebody to tell; null: none.</param>
    public static Outcome Run<TConfig, TState, TInput, TOutput>(
        WorldModel<TConfig, TState, TInput, TOutput> model, Limits? limits = null,
        Lent? lent = null)
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull =>
        World.Of(model).Explore(limits ?? Limits.None, lent ?? new());

    internal static Outcome Run(string name, SuccessorRules rules, Limits limits, Lent lent)
    {
        using var crew = new Crew(limits.Threads);
        var search = new Search(rules, limits, lent, crew);
        var ending = search.Run();
        var seconds = search.Elapsed.TotalSeconds;
        List<Violation> violations = [];
        var broken = ending == Ending.Violation ? Broken(rules, search, violations) : 0;
        List<GoalVerdict> goals = [];
        for (var goal = 0; goal < rules.Goals.Count; goal++)
        {
            var verdict = GoalCheck.NotAsked(rules.Goals[goal]);
            if (ending == Ending.Complete)
            {
                (ending, verdict) = GoalCheck.Run(
                    rules, search.Store, limits, lent, goal, violations);
            }

            goals.Add(verdict);
        }

        return new(
            name,
            [.. rules.Budgets.Select(one => new Bound(one.Name, one.Max))],
            ending,
            search.Store.Count,
            search.Transitions,
            search.Depth,
            [.. search.Layers],
            search.Paths,
            seconds,
            search.Store.Octets,
            rules.Remembered,
            [.. rules.Invariants.Select((one, index) =>
                new Verdict(one.Name, one.Says, ((broken >> index) & 1) == 0))],
            [.. goals],
            [.. violations])
        {
            LayerPermutations = [.. search.LayerPaths],
            Exchanges = rules.Exchanges,
            Unfolded = ending == Ending.Complete ? Unfolded(rules, search.Store) : null,
            Gauges = Gauges.Read(rules, search.Store, crew),
            Farthest = ending == Ending.Complete ? Gauges.Farthest(rules, search.Store) : null,
        };
    }

    private static long Unfolded(SuccessorRules rules, StateStore store)
    {
        if (rules.Exchanges == 1)
        {
            return store.Count;
        }

        var unfolded = 0L;
        var slots = new int[rules.Slots];
        foreach (var shard in store.Shards)
        {
            for (var place = 0; place < shard.Count; place++)
            {
                store.Layout.Unpack(shard.WordsOf(place), slots);
                unfolded += rules.Fold(slots);
            }
        }

        return unfolded;
    }

    /// <summary>The invariants that do not hold in the first state that breaks one.</summary>
    private static ulong Broken(SuccessorRules rules, Search search, List<Violation> violations)
    {
        var slots = new int[rules.Slots];
        search.Store.Layout.Unpack(search.Store.WordsOf(search.BrokenState), slots);
        var broken = rules.Broken(slots);
        var replay = new Replay(rules, search.Store);
        var trace = replay.Trace(replay.PathTo(search.BrokenState), []);
        violations.AddRange(rules.Invariants
            .Where((_, index) => ((broken >> index) & 1) != 0)
            .Select(one => new Violation(one.Name, trace)));
        return broken;
    }
}
