using Holdfast.Simulation.Reports;

namespace Holdfast.Simulation.Explorer;

/// <summary>
/// Whether a goal comes from everywhere once nothing breaks any more, and how long that takes in
/// the worst order. Strongly connected components, each after all that it leads to: a component
/// that may be stayed in for ever, fairly and away from the goal, is a counter-example; where there
/// is none, the longest way is exact.
/// </summary>
internal sealed class Recovery
{
    /// <summary>The goal holds from here on.</summary>
    public const int Settled = -1;

    /// <summary>It comes, but no time can be said.</summary>
    public const int Unbounded = int.MaxValue - 1;

    /// <summary>It may never come.</summary>
    public const int Never = int.MaxValue;

    private readonly StateStore _store;
    private readonly Limits _limits;
    private readonly Lent _lent;
    private readonly Calm _calm;
    private readonly Goal _goal;
    private readonly Marks _numbers;
    private readonly Marks _times;
    private readonly List<CalmStep> _steps = [];
    private readonly List<uint> _stack = [];
    private readonly List<Frame> _frames = [];
    private readonly List<CalmStep> _inside = [];
    private int _visited;
    private int _components;

    public Recovery(SuccessorRules rules, StateStore store, Limits limits, Lent lent, int goal)
    {
        _store = store;
        _limits = limits;
        _lent = lent;
        _goal = rules.Goals[goal];
        _calm = new(rules, store, goal);
        _numbers = new(store);
        _times = new(store);
    }

    /// <summary>States from which the goal was asked for.</summary>
    public long From { get; private set; }

    /// <summary>The worst state from which it comes in bounded time, and that time.</summary>
    public (uint State, int Time) Worst { get; private set; } = (StateReference.None, 0);

    /// <summary>Whether from some state no bound can be said.</summary>
    public bool IsUnbounded { get; private set; }

    /// <summary>States away from the goal that are in a cycle, or have no way on.</summary>
    public List<uint> Bad { get; } = [];

    /// <summary>Octets that it takes at least, with what was found before.</summary>
    public static long OctetsFor(StateStore store) => store.Octets + (8 * store.Count);

    /// <summary>Units of time until the goal holds from a state.</summary>
    public int TimeOf(uint state) => _times[state];

    /// <summary>From how many states it takes so many units of time.</summary>
    public Tally Spread()
    {
        var tally = new Tally();
        for (var shard = 0; shard < StateReference.ShardCount; shard++)
        {
            var paths = _store.Shards[shard].AllPaths();
            for (var place = 0; place < _store.Shards[shard].Count; place++)
            {
                var state = StateReference.Of(shard, place);
                if (_numbers[state] != 0)
                {
                    tally.Add(_times[state], paths[place]);
                }
            }
        }

        return tally;
    }

    /// <summary>The component of a state that was looked at.</summary>
    public int ComponentOf(uint state) => ~_numbers[state];

    /// <summary>Looks at all states; anything but complete: it was ended before.</summary>
    public Ending Run()
    {
        for (var shard = 0; shard < StateReference.ShardCount; shard++)
        {
            for (var place = 0; place < _store.Shards[shard].Count; place++)
            {
                var state = StateReference.Of(shard, place);
                if (_numbers[state] != 0 || !_calm.Holds(state))
                {
                    continue;
                }

                if (Visit(state) is { } ending)
                {
                    return ending;
                }
            }
        }

        return Ending.Complete;
    }

    private Ending? Visit(uint root)
    {
        Enter(root);
        while (_frames.Count > 0)
        {
            var frame = _frames[^1];
            if (frame.At == _steps.Count)
            {
                Leave(frame);
                continue;
            }

            // The steps of the last frame lie at the end, and are taken from there.
            var step = _steps[^1];
            var number = _numbers[step.To];
            if (number == 0)
            {
                Enter(step.To);
                if ((_visited & 0xFFF) == 0 && Overrun() is { } ending)
                {
                    return ending;
                }

                continue;
            }

            _steps.RemoveAt(_steps.Count - 1);
            _frames[^1] = number > 0
                ? frame with
                {
                    Low = Math.Min(frame.Low, number),
                    HasCycle = frame.HasCycle || step.To == frame.State,
                }
                : frame with { Time = Later(frame, step) };
        }

        return null;
    }

