using Holdfast.Codec;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <summary>The way to a state, event by event.</summary>
internal sealed class Replay(SuccessorRules rules, StateStore store)
{
    private readonly Expansion _expansion = new(store.Layout);
    private readonly int[] _slots = new int[store.Layout.Slots];

    /// <summary>The states from the beginning to one, both included.</summary>
    public List<uint> PathTo(uint state)
    {
        List<uint> path = [];
        for (var at = state; at != StateReference.None; at = store.ParentOf(at))
        {
            path.Add(at);
        }

        path.Reverse();
        return path;
    }

    /// <summary>How many events lead to a state, at least.</summary>
    public int DepthOf(uint state)
    {
        var depth = 0;
        for (var at = store.ParentOf(state); at != StateReference.None; at = store.ParentOf(at))
        {
            depth++;
        }

        return depth;
    }

    /// <summary>A trace along states, each of which follows from the one before.</summary>
    /// <param name="stem">From the beginning.</param>
    /// <param name="cycle">From the end of the stem to where it is the same again.</param>
    public Counterexample Trace(IReadOnlyList<uint> stem, IReadOnlyList<uint> cycle)
    {
        var time = 0;
        var told = Tell(stem, ref time);
        var repeated = Tell([stem[^1], .. cycle], ref time);
        return new(
            rules.Columns, rules.Unit, Show(stem[0]), rules.DigestOf(_slots), told, repeated);
    }

    private Items<TraceEvent> Tell(IReadOnlyList<uint> path, ref int time)
    {
        List<TraceEvent> events = [];
        for (var at = 1; at < path.Count; at++)
        {
            var index = IndexOf(path[at - 1], path[at]);
            var what = rules.NameOf(_expansion, index);
            var telling = rules.Tell(_expansion.Slots, _expansion.HappeningAt(index));
            var after = Show(path[at]);
            events.Add(new(
                time, what, telling.Reason, telling.Follows, after, rules.DigestOf(_slots)));
            time += what.Kind == EventKind.Time ? 1 : 0;
        }

        return [.. events];
    }

    private int IndexOf(uint from, uint to)
    {
        _expansion.Load(store.WordsOf(from));
        rules.ExpandAndLearn(_expansion);
        for (var index = 0; index < _expansion.Count; index++)
        {
            if (_expansion.WordsAt(index).SequenceEqual(store.WordsOf(to)))
            {
                return index;
            }
        }

        throw new InvalidOperationException("a state does not follow from the one before");
    }

    private Items<string> Show(uint state)
    {
        store.Layout.Unpack(store.WordsOf(state), _slots);
        return rules.Show(_slots);
    }
}
