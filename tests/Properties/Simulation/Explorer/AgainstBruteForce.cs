using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Properties.Simulation.Explorer;

/// <summary>The explorer against a search that shares nothing with it but the machine.</summary>
public sealed class AgainstBruteForce
{
    [Theory]
    [InlineData(Dialect.Repaired, false, 0, 0, 618)]
    [InlineData(Dialect.Repaired, false, 1, 1, 17_859)]
    [InlineData(Dialect.Repaired, true, 1, 1, 19_142)]
    [InlineData(Dialect.Repaired, false, 2, 0, 4_204)]
    [InlineData(Dialect.Repaired, true, 0, 2, 16_018)]
    [InlineData(Dialect.Rfc2281Literal, false, 0, 0, 635)]
    [InlineData(Dialect.Rfc2281Literal, true, 1, 1, 18_669)]
    public void Two_routers_have_the_same_states_and_the_same_verdicts(
        Dialect dialect, bool preempts, int crashes, int cuts, int states)
    {
        var plain = new BruteForceHsrp(dialect, preempts, crashes, cuts);
        var all = plain.All();
        var outcome = Exploration.Run(new HsrpElection("two")
        {
            Routers = 2,
            Dialect = dialect,
            Preempts = preempts,
            Crashes = crashes,
            Cuts = cuts,
        }.Model() with
        { StepInvariants = [] });

        Assert.Equal((states, states), (all.Count, outcome.States));
        Assert.Equal(
            all.TrueForAll(pair => pair.Crashes + pair.Cuts > 0 || pair.Actives <= 1),
            Assert.Single(outcome.Invariants).Holds);
        var spread = SpreadOf(plain, all);
        var goal = Assert.Single(outcome.Goals);
        Assert.Equal(
            (spread is not null, spread?.Count - 1), (goal.Holds, goal.Worst));
        Assert.Equal(spread ?? [], goal.Spread);
        var active = Assert.Single(outcome.Gauges);
        Assert.Equal(
            Enumerable.Range(0, active.Most + 1)
                .Select(count => all.LongCount(pair => pair.Actives == count)),
            active.Spread);
    }

    /// <summary>Every permutation is gone one by one, and counted where it leads.</summary>
    [Theory]
    [InlineData(false, 0, 0)]
    [InlineData(true, 0, 0)]
    [InlineData(false, 1, 0)]
    public void Two_routers_have_as_many_permutations_behind_each_number(
        bool preempts, int crashes, int cuts)
    {
        var plain = new BruteForceHsrp(Dialect.Repaired, preempts, crashes, cuts);
        var all = plain.Permutations();
        var outcome = Exploration.Run(new HsrpElection("two")
        {
            Routers = 2,
            Preempts = preempts,
            Crashes = crashes,
            Cuts = cuts,
        }.Model());

        Assert.Equal([Behind(_ => true)], [outcome.Permutations]);
        Assert.Equal(
            Enumerable.Range(0, outcome.Layers.Count)
                .Select(events => Behind(pair => all[pair].Events == events)),
            outcome.LayerPermutations);
        var active = outcome.Gauges.Single(one => one.Name == "active routers");
        Assert.Equal(
            Enumerable.Range(0, active.Most + 1)
                .Select(count => Behind(pair => pair.Actives == count)),
            active.Permutations);
        var times = TimesOf(plain, [.. all.Keys])!;
        var goal = Assert.Single(outcome.Goals);
        Assert.Equal(
            Enumerable.Range(0, goal.Worst!.Value + 1).Select(units => Behind(pair =>
                times.TryGetValue(pair, out var time) && time == units)),
            goal.Permutations);

        UInt128 Behind(Func<BruteForceHsrp.Pair, bool> isOne) =>
            (UInt128)all.Where(one => isOne(one.Key)).Sum(one => one.Value.Sequences);
    }

    private static List<long>? SpreadOf(BruteForceHsrp plain, List<BruteForceHsrp.Pair> all) =>
        TimesOf(plain, all) is { } times
            ? [.. Enumerable.Range(0, times.Values.Max() + 1)
                .Select(units => times.Values.LongCount(time => time == units))]
            : null;

    /// <summary>
    /// How many seconds it takes from each pair until there is one active router for good, in the
    /// worst order; null: from some pair it may never come.
    /// </summary>
    private static Dictionary<BruteForceHsrp.Pair, int>? TimesOf(
        BruteForceHsrp plain, List<BruteForceHsrp.Pair> all)
    {
        var calm = all.Where(pair => pair.IsJoined).ToDictionary(pair => pair, plain.Ordinary);
        var settled = calm.Keys.Where(pair => pair.IsGood).ToHashSet();
        while (settled.RemoveWhere(pair =>
            calm[pair].Exists(one => !settled.Contains(one.Next))) > 0)
        {
        }

        // From below, until nothing changes: no way out of a cycle means no end.
        var times = calm.Keys.ToDictionary(pair => pair, _ => 0);
        for (var round = 0; round < calm.Count; round++)
        {
            var hasChanged = false;
            foreach (var (pair, nexts) in calm.Where(one => !settled.Contains(one.Key)))
            {
                var time = nexts
                    .Where(one => !pair.IsGood || !settled.Contains(one.Next))
                    .Select(one => one.Takes + times[one.Next])
                    .DefaultIfEmpty(pair.IsGood ? 0 : int.MaxValue / 2).Max();
                if (time > 1_000)
                {
                    return null;
                }

                hasChanged |= times[pair] != time;
                times[pair] = time;
            }

            if (!hasChanged)
            {
                return times;
            }
        }

        return null;
    }
}
