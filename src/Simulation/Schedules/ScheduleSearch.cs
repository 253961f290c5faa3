using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Schedules;

/// <summary>
/// Every schedule of at most so many faults, at every event boundary of a run whose own events have
/// one order. Schedules that have led to the same state at the same time with as many faults go on
/// together: what is counted for each is how many they are.
/// </summary>
internal sealed class ScheduleSearch
{
    private const int EventsInUnitMax = 10_000;
    private const int PrefixesBetweenLooks = 1 << 10;

    private readonly SuccessorRules _rules;
    private readonly ScheduleBounds _bounds;
    private readonly Limits _limits;
    private readonly Lent _lent;
    private readonly RunTable _table;
    private readonly Healing[] _healings;
    private readonly Dictionary<long, (long From, int Index)> _parents = [];
    private readonly List<int> _prelude = [];
    private readonly List<ScheduleEnd?> _ends = [];
    private readonly long[] _brokenFirst;
    private readonly (long Key, int Time)[] _worst;
    private readonly SortedDictionary<int, UInt128>[] _spreads;
    private Dictionary<int, UInt128>[] _now;
    private Dictionary<int, UInt128>[] _next;
    private Dictionary<int, UInt128>[] _later;
    private UInt128 _schedules;
    private long _prefixes;

    private ScheduleSearch(SuccessorRules rules, ScheduleBounds bounds, Limits limits, Lent lent)
    {
        _rules = rules;
        _bounds = bounds;
        _limits = limits;
        _lent = lent;
        _table = new(rules);

        // Without a goal, what is asked of every state is asked on the way of healing, too.
        _healings = rules.Goals.Count == 0
            ? [new(rules, _table, -1)]
            : [.. Enumerable.Range(0, rules.Goals.Count).Select(goal =>
                new Healing(rules, _table, goal))];
        _brokenFirst = new long[rules.Invariants.Count];
        Array.Fill(_brokenFirst, -1);
        _worst = new (long, int)[_healings.Length];
        Array.Fill(_worst, (-1, -1));
        _spreads = [.. _healings.Select(_ => new SortedDictionary<int, UInt128>())];
        (_now, _next, _later) = (Empty(), Empty(), Empty());
        Begin = Settle();
    }

    /// <summary>The state in which schedules begin.</summary>
    private int Begin { get; }

    /// <summary>Runs all of them.</summary>
    public static ScheduleOutcome Run(
        string name, SuccessorRules rules, ScheduleBounds bounds, Limits limits, Lent lent)
    {
        var began = lent.Clock();
        var search = new ScheduleSearch(rules, bounds, limits, lent);
        var ending = search.Run();
        return search.Outcome(name, ending, (lent.Clock() - began).TotalSeconds);
    }

    /// <summary>Runs one at a time: who chooses is asked at every event boundary, as long as faults
    /// are left: 0 is none.</summary>
    public static Func<Func<int, int>, ScheduleEnd> Player(
        SuccessorRules rules, ScheduleBounds bounds) =>
        new ScheduleSearch(rules, bounds, Limits.None, new()).Play;

    private ScheduleEnd Play(Func<int, int> choose)
    {
        var (state, used) = (Begin, 0);
        var broken = _table.BrokenAt(state);
        for (var unit = 0; unit < _bounds.Units;)
        {
            if (used < _bounds.Faults && _table.BreaksOf(state) is var breaks
                && choose(breaks.Length + 1) is var choice and > 0)
            {
                state = breaks[choice - 1].To;
                used++;
            }
            else
            {
                ref readonly var row = ref _table.Known(state);
                unit += row.Passes ? 1 : 0;
                state = row.GoOn;
            }

            broken |= _table.BrokenAt(state);
        }

        var end = state < _ends.Count && _ends[state] is { } known ? known : LearnEnd(state);
        return broken == 0 ? end : end with { Broken = end.Broken | broken };
    }

