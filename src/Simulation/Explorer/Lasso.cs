namespace Holdfast.Simulation.Explorer;

/// <summary>The shortest way to stay away from a goal for ever: a stem, and a cycle.</summary>
internal sealed class Lasso
{
    // So many states of a cycle are tried, those nearest to the beginning first.
    private const int TriesMax = 4_096;

    private readonly Calm _calm;
    private readonly Recovery _recovery;
    private readonly Replay _replay;
    private readonly List<CalmStep> _steps = [];

    public Lasso(SuccessorRules rules, StateStore store, int goal, Recovery recovery)
    {
        _calm = new(rules, store, goal);
        _recovery = recovery;
        _replay = new(rules, store);
    }

    /// <summary>The states from the beginning to the cycle.</summary>
    public List<uint> Stem { get; private set; } = [];

    /// <summary>The states of the cycle, the last the same as the last of the stem; empty: there
    /// nothing happens any more.</summary>
    public List<uint> Cycle { get; private set; } = [];

    /// <summary>Finds it.</summary>
    public void Find()
    {
        var tried = _recovery.Bad
            .Select(state => (State: state, Depth: _replay.DepthOf(state)))
            .OrderBy(one => one.Depth).ThenBy(one => one.State)
            .Take(TriesMax);
        var best = int.MaxValue;
        foreach (var (state, depth) in tried)
        {
            if (depth + 1 >= best)
            {
                break;
            }

            var cycle = FairCycle(state, best - depth);
            if (cycle is not null && depth + cycle.Count < best)
            {
                best = depth + cycle.Count;
                Cycle = cycle;
                Stem = _replay.PathTo(state);
            }
        }
    }

    /// <summary>A cycle through a state that puts nothing off for ever; null: none so short.
    /// </summary>
    private List<uint>? FairCycle(uint start, int lengthMax)
    {
        _steps.Clear();
        _calm.Follow(start, _steps);
        if (_steps.Count == 0)
        {
            return [];
        }

        var shortest = Way(start, lengthMax, (step, _) => step.To == start);
        if (shortest is null)
        {
            return null;
        }

        var served = Served(start, shortest);
        if (served == ulong.MaxValue)
        {
            return shortest;
        }

        // By way of an event, or of a state without one, for each class that is put off.
        List<uint> cycle = [];
        served = 0;
        while (served != ulong.MaxValue)
        {
            var here = cycle.Count == 0 ? start : cycle[^1];
            var wanted = ~served;
            var leg = Way(here, int.MaxValue, (step, enabled) =>
                ((step.Fairness | ~enabled) & wanted) != 0);
            if (leg is null)
            {
                return null;
            }

            cycle.AddRange(leg);
            served |= Served(start, cycle);
        }

        if (cycle[^1] != start)
        {
            cycle.AddRange(Way(cycle[^1], int.MaxValue, (step, _) => step.To == start) ?? []);
        }

        return cycle.Count < lengthMax ? cycle : null;
    }

    /// <summary>
    /// The shortest way inside the component to a step that is asked for, by the step and by what
    /// may happen where it begins; without the state where it begins.
    /// </summary>
    private List<uint>? Way(uint start, int lengthMax, Func<CalmStep, ulong, bool> isIt)
    {
        var component = _recovery.ComponentOf(start);
        var from = new Dictionary<uint, uint>();
        var layer = new List<uint> { start };
        for (var length = 1; layer.Count > 0 && length < lengthMax; length++)
        {
            List<uint> next = [];
            foreach (var state in layer)
            {
                _steps.Clear();
                _calm.Follow(state, _steps);
                var enabled = _calm.Enabled;
                foreach (var step in _steps)
                {
                    if (_recovery.ComponentOf(step.To) != component)
                    {
                        continue;
                    }

                    if (isIt(step, enabled))
                    {
                        return Unwind(from, start, state, step.To);
                    }

                    if (step.To != start && from.TryAdd(step.To, state))
                    {
                        next.Add(step.To);
                    }
                }
            }

            layer = next;
        }

        return null;
    }

    private static List<uint> Unwind(
        Dictionary<uint, uint> from, uint start, uint last, uint target)
    {
        List<uint> way = [target];
        for (var at = last; at != start; at = from[at])
        {
            way.Add(at);
        }

        way.Reverse();
        return way;
    }

    /// <summary>The classes that a way serves: they happen, or cannot somewhere.</summary>
    private ulong Served(uint start, List<uint> way)
    {
        var served = 0ul;
        var here = start;
        foreach (var next in way)
        {
            _steps.Clear();
            _calm.Follow(here, _steps);
            served |= ~_calm.Enabled;
            foreach (var step in _steps)
            {
                served |= step.To == next ? step.Fairness : 0;
            }

            here = next;
        }

        return served;
    }
}
