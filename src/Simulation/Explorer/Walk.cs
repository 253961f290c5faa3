using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <summary>One way through a model, event by event: nothing is kept of other ways.</summary>
internal sealed class Walk
{
    private readonly SuccessorRules _rules;
    private readonly Expansion _expansion;
    private readonly int[] _slots;

    public Walk(SuccessorRules rules)
    {
        _rules = rules;
        _expansion = new(Layout.Wide(rules.Slots)) { IsPlain = true };
        _slots = new int[rules.Slots];
        rules.Start(_slots);
        Stand();
    }

    /// <summary>The state now.</summary>
    public ReadOnlySpan<int> Slots => _slots;

    /// <summary>Units of time so far.</summary>
    public int Time { get; private set; }

    /// <summary>The classes of events that may not be put off for ever, and may happen now.
    /// </summary>
    public ulong Enabled { get; private set; }

    /// <summary>The digest of the state now.</summary>
    public ulong Digest => _rules.DigestOf(_slots);

    /// <summary>All that may happen now.</summary>
    public List<WorldEvent> Events() =>
        [.. Enumerable.Range(0, _expansion.Count).Select(at => _rules.NameOf(_expansion, at))];

    /// <summary>Lets an event happen.</summary>
    /// <param name="wanted">The event.</param>
    /// <param name="taken">What happened; null: it cannot happen now.</param>
    /// <param name="served">The classes of the events that lead to the same state.</param>
    public bool TryTake(WorldEvent wanted, out TraceEvent? taken, out ulong served)
    {
        for (var index = 0; index < _expansion.Count; index++)
        {
            if (_rules.NameOf(_expansion, index) != wanted)
            {
                continue;
            }

            served = ServedBy(index);
            taken = TakeAt(index);
            return true;
        }

        taken = null;
        served = 0;
        return false;
    }

    /// <summary>Lets the event at a place of all that may happen now happen.</summary>
    public TraceEvent TakeAt(int index)
    {
        var what = _rules.NameOf(_expansion, index);
        var time = Time;
        var telling = _rules.Tell(_slots, _expansion.HappeningAt(index));
        Layout.Wide(_slots.Length).Unpack(_expansion.WordsAt(index), _slots);
        Time += what.Kind == EventKind.Time ? 1 : 0;
        Stand();
        return new(time, what, telling.Reason, telling.Follows, _rules.Show(_slots), Digest);
    }

    private ulong ServedBy(int index)
    {
        var served = 0ul;
        for (var other = 0; other < _expansion.Count; other++)
        {
            if (_expansion.WordsAt(other).SequenceEqual(_expansion.WordsAt(index))
                && Happening.IsOrdinary(_expansion.HappeningAt(other)))
            {
                served |= _rules.FairnessOf(_expansion.HappeningAt(other));
            }
        }

        return served;
    }

    private void Stand()
    {
        _expansion.Load(_slots);
        _rules.ExpandAndLearn(_expansion);
        Enabled = 0;
        for (var at = 0; at < _expansion.Count; at++)
        {
            var happening = _expansion.HappeningAt(at);
            Enabled |= Happening.IsOrdinary(happening) ? _rules.FairnessOf(happening) : 0;
        }
    }
}
