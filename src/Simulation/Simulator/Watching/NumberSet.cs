namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>Numbers as intervals: those that are used in order take no room.</summary>
internal sealed class NumberSet
{
    private readonly List<(ulong From, ulong To)> _intervals = [];

    /// <summary>The highest one; null: there is none.</summary>
    public ulong? Highest => _intervals.Count == 0 ? null : _intervals[^1].To;

    /// <summary>How many there are.</summary>
    public ulong Count { get; private set; }

    /// <summary>Whether a number is there.</summary>
    public bool Has(ulong number) =>
        _intervals.Exists(one => one.From <= number && number <= one.To);

    /// <summary>Takes a number in; false: it is there already.</summary>
    public bool Add(ulong number)
    {
        var at = _intervals.Count;
        while (at > 0 && _intervals[at - 1].From > number)
        {
            at--;
        }

        if (at > 0 && _intervals[at - 1].To >= number)
        {
            return false;
        }

        Count++;
        var joinsBefore = at > 0 && _intervals[at - 1].To + 1 == number;
        var joinsAfter = at < _intervals.Count && _intervals[at].From - 1 == number;
        if (joinsBefore && joinsAfter)
        {
            _intervals[at - 1] = (_intervals[at - 1].From, _intervals[at].To);
            _intervals.RemoveAt(at);
        }
        else if (joinsBefore)
        {
            _intervals[at - 1] = (_intervals[at - 1].From, number);
        }
        else if (joinsAfter)
        {
            _intervals[at] = (number, _intervals[at].To);
        }
        else
        {
            _intervals.Insert(at, (number, number));
        }

        return true;
    }
}
