using Holdfast.Codec;
using Holdfast.Simulation.Reports;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <summary>Reads what is counted off every state that was found.</summary>
internal static class Gauges
{
    /// <summary>Reads all gauges of a model; each of a crew reads a part of the states.</summary>
    public static Items<GaugeVerdict> Read(SuccessorRules rules, StateStore store, Crew crew)
    {
        var gauges = rules.Gauges;
        if (gauges.Count == 0)
        {
            return [];
        }

        rules.BeginReading();
        var tallies = new Tally[crew.Size][];
        var firsts = new First[StateReference.ShardCount][];
        crew.Do(number =>
        {
            tallies[number] = [.. gauges.Select(_ => new Tally())];
            for (var shard = number; shard < StateReference.ShardCount; shard += crew.Size)
            {
                firsts[shard] = Read(rules, store, shard, tallies[number]);
            }
        });
        foreach (var others in tallies.Skip(1))
        {
            for (var gauge = 0; gauge < gauges.Count; gauge++)
            {
                tallies[0][gauge].Add(others[gauge]);
            }
        }

        var replay = new Replay(rules, store);
        return
        [
            .. gauges.Select((one, gauge) => Verdict(
                one.Name, one.Says, tallies[0][gauge], [.. firsts.Select(all => all[gauge])],
                replay)),
        ];
    }

    /// <summary>A way to one of the states that are farthest from the beginning.</summary>
    public static Counterexample Farthest(SuccessorRules rules, StateStore store)
    {
        var replay = new Replay(rules, store);
        var farthest = Enumerable.Range(0, StateReference.ShardCount)
            .Where(shard => store.Shards[shard].Count > 0)
            .Select(shard => StateReference.Of(shard, store.Shards[shard].Count - 1))
            .MaxBy(replay.DepthOf);
        return replay.Trace(replay.PathTo(farthest), []);
    }

    /// <summary>Reads the states of a shard, and keeps the first with the largest value of each
    /// gauge: those that are nearer to the beginning come first.</summary>
    private static First[] Read(SuccessorRules rules, StateStore store, int shard, Tally[] tallies)
    {
        var states = store.Shards[shard];
        var paths = states.AllPaths();
        var slots = new int[rules.Slots];
        var firsts = new First[tallies.Length];
        Array.Fill(firsts, new(-1, StateReference.None));
        for (var place = 0; place < states.Count; place++)
        {
            store.Layout.Unpack(states.WordsOf(place), slots);
            for (var gauge = 0; gauge < tallies.Length; gauge++)
            {
                var value = Math.Max(0, rules.Read(gauge, slots));
                tallies[gauge].Add(value, paths[place]);
                if (value > firsts[gauge].Value)
                {
                    firsts[gauge] = new(value, StateReference.Of(shard, place));
                }
            }
        }

        return firsts;
    }

    private static GaugeVerdict Verdict(
        string name, string says, Tally tally, First[] firsts, Replay replay)
    {
        var most = firsts.Max(one => one.Value);
        var nearest = firsts.Where(one => one.Value == most)
            .MinBy(one => replay.DepthOf(one.State));
        return new(
            name, says, tally.Counts(), tally.Permutations(), most,
            most > 0 ? replay.Trace(replay.PathTo(nearest.State), []) : null);
    }

    /// <summary>The first state with a value; -1: there was none.</summary>
    private readonly record struct First(int Value, uint State);
}
