using Holdfast.Simulation.Explorer;

namespace Holdfast.Simulation.Schedules;

/// <summary>
/// What becomes of a state once everything is mended and nothing breaks any more. A run goes one
/// way only and comes into a cycle, so whether a goal holds for good is known exactly.
/// </summary>
internal sealed class Healing(SuccessorRules rules, RunTable table, int goal)
{
    /// <summary>The goal never comes.</summary>
    public const int Never = int.MaxValue;

    private const int Settled = -1;
    private const int Unknown = -2;
    private const int OnTheWay = -3;
    private const int MendsMax = 64;

    private readonly List<int> _times = [];
    private readonly List<ulong> _broken = [];
    private readonly List<int> _way = [];

    /// <summary>A state with all mended that is to be mended, and how: places of events.</summary>
    public static int Mended(RunTable table, int state, List<int>? indices = null)
    {
        for (var mends = 0; table.Mend(state, out var index) is var next && next != state; mends++)
        {
            if (mends == MendsMax)
            {
                throw new InvalidOperationException("mends follow each other without an end");
            }

            indices?.Add(index);
            state = next;
        }

        return state;
    }

    /// <summary>Units of time until the goal holds for good, once all is mended.</summary>
    public int TimeOf(int state) => Time(Mended(table, state)) is var time && time == Settled
        ? 0
        : time;

    /// <summary>The invariants that do not hold somewhere on that way.</summary>
    public ulong BrokenFrom(int state)
    {
        var broken = 0ul;
        while (table.Mend(state, out _) is var next && next != state)
        {
            broken |= table.BrokenAt(next);
            state = next;
        }

        Time(state);
        return broken | _broken[state];
    }

    /// <summary>Whether the goal is reached in a state; without a goal it always is.</summary>
    public bool Reaches(int state) => goal < 0 || rules.IsReached(goal, table.SlotsOf(state));

    private bool Stays => goal < 0 || rules.Goals[goal].Stays;

    private int Time(int state)
    {
        Know(state);
        if (_times[state] != Unknown)
        {
            return _times[state];
        }

        _way.Clear();
        var at = state;
        for (; Know(at) == Unknown; at = table.GoOn(at))
        {
            _times[at] = OnTheWay;
            _way.Add(at);
        }

        if (_times[at] == OnTheWay)
        {
            Close(_way.IndexOf(at));
        }

        for (var place = _way.Count - 1; place >= 0; place--)
        {
            var one = _way[place];
            if (_times[one] == OnTheWay)
            {
                Follow(one, table.GoOn(one));
            }
        }

        return _times[state];
    }

    private int Know(int state)
    {
        while (_times.Count <= state)
        {
            _times.Add(Unknown);
            _broken.Add(0);
        }

        return _times[state];
    }

    /// <summary>What repeats for ever: the way from a place on.</summary>
    private void Close(int from)
    {
        var isReached = Stays
            ? _way.Skip(from).All(Reaches)
            : _way.Skip(from).Any(Reaches);
        var broken = _way.Skip(from).Aggregate(0ul, (bits, one) => bits | table.BrokenAt(one));
        for (var place = _way.Count - 1; place >= from; place--)
        {
            var one = _way[place];
            _broken[one] = broken;
            _times[one] = isReached ? Stays || Reaches(one) ? Settled : OnTheWay : Never;
        }

        // Again and again is enough: those between count up to the next that is reached.
        for (var round = 0; round < 2 && isReached && !Stays; round++)
        {
            for (var place = _way.Count - 1; place >= from; place--)
            {
                var one = _way[place];
                var next = _times[table.GoOn(one)];
                _times[one] = _times[one] == Settled || next == OnTheWay
                    ? _times[one]
                    : Before(one, next);
            }
        }
    }

    private void Follow(int state, int next)
    {
        _broken[state] = table.BrokenAt(state) | _broken[next];
        _times[state] = !Stays && Reaches(state) ? Settled : Before(state, _times[next]);
    }

    private int Before(int state, int then) => then switch
    {
        Never => Never,
        Settled => Reaches(state) ? Settled : Unit(state),
        _ => then + Unit(state),
    };

    private int Unit(int state) => table.Passes(state) ? 1 : 0;
}