    private void Enter(uint state)
    {
        _numbers[state] = ++_visited;
        _stack.Add(state);
        From++;
        var at = _steps.Count;
        _calm.Follow(state, _steps);
        var isReached = _calm.IsReached;
        if (isReached && !_goal.Stays)
        {
            // Again and again is enough: the way ends here.
            _steps.RemoveRange(at, _steps.Count - at);
        }

        _frames.Add(new(
            state, at, _visited, isReached, IsDeadEnd: _steps.Count == at, HasCycle: false,
            Time: Settled));
    }

    /// <summary>The time from a state by way of another one that is settled.</summary>
    private int Later(in Frame frame, in CalmStep step)
    {
        var then = _times[step.To];
        var time = then >= Unbounded ? then
            : then == Settled ? (frame.IsReached ? Settled : step.Takes)
            : then + step.Takes;
        return Math.Max(frame.Time, time);
    }

    private void Leave(in Frame frame)
    {
        _frames.RemoveAt(_frames.Count - 1);
        _times[frame.State] = frame.Time;
        if (frame.Low < _numbers[frame.State])
        {
            _frames[^1] = _frames[^1] with { Low = Math.Min(_frames[^1].Low, frame.Low) };
            return;
        }

        var from = _stack.LastIndexOf(frame.State);
        var members = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_stack)[from..];
        foreach (var member in members)
        {
            _numbers[member] = ~_components;
        }

        var time = members.Length == 1 && !frame.HasCycle ? Alone(frame) : Together(members);
        foreach (var member in members)
        {
            _times[member] = time;
        }

        Note(members, time);
        _components++;
        _stack.RemoveRange(from, _stack.Count - from);
    }

    private int Alone(in Frame frame)
    {
        if (!frame.IsDeadEnd || frame.IsReached)
        {
            return frame.Time;
        }

        Bad.Add(frame.State);
        return Never;
    }

    /// <summary>A component that one may stay in.</summary>
    private int Together(ReadOnlySpan<uint> members)
    {
        var time = Settled;
        var away = Bad.Count;
        foreach (var member in members)
        {
            time = Math.Max(time, _times[member]);
            if (!_calm.Reaches(member))
            {
                Bad.Add(member);
            }
        }

        if (Bad.Count == away)
        {
            return time == Settled || time == Never ? time : Unbounded;
        }

        if (IsFair(members))
        {
            return Never;
        }

        // Nobody stays here for ever, and nobody knows how long.
        Bad.RemoveRange(away, Bad.Count - away);
        return Math.Max(time, Unbounded);
    }

    /// <summary>
    /// Whether one may stay without putting off for ever what could always happen: each class of
    /// events happens inside, or cannot somewhere.
    /// </summary>
    private bool IsFair(ReadOnlySpan<uint> members)
    {
        var served = 0ul;
        foreach (var member in members)
        {
            _inside.Clear();
            _calm.Follow(member, _inside);
            served |= ~_calm.Enabled;
            foreach (var step in _inside)
            {
                served |= _numbers[step.To] == ~_components ? step.Fairness : 0;
            }
        }

        return served == ulong.MaxValue;
    }

    private void Note(ReadOnlySpan<uint> members, int time)
    {
        if (time >= Unbounded)
        {
            IsUnbounded = true;
        }
        else if (time > Worst.Time || Worst.State == StateReference.None)
        {
            Worst = (members[0], Math.Max(0, time));
        }
    }

    private Ending? Overrun()
    {
        _lent.Told(new(
            _goal.Name, _store.Count, _visited, _frames.Count, _store.Count - _visited,
            _lent.Clock()));
        return _lent.Cancellation.IsCancellationRequested ? Ending.Cancelled
            : Octets >= _limits.Memory || _lent.Memory() >= _limits.Memory ? Ending.Memory
            : null;
    }

    private long Octets => OctetsFor(_store)
        + (16L * (_steps.Capacity + _inside.Capacity)) + (32L * _frames.Capacity)
        + (4L * (_stack.Capacity + Bad.Capacity));

    /// <summary>A state on the way.</summary>
    /// <param name="State">The state.</param>
    /// <param name="At">Where its steps begin.</param>
    /// <param name="Low">The first state that it leads back to.</param>
    /// <param name="IsReached">Whether it has reached the goal.</param>
    /// <param name="IsDeadEnd">Whether nothing follows.</param>
    /// <param name="HasCycle">Whether it follows from itself.</param>
    /// <param name="Time">The longest time by the ways that were gone to their end.</param>
    private readonly record struct Frame(
        uint State, int At, int Low, bool IsReached, bool IsDeadEnd, bool HasCycle, int Time);
}