    private ScheduleEnd LearnEnd(int state)
    {
        while (_ends.Count <= state)
        {
            _ends.Add(null);
        }

        return _ends[state] = new(
            _healings[0].BrokenFrom(state),
            [.. _healings.Take(_rules.Goals.Count).Select(one => one.TimeOf(state))
                .Select(time => time == Healing.Never ? (int?)null : time)]);
    }

    private Ending Run()
    {
        _later[0].Add(Begin, 1);
        Found(KeyOf(Begin, 0), -1, -1);
        for (var unit = 0; unit < _bounds.Units; unit++)
        {
            (_now, _later) = (_later, Empty());
            for (var events = 0; Array.Exists(_now, one => one.Count > 0); events++)
            {
                if (events == EventsInUnitMax)
                {
                    throw new InvalidOperationException("events follow each other without time");
                }

                for (var used = 0; used <= _bounds.Faults; used++)
                {
                    if (Go(used, unit) is { } ending)
                    {
                        return ending;
                    }
                }

                (_now, _next) = (_next, Empty());
            }
        }

        for (var used = 0; used <= _bounds.Faults; used++)
        {
            foreach (var (state, count) in _later[used])
            {
                End(state, KeyOf(state, used), count);
            }
        }

        return Array.Exists(_brokenFirst, key => key >= 0)
            || Array.Exists(_spreads, one => one.ContainsKey(Healing.Never))
                ? Ending.Violation
                : Ending.Complete;
    }

    /// <summary>Where to end though there is more; null: goes on.</summary>
    private Ending? Look(int unit)
    {
        _lent.Told(new(
            "exploring", _table.Count, _prefixes, unit, _now.Sum(one => one.Count),
            _lent.Clock()));
        return _lent.Cancellation.IsCancellationRequested ? Ending.Cancelled
            : _limits.Memory is { } most && _lent.Memory() >= most ? Ending.Memory
            : null;
    }

    private Ending? Go(int used, int unit)
    {
        foreach (var (state, count) in _now[used])
        {
            if (_prefixes++ % PrefixesBetweenLooks == 0 && Look(unit) is { } ending)
            {
                return ending;
            }

            var key = KeyOf(state, used);
            if (used < _bounds.Faults)
            {
                foreach (var (to, index) in _table.BreaksOf(state))
                {
                    Add(_now[used + 1], to, count);
                    Found(KeyOf(to, used + 1), key, index);
                }
            }

            var next = _table.GoOn(state);
            Add((_table.Passes(state) ? _later : _next)[used], next, count);
            Found(KeyOf(next, used), key, _table.GoOnIndex(state));
        }

        return null;
    }

    private void End(int state, long key, UInt128 count)
    {
        _schedules = Saturated.Sum(_schedules, count);
        Note(_healings[0].BrokenFrom(state), key);
        for (var goal = 0; goal < _healings.Length; goal++)
        {
            var time = _healings[goal].TimeOf(state);
            _spreads[goal][time] =
                Saturated.Sum(_spreads[goal].GetValueOrDefault(time), count);
            if (time > _worst[goal].Time)
            {
                _worst[goal] = (key, time);
            }
        }
    }

    private static void Add(Dictionary<int, UInt128> layer, int state, UInt128 count)
    {
        ref var sum = ref System.Runtime.InteropServices.CollectionsMarshal
            .GetValueRefOrAddDefault(layer, state, out _);
        sum = Saturated.Sum(sum, count);
    }

    /// <summary>Keeps how a state was come to first, and looks at what must hold there.</summary>
    private void Found(long key, long from, int index)
    {
        if (_parents.TryAdd(key, (from, index)))
        {
            Note(_table.BrokenAt(StateOf(key)), key);
        }
    }

    private void Note(ulong broken, long key)
    {
        for (var at = 0; at < _brokenFirst.Length && broken != 0; at++)
        {
            if (((broken >> at) & 1) != 0 && _brokenFirst[at] < 0)
            {
                _brokenFirst[at] = key;
            }
        }
    }

