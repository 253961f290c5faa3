using System.Diagnostics.CodeAnalysis;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Schedules;

/// <summary>
/// The states that runs come through, by number, and what follows from each: the one event that is
/// next as long as nothing breaks (the first due timer of the first member, then the first message,
/// then time), and what may break. Each is computed once, and looked up from then on.
/// </summary>
internal sealed class RunTable
{
    private const int Unknown = -1;
    private const int Stands = -1;

    private readonly SuccessorRules _rules;
    private readonly Layout _layout;
    private readonly Expansion _expansion;
    private readonly Dictionary<int[], int> _numbers = new(new Words());
    private readonly List<int[]> _states = [];
    private readonly HashSet<string> _names = [];
    private Row[] _rows = new Row[1 << 10];

    public RunTable(SuccessorRules rules)
    {
        _rules = rules;
        _layout = Layout.Wide(rules.Slots);
        _expansion = new(_layout) { IsPlain = true };
        var start = new int[rules.Slots];
        rules.Start(start);
        Start = NumberOf(start);
    }

    /// <summary>The state in which everything begins.</summary>
    public int Start { get; }

    /// <summary>How many states there are.</summary>
    public int Count => _states.Count;

    /// <summary>The names of all that broke or was mended.</summary>
    public IEnumerable<string> Names => _names.Order(StringComparer.Ordinal);

    /// <summary>The slots of a state.</summary>
    public ReadOnlySpan<int> SlotsOf(int state) => _states[state];

    /// <summary>The state after the next event.</summary>
    public int GoOn(int state) => Known(state).GoOn;

    /// <summary>Whether the next event is that a unit of time passes.</summary>
    public bool Passes(int state) => Known(state).Passes;

    /// <summary>The place of the next event among all that may happen; −1: time passes, and
    /// changes nothing.</summary>
    public int GoOnIndex(int state) => Known(state).GoOnIndex;

    /// <summary>A state with something of it mended: itself if nothing is to be mended.</summary>
    public int Mend(int state, out int index)
    {
        ref readonly var row = ref Known(state);
        index = row.MendIndex;
        return row.Mend;
    }

    /// <summary>The invariants that do not hold.</summary>
    public ulong BrokenAt(int state) => _rows[state].Broken;

    /// <summary>What may break now, or be mended.</summary>
    public Break[] BreaksOf(int state) => _rows[state].Breaks ?? LearnBreaks(state);

    /// <summary>What follows from a state.</summary>
    public ref readonly Row Known(int state)
    {
        if (_rows[state].GoOn == Unknown)
        {
            Learn(state);
        }

        return ref _rows[state];
    }

    private void Learn(int state)
    {
        Expand(state);
        var (next, index, passes) = (state, Stands, true);
        for (var at = 0; at < _expansion.Count; at++)
        {
            if (Happening.IsOrdinary(_expansion.HappeningAt(at)))
            {
                passes = Happening.KindOf(_expansion.HappeningAt(at)) == EventKind.Time;
                (next, index) = (NumberAt(at), at);
                break;
            }
        }

        var (mended, mendedBy) = FirstMend(state);
        _rows[state] = _rows[state] with
        {
            GoOn = next,
            GoOnIndex = index,
            Passes = passes,
            Mend = mended,
            MendIndex = mendedBy,
        };
    }

    /// <summary>The first mend after which something else is broken than before: traffic, which
    /// happens at no cost, too, mends nothing.</summary>
    private (int State, int Index) FirstMend(int state)
    {
        var bits = _rules.BitsOf(_states[state]);
        for (var at = 0; at < _expansion.Count; at++)
        {
            if (Happening.KindOf(_expansion.HappeningAt(at)) == EventKind.Mend)
            {
                var mended = NumberAt(at);
                if (_rules.BitsOf(_states[mended]) != bits)
                {
                    return (mended, at);
                }
            }
        }

        return (state, Stands);
    }

    private Break[] LearnBreaks(int state)
    {
        Expand(state);
        var breaks = new List<Break>();
        for (var at = 0; at < _expansion.Count; at++)
        {
            var happening = _expansion.HappeningAt(at);
            if (!Happening.IsOrdinary(happening))
            {
                breaks.Add(new(NumberAt(at), at));
                _names.Add(_rules.NameOf(_expansion.Slots, happening).ToString());
            }
        }

        return _rows[state].Breaks = [.. breaks];
    }

    private void Expand(int state)
    {
        _expansion.Load(_states[state].AsSpan());
        _rules.ExpandAndLearn(_expansion);
    }

    private int NumberAt(int index)
    {
        var slots = new int[_rules.Slots];
        _layout.Unpack(_expansion.WordsAt(index), slots);
        return NumberOf(slots);
    }

    private int NumberOf(int[] slots)
    {
        if (_numbers.TryGetValue(slots, out var known))
        {
            return known;
        }

        var number = _states.Count;
        _numbers.Add(slots, number);
        _states.Add(slots);
        if (number == _rows.Length)
        {
            Array.Resize(ref _rows, 2 * number);
        }

        _rows[number] = new() { GoOn = Unknown, Broken = _rules.Broken(slots) };
        return number;
    }

    /// <summary>What is known of a state.</summary>
    internal struct Row
    {
        /// <summary>The state after the next event.</summary>
        public int GoOn;

        /// <summary>The place of that event.</summary>
        public int GoOnIndex;

        /// <summary>The state with something mended.</summary>
        public int Mend;

        /// <summary>The place of that mend.</summary>
        public int MendIndex;

        /// <summary>Whether the next event is a unit of time.</summary>
        public bool Passes;

        /// <summary>The invariants that do not hold.</summary>
        public ulong Broken;

        /// <summary>What may break; null: not known yet.</summary>
        public Break[]? Breaks;
    }

    private sealed class Words : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? one, int[]? other) => one.AsSpan().SequenceEqual(other);

        public int GetHashCode([DisallowNull] int[] words)
        {
            var raw = 0ul;
            for (var slot = 0; slot < words.Length; slot++)
            {
                raw += (uint)words[slot] * Hashing.Factor(slot);
            }

            return (int)Hashing.Mix(raw);
        }
    }
}

/// <summary>Something that breaks or is mended.</summary>
/// <param name="To">The state afterwards.</param>
/// <param name="Index">Its place among all that may happen.</param>
internal readonly record struct Break(int To, int Index);
