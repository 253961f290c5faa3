using Holdfast.Codec;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <summary>The way to a state, event by event.</summary>
internal sealed class Replay
{
    private readonly SuccessorRules _rules;
    private readonly StateStore _store;
    private readonly Expansion _expansion;
    private readonly Layout _wide;
    private readonly int[] _slots;
    private readonly int[] _kept;

    public Replay(SuccessorRules rules, StateStore store)
    {
        _rules = rules;
        _store = store;
        _wide = Layout.Wide(rules.Slots);
        _expansion = new(_wide) { IsPlain = true };
        _slots = new int[rules.Slots];
        _kept = new int[rules.Slots];
    }

    /// <summary>The states from the beginning to one, both included.</summary>
    public List<uint> PathTo(uint state)
    {
        List<uint> path = [];
        for (var at = state; at != StateReference.None; at = _store.ParentOf(at))
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
        for (var at = _store.ParentOf(state); at != StateReference.None; at = _store.ParentOf(at))
        {
            depth++;
        }

        return depth;
    }

    /// <summary>
    /// A trace along states, each of which follows from the one before. Where others are alike, it
    /// goes the way that a world goes in which nothing is exchanged.
    /// </summary>
    /// <param name="stem">From the beginning.</param>
    /// <param name="cycle">From the end of the stem to where it is the same again.</param>
    public Counterexample Trace(IReadOnlyList<uint> stem, IReadOnlyList<uint> cycle)
    {
        var time = 0;
        _rules.Start(_slots);
        var shown = _rules.Show(_slots);
        var digest = _rules.DigestOf(_slots);
        var told = Tell(stem.Skip(1), ref time);
        var repeated = Tell(cycle, ref time);
        return new(_rules.Columns, _rules.Unit, shown, digest, told, repeated);
    }

    private Items<TraceEvent> Tell(IEnumerable<uint> path, ref int time)
    {
        List<TraceEvent> events = [];
        foreach (var to in path)
        {
            var index = IndexOf(to);
            var what = _rules.NameOf(_expansion, index);
            var telling = _rules.Tell(_expansion.Slots, _expansion.HappeningAt(index));
            _wide.Unpack(_expansion.WordsAt(index), _slots);
            events.Add(new(
                time, what, telling.Reason, telling.Follows, _rules.Show(_slots),
                _rules.DigestOf(_slots)));
            time += what.Kind == EventKind.Time ? 1 : 0;
        }

        return [.. events];
    }

    /// <summary>Which event leads to a state, or to one that is exchanged for it.</summary>
    private int IndexOf(uint to)
    {
        var wanted = new int[_slots.Length];
        _store.Layout.Unpack(_store.WordsOf(to), wanted);
        _expansion.Load(_slots);
        _rules.ExpandAndLearn(_expansion);
        for (var index = 0; index < _expansion.Count; index++)
        {
            _wide.Unpack(_expansion.WordsAt(index), _kept);
            _rules.Fold(_kept);
            if (_kept.AsSpan().SequenceEqual(wanted))
            {
                return index;
            }
        }

        throw new InvalidOperationException("a state does not follow from the one before");
    }
}
