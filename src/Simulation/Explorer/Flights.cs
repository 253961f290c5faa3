using Holdfast.Codec;
using Holdfast.Simulation.Models;

namespace Holdfast.Simulation.Explorer;

/// <summary>What may be under way from one member to another, and how that changes.</summary>
internal sealed class Flights(Delivery.Ways ways)
{
    private readonly Pool<Items<Flying>> _contents = new();
    private readonly List<Flight> _flights = [];
    private readonly int _ageMax = Math.Max(ways.DelayMin, ways.DelayMax ?? 0);

    /// <summary>How many contents there are; the first is nothing.</summary>
    public int Count => _contents.Count;

    /// <summary>What is known of a content.</summary>
    public Flight this[int number] => _flights[number];

    /// <summary>The messages of a content.</summary>
    public Items<Flying> MessagesOf(int number) => _contents[number];

    /// <summary>The number of a content.</summary>
    public int NumberOf(Items<Flying> content)
    {
        var number = _contents.NumberOf(content);
        if (number == _flights.Count)
        {
            // Its place, since what is left of it is looked for first.
            _flights.Add(new([], []));
            _flights[number] = Describe(content);
        }

        return number;
    }

    /// <summary>Puts one more message under way.</summary>
    public int Put(int content, int input)
    {
        var flying = _contents[content];
        if (ways.IsStream && flying.Count == ways.Capacity)
        {
            throw new InvalidOperationException(
                $"more than {ways.Capacity} messages are under way in a stream");
        }

        var kept = flying.Count == ways.Capacity ? flying.Skip(1) : flying;
        var put = NumberOf([.. kept, new Flying(input, 0)]);
        _flights[content].Keep(input, put);
        return put;
    }

    /// <summary>Finds out what a content is a unit of time later.</summary>
    public int Age(int content)
    {
        var later = NumberOf(
        [
            .. _contents[content].Select(
                one => one with { Age = Math.Min(one.Age + 1, _ageMax) }),
        ]);
        _flights[content].Later = later;
        return later;
    }

    private Flight Describe(Items<Flying> content)
    {
        var all = new (int Input, int Left)[content.Count];
        var ready = new List<(int Input, int Left)>();
        for (var at = 0; at < content.Count; at++)
        {
            var rest = NumberOf([.. content.Where((_, other) => other != at)]);
            all[at] = (content[at].Input, rest);
            if (content[at].Age >= ways.DelayMin && (at == 0 || !ways.IsOrdered))
            {
                ready.Add(all[at]);
            }
        }

        return new([.. ready], all)
        {
            IsUrgent = ways.DelayMax is { } most && content.Any(one => one.Age >= most),
        };
    }
}

/// <summary>A message under way.</summary>
/// <param name="Input">What is taken where it arrives.</param>
/// <param name="Age">Units of time since it was sent.</param>
internal readonly record struct Flying(int Input, int Age);

/// <summary>What is known of a content of a way.</summary>
/// <param name="ready">What may arrive now, and what then is left.</param>
/// <param name="all">What may be lost, and what then is left.</param>
internal sealed class Flight((int Input, int Left)[] ready, (int Input, int Left)[] all)
{
    private readonly SparseRow<int> _puts = new();

    /// <summary>What may arrive now, and what then is left.</summary>
    public (int Input, int Left)[] Ready { get; } = ready;

    /// <summary>What may be lost, and what then is left.</summary>
    public (int Input, int Left)[] All { get; } = all;

    /// <summary>Whether something must arrive before time goes on.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>The content a unit of time later; -1: not known yet.</summary>
    public int Later { get; set; } = -1;

    /// <summary>The content with one more message; 0: not known yet.</summary>
    public int PutOf(int input) => _puts[input];

    internal void Keep(int input, int content) => _puts.Set(input, content);
}
