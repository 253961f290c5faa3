namespace Holdfast.Simulation.Explorer;

/// <summary>
/// Members, with what is broken, of which all that must hold was found to hold: what is under way
/// between them is no part of it, so it is asked once for many states. Each thread has its own.
/// </summary>
internal sealed class Sound(int members)
{
    private const int EntriesMax = 1 << 19;

    private int[] _entries = new int[(members + 1) << 6];
    private int _count;

    private int Width => members + 1;

    /// <summary>Octets that it has taken.</summary>
    public long Octets => 4L * _entries.Length;

    /// <summary>Whether nothing is broken in a state, as far as is known.</summary>
    public bool Holds(ReadOnlySpan<int> slots) => _entries[PlaceOf(slots)] != 0;

    /// <summary>Keeps that nothing is broken in a state; past a number of them it does not.
    /// </summary>
    public void Add(ReadOnlySpan<int> slots)
    {
        if (2 * (_count + 1) * Width > _entries.Length)
        {
            if (_count >= EntriesMax)
            {
                return;
            }

            Grow();
        }

        _count++;
        Put(slots);
    }

    // The first of an entry is what is broken, plus one: 0 says that there is nothing.
    private void Put(ReadOnlySpan<int> slots)
    {
        var entry = _entries.AsSpan(PlaceOf(slots), Width);
        entry[0] = slots[^1] + 1;
        slots[..members].CopyTo(entry[1..]);
    }

    private int PlaceOf(ReadOnlySpan<int> slots)
    {
        var raw = (ulong)(uint)slots[^1];
        for (var member = 0; member < members; member++)
        {
            raw = (raw * 0x9E37_79B9_7F4A_7C15) + (uint)slots[member];
        }

        var places = _entries.Length / Width;
        var at = (int)(Hashing.Mix(raw) & (ulong)(places - 1));
        while (_entries[at * Width] != 0 && !IsAt(at * Width, slots))
        {
            at = (at + 1) & (places - 1);
        }

        return at * Width;
    }

    private bool IsAt(int place, ReadOnlySpan<int> slots) =>
        _entries[place] == slots[^1] + 1
        && _entries.AsSpan(place + 1, members).SequenceEqual(slots[..members]);

    private void Grow()
    {
        var before = _entries;
        _entries = new int[2 * before.Length];
        Span<int> slots = stackalloc int[Width];
        for (var place = 0; place < before.Length; place += Width)
        {
            if (before[place] != 0)
            {
                before.AsSpan(place + 1, members).CopyTo(slots);
                slots[^1] = before[place] - 1;
                Put(slots);
            }
        }
    }
}
