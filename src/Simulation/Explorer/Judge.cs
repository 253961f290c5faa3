using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <summary>
/// Whether a way through a model breaks a claim. It looks at that way alone, by rules of its own:
/// who found the way is not asked.
/// </summary>
internal sealed class Judge
{
    private readonly SuccessorRules _rules;
    private readonly int _invariant;
    private readonly int _goal;
    private ulong _served;
    private bool _isAway;
    private bool _isReachedOnce;
    private bool _isCalmCycle = true;
    private int[]? _cycleBegins;
    private int _calmSince;
    private bool _isLate;

    public Judge(SuccessorRules rules, string property)
    {
        _rules = rules;
        _invariant = rules.Invariants.Select(one => one.Name).ToList().IndexOf(property);
        _goal = rules.Goals.Select(one => one.Name).ToList().IndexOf(property);
    }

    /// <summary>Whether the model makes the claim.</summary>
    public bool KnowsProperty => _invariant >= 0 || _goal >= 0;

    /// <summary>From here on everything repeats.</summary>
    public void BeginCycle(Walk walk) => _cycleBegins = walk.Slots.ToArray();

    /// <summary>Looks at where the way stands before an event.</summary>
    public void Before(Walk walk, WorldEvent next)
    {
        if (_goal < 0)
        {
            return;
        }

        var isReached = _rules.IsReached(_goal, walk.Slots);
        var isCalm = _rules.IsCalm(walk.Slots)
            && next.Kind is EventKind.Time or EventKind.Tick or EventKind.Deliver;
        if (_cycleBegins is not null)
        {
            _isAway |= !isReached;
            _isReachedOnce |= isReached;
            _isCalmCycle &= isCalm;
            _served |= ~walk.Enabled;
        }

        _calmSince = isCalm ? _calmSince : walk.Time;
        _isLate |= next.Kind == EventKind.Time && !isReached
            && walk.Time - _calmSince >= _rules.Goals[_goal].Within;
    }

    /// <summary>Looks at what an event of the cycle did.</summary>
    public void After(ulong served) => _served |= _cycleBegins is null ? 0 : served;

    /// <summary>Whether the claim is broken, where the way ends.</summary>
    public bool IsBroken(Walk walk)
    {
        if (_invariant >= 0 && ((_rules.Broken(walk.Slots) >> _invariant) & 1) != 0)
        {
            return true;
        }

        if (_goal < 0)
        {
            return false;
        }

        // A way ends for ever, or goes round for ever without putting anything off, or is late.
        var endsAway = walk.Enabled == 0 && _rules.IsCalm(walk.Slots)
            && !_rules.IsReached(_goal, walk.Slots);
        var staysAway = _cycleBegins is not null && _isCalmCycle && _served == ulong.MaxValue
            && walk.Slots.SequenceEqual(_cycleBegins)
            && (_rules.Goals[_goal].Stays ? _isAway : !_isReachedOnce);
        return endsAway || staysAway || _isLate;
    }
}