    private Dictionary<int, UInt128>[] Empty() =>
        [.. Enumerable.Range(0, _bounds.Faults + 1).Select(_ => new Dictionary<int, UInt128>())];

    private long KeyOf(int state, int used) => ((long)state * (_bounds.Faults + 1)) + used;

    private int StateOf(long key) => (int)(key / (_bounds.Faults + 1));

    /// <summary>Everything is mended, and runs for a while; nobody sends anything yet.</summary>
    private int Settle()
    {
        var state = Healing.Mended(_table, _table.Start, _prelude);
        for (var unit = 0; unit < _bounds.Settle;)
        {
            var (next, index, passes) = _table.GoOnQuietly(state);
            unit += passes ? 1 : 0;
            _prelude.Add(index);
            state = next;
        }

        _prelude.RemoveAll(index => index < 0);
        return state;
    }

    private ScheduleOutcome Outcome(string name, Ending ending, double seconds)
    {
        var violations = new List<Violation>();
        for (var at = 0; at < _brokenFirst.Length; at++)
        {
            if (_brokenFirst[at] >= 0)
            {
                violations.Add(new(
                    _rules.Invariants[at].Name, ToBroken(_brokenFirst[at], 1ul << at)));
            }
        }

        var goals = new List<HealVerdict>();
        for (var goal = 0; goal < _rules.Goals.Count; goal++)
        {
            var (key, time) = _worst[goal];
            var spread = _spreads[goal];
            var never = spread.GetValueOrDefault(Healing.Never);
            spread.Remove(Healing.Never);
            var trace = key < 0 ? null : Healed(key, time);
            if (never > 0)
            {
                violations.Add(new(_rules.Goals[goal].Name, trace!));
            }

            goals.Add(new(
                _rules.Goals[goal].Name, _rules.Goals[goal].Says, never,
                [.. Enumerable.Range(0, spread.Count == 0 ? 0 : spread.Last().Key + 1)
                    .Select(units => spread.GetValueOrDefault(units))],
                never > 0 ? null : trace));
        }

        return new(
            name, _bounds, ending, _schedules, _prefixes, _table.Count, [.. _table.Names], seconds,
            [.. _rules.Invariants.Select((one, at) =>
                new Verdict(one.Name, one.Says, _brokenFirst[at] < 0))],
            [.. goals], [.. violations]);
    }

    private List<int> WayTo(long key)
    {
        List<int> way = [];
        for (var at = key; _parents[at].From >= 0; at = _parents[at].From)
        {
            way.Add(_parents[at].Index);
        }

        way.Reverse();
        return [.. _prelude, .. way.Where(index => index >= 0)];
    }

    /// <summary>The way to a state that breaks an invariant, or to one while all heals.</summary>
    private Counterexample ToBroken(long key, ulong bit)
    {
        var way = WayTo(key);
        var state = StateOf(key);
        while ((_table.BrokenAt(state) & bit) == 0
            && _table.Mend(state, out var index) is var mended && mended != state)
        {
            way.Add(index);
            state = mended;
        }

        while ((_table.BrokenAt(state) & bit) == 0)
        {
            way.Add(_table.GoOnIndex(state));
            state = _table.GoOn(state);
        }

        way.RemoveAll(index => index < 0);
        return ScheduleTrace.Tell(_rules, way, []);
    }

    /// <summary>The way of a schedule, and how it heals: for ever, or until the goal holds.
    /// </summary>
    private Counterexample Healed(long key, int time)
    {
        var (stem, cycle) = (WayTo(key), new List<int>());
        ScheduleTrace.Heal(_table, StateOf(key), stem, cycle);
        return time == Healing.Never
            ? ScheduleTrace.Tell(_rules, stem, cycle)
            : ScheduleTrace.Tell(_rules, stem, []);
    }
}
