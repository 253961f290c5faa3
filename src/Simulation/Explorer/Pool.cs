namespace Holdfast.Simulation.Explorer;

/// <summary>Values as small integers, in the order in which they were met.</summary>
internal sealed class Pool<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _numbers = [];
    private readonly List<T> _values = [];

    /// <summary>How many there are.</summary>
    public int Count => _values.Count;

    /// <summary>A value by its number.</summary>
    public T this[int number] => _values[number];

    /// <summary>The number of a value; a new one gets the next.</summary>
    public int NumberOf(T value)
    {
        if (_numbers.TryGetValue(value, out var number))
        {
            return number;
        }

        _numbers.Add(value, _values.Count);
        _values.Add(value);
        return _values.Count - 1;
    }
}
