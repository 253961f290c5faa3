using Holdfast.Codec;
using Holdfast.Simulation.Reports;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <summary>Reads what is counted off every state that was found.</summary>
internal static class Gauges
{
    /// <summary>Reads all gauges of a model.</summary>
    public static Items<GaugeVerdict> Read(SuccessorRules rules, StateStore store)
    {
        var gauges = rules.Gauges;
        if (gauges.Count == 0)
        {
            return [];
        }

        var tallies = gauges.Select(_ => new Tally()).ToArray();
        var firsts = gauges.Select(_ => new List<(int Value, uint State)>()).ToArray();
        var slots = new int[rules.Slots];
        for (var shard = 0; shard < StateReference.ShardCount; shard++)
        {
            for (var place = 0; place < store.Shards[shard].Count; place++)
            {
                var state = StateReference.Of(shard, place);
                store.Layout.Unpack(store.WordsOf(state), slots);
                for (var gauge = 0; gauge < tallies.Length; gauge++)
                {
                    var value = rules.Read(gauge, slots);
                    tallies[gauge].Add(value);
                    Note(firsts[gauge], place == 0, value, state);
                }
            }
        }

        var replay = new Replay(rules, store);
        return
        [
            .. gauges.Select((one, gauge) => Verdict(
                one.Name, one.Says, tallies[gauge], firsts[gauge], replay)),
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

    /// <summary>Keeps the first state of each shard with its largest value: in a shard, those that
    /// are nearer to the beginning come first.</summary>
    private static void Note(
        List<(int Value, uint State)> firsts, bool isNewShard, int value, uint state)
    {
        if (isNewShard)
        {
            firsts.Add((value, state));
        }
        else if (value > firsts[^1].Value)
        {
            firsts[^1] = (value, state);
        }
    }

    private static GaugeVerdict Verdict(
        string name, string says, Tally tally, List<(int Value, uint State)> firsts, Replay replay)
    {
        var most = firsts.Max(one => one.Value);
        var nearest = firsts.Where(one => one.Value == most)
            .MinBy(one => replay.DepthOf(one.State));
        return new(
            name, says, tally.Counts(), Math.Max(0, most),
            most > 0 ? replay.Trace(replay.PathTo(nearest.State), []) : null);
    }
}
