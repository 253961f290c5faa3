using System.Runtime.CompilerServices;

namespace Holdfast.Simulation.Explorer;

/// <summary>
/// The steps that are known, by local state and input: one table of open addressing for all. A row
/// for each state would be mostly empty, and two steps further away.
/// </summary>
internal sealed class StepTable
{
    private Entry[] _entries = new Entry[1 << 10];

    /// <summary>How many steps are known.</summary>
    public int Count { get; private set; }

    /// <summary>The step of a state by an input; 0: not known yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong StepOf(int state, int input)
    {
        var key = KeyOf(state, input);
        var entries = _entries;
        var at = PlaceOf(key, entries);
        while (true)
        {
            ref readonly var entry = ref entries[at];
            if (entry.Key == key || entry.Step == 0)
            {
                return entry.Step;
            }

            at = (at + 1) & (entries.Length - 1);
        }
    }

    /// <summary>Keeps a step that was not known.</summary>
    public void Keep(int state, int input, ulong step)
    {
        if (2 * (Count + 1) > _entries.Length)
        {
            Grow();
        }

        Count++;
        Put(_entries, new(KeyOf(state, input), step));
    }

    /// <summary>All that are known, in no order.</summary>
    public IEnumerable<(int State, int Input, ulong Step)> All => _entries
        .Where(entry => entry.Step != 0)
        .Select(entry => ((int)(entry.Key >> 32), (int)(uint)entry.Key, entry.Step));

    private static ulong KeyOf(int state, int input) => ((ulong)(uint)state << 32) | (uint)input;

    private static int PlaceOf(ulong key, Entry[] entries) =>
        (int)(Hashing.Mix(key) & (ulong)(entries.Length - 1));

    private static void Put(Entry[] entries, Entry one)
    {
        var at = PlaceOf(one.Key, entries);
        while (entries[at].Step != 0)
        {
            at = (at + 1) & (entries.Length - 1);
        }

        entries[at] = one;
    }

    private void Grow()
    {
        var wider = new Entry[2 * _entries.Length];
        foreach (var entry in _entries)
        {
            if (entry.Step != 0)
            {
                Put(wider, entry);
            }
        }

        _entries = wider;
    }

    private readonly record struct Entry(ulong Key, ulong Step);
}
