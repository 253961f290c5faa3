using System.Diagnostics.CodeAnalysis;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Schedules;

/// <summary>
/// The states that runs come through, by number, and what follows from each: the one event that is
/// next as long as nothing breaks (the first due timer of the first member, then the first message,
/// then what members do anyway, each of it once in a unit of time, then time), and what may break.
/// Each is computed once, and looked up from then on.
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
        var start = new int[rules.Slots + 1];
        rules.Start(start.AsSpan(0, rules.Slots));
        Start = NumberOf(start);
    }

    /// <summary>The state in which everything begins.</summary>
    public int Start { get; }

    /// <summary>How many states there are.</summary>
    public int Count => _states.Count;

    /// <summary>The names of all that broke or was mended.</summary>
    public IEnumerable<string> Names => _names.Order(StringComparer.Ordinal);

    /// <summary>The slots of a state.</summary>
    public ReadOnlySpan<int> SlotsOf(int state) => _states[state].AsSpan(0, _rules.Slots);

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

    /// <summary>The next event where nobody sends anything, and the state after it.</summary>
    public (int To, int Index, bool Passes) GoOnQuietly(int state)
    {
        Expand(state);
        return Next(state, int.MaxValue);
    }

    private void Learn(int state)
    {
        Expand(state);
        var (next, index, passes) = Next(state, DoneIn(state));
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

    private (int To, int Index, bool Passes) Next(int state, int done)
    {
        var first = Ordinary();
        if (first >= 0 && Happening.KindOf(_expansion.HappeningAt(first)) != EventKind.Time)
        {
            return (NumberAt(first, DoneIn(state)), first, Passes: false);
        }

        for (var at = 0; at < _expansion.Count; at++)
        {
            if (_rules.TrafficOf(_expansion.HappeningAt(at)) is var rule && rule >= done
                && NumberAt(at, rule + 1) is var then && !IsSame(state, then))
            {
                return (then, at, Passes: false);
            }
        }

        return (first >= 0 ? NumberAt(first, 0) : NumberOf([.. SlotsOf(state), 0]), first, true);
    }

    /// <summary>The first timer or message, or else time; −1: not even that changes anything.
    /// </summary>
    private int Ordinary()
    {
        var at = 0;
        while (at < _expansion.Count && !Happening.IsOrdinary(_expansion.HappeningAt(at)))
        {
            at++;
        }

        return at < _expansion.Count ? at : Stands;
    }

    /// <summary>Up to which of its rules the traffic of this unit of time is done.</summary>
    private int DoneIn(int state) => _states[state][^1];

    private bool IsSame(int state, int other) => SlotsOf(state).SequenceEqual(SlotsOf(other));

    /// <summary>The first mend after which something else is broken than before.</summary>
    private (int State, int Index) FirstMend(int state)
    {
        var bits = _rules.BitsOf(SlotsOf(state));
        for (var at = 0; at < _expansion.Count; at++)
        {
            var happening = _expansion.HappeningAt(at);
            if (Happening.KindOf(happening) == EventKind.Mend && _rules.TrafficOf(happening) < 0)
            {
                var mended = NumberAt(at, DoneIn(state));
                if (_rules.BitsOf(SlotsOf(mended)) != bits)
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
            if (!Happening.IsOrdinary(happening) && _rules.TrafficOf(happening) < 0)
            {
                breaks.Add(new(NumberAt(at, DoneIn(state)), at));
                _names.Add(_rules.NameOf(_expansion.Slots, happening).ToString());
            }
        }

        return _rows[state].Breaks = [.. breaks];
    }

    private void Expand(int state)
    {
        _expansion.Load(SlotsOf(state));
        _rules.ExpandAndLearn(_expansion);
    }

    private int NumberAt(int index, int done)
    {
        var slots = new int[_rules.Slots + 1];
        _layout.Unpack(_expansion.WordsAt(index), slots.AsSpan(0, _rules.Slots));
        slots[^1] = done;
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

        _rows[number] = new() { GoOn = Unknown, Broken = _rules.Broken(SlotsOf(number)) };
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
