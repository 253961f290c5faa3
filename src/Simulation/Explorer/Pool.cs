namespace Holdfast.Simulation.Explorer;

/// <summary>
/// Values as small integers, in the order in which they were met. Whoever only looks may do so
/// beside others; hashes are computed by whoever asks, so that the one who adds does little.
/// </summary>
internal sealed class Pool<T>
    where T : notnull
{
    /// <summary>A value that is not here.</summary>
    public const int None = -1;

    private int[] _table = new int[32];
    private int[] _hashes = new int[16];
    private T[] _values = new T[16];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>A value by its number.</summary>
    public T this[int number] => _values[number];

    /// <summary>The hash of a value.</summary>
    public static int HashOf(T value) => EqualityComparer<T>.Default.GetHashCode(value);

    /// <summary>The number of a value; <see cref="None"/>: it is not here.</summary>
    public int Find(T value, int hash)
    {
        for (var at = PlaceOf(hash); ; at = (at + 1) & (_table.Length - 1))
        {
            var number = _table[at] - 1;
            if (number < 0)
            {
                return None;
            }

            if (_hashes[number] == hash
                && EqualityComparer<T>.Default.Equals(_values[number], value))
            {
                return number;
            }
        }
    }

    /// <summary>Adds a value that is not here, under the next number.</summary>
    public int Add(T value, int hash)
    {
        if (Count == _values.Length)
        {
            Grow();
        }

        _values[Count] = value;
        _hashes[Count] = hash;
        Put(Count);
        return Count++;
    }

    /// <summary>The number of a value; a new one gets the next.</summary>
    public int NumberOf(T value)
    {
        var hash = HashOf(value);
        var number = Find(value, hash);
        return number != None ? number : Add(value, hash);
    }

    private int PlaceOf(int hash) =>
        (int)(Hashing.Mix((uint)hash) & (ulong)(_table.Length - 1));

    private void Put(int number)
    {
        var at = PlaceOf(_hashes[number]);
        while (_table[at] != 0)
        {
            at = (at + 1) & (_table.Length - 1);
        }

        _table[at] = number + 1;
    }

    private void Grow()
    {
        Array.Resize(ref _values, 2 * Count);
        Array.Resize(ref _hashes, 2 * Count);
        _table = new int[4 * Count];
        for (var number = 0; number < Count; number++)
        {
            Put(number);
        }
    }
}
