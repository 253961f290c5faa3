using System.Runtime.CompilerServices;

namespace Holdfast.Simulation.Explorer;

/// <summary>
/// One state, and the states that follow from it. An event writes the slots that it changes; words
/// and hash follow by what has changed. Each thread has its own.
/// </summary>
internal sealed class Expansion
{
    private const int EventsAtFirst = 64;

    private readonly Layout _layout;
    private readonly int[] _slots;
    private readonly Cell[] _cells;
    private readonly int[] _touched;
    private readonly ulong[] _origin;
    private int _touchedCount;
    private ulong _originRaw;
    private ulong _raw;
    private int _at;
    private ulong[] _words;
    private ulong[] _hashes;
    private int[] _happenings;

    public Expansion(Layout layout)
    {
        _layout = layout;
        _slots = new int[layout.Slots];
        _cells = [.. layout.Places.Select(place => new Cell(place))];
        _touched = new int[layout.Slots];
        Image = new int[layout.Slots];
        Least = new int[layout.Slots];
        _origin = new ulong[layout.Words];
        _words = new ulong[EventsAtFirst * layout.Words];
        _hashes = new ulong[EventsAtFirst];
        _happenings = new int[EventsAtFirst];
    }

    /// <summary>The state that is expanded.</summary>
    public ReadOnlySpan<int> Slots => _slots;

    /// <summary>Writes the state after what the event has done so far.</summary>
    public void CopyTo(Span<int> slots)
    {
        for (var slot = 0; slot < _cells.Length; slot++)
        {
            slots[slot] = _cells[slot].Now;
        }
    }

    /// <summary>How many states follow.</summary>
    public int Count { get; private set; }

    /// <summary>What members have been sent within the event, for the rules to use.</summary>
    public int[] Queue { get; set; } = new int[64];

    /// <summary>Whether states are left as they are, though others are alike.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Room for a state that is exchanged for this one, for the rules to use.</summary>
    public int[] Image { get; }

    /// <summary>Room for the least of them, for the rules to use.</summary>
    public int[] Least { get; }

    /// <summary>What must be learned before all is known that follows.</summary>
    public List<Want> Wants { get; } = [];

    /// <summary>The words of all following states, one behind the other.</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, Count * _origin.Length);

    /// <summary>The mixed hashes of all following states.</summary>
    public ReadOnlySpan<ulong> Hashes => _hashes.AsSpan(0, Count);

    /// <summary>The words of a following state.</summary>
    public ReadOnlySpan<ulong> WordsAt(int index) =>
        _words.AsSpan(index * _layout.Words, _layout.Words);

    /// <summary>The mixed hash of a following state.</summary>
    public ulong HashAt(int index) => _hashes[index];

    /// <summary>The event that leads to a following state.</summary>
    public int HappeningAt(int index) => _happenings[index];

    /// <summary>Begins with a state; nothing follows yet.</summary>
    public void Load(ReadOnlySpan<ulong> words)
    {
        for (var word = 0; word < _origin.Length; word++)
        {
            _origin[word] = words[word];
        }

        // One by one: to copy in blocks what was just written in parts makes the processor wait.
        _originRaw = _layout.Unpack(words, _slots);
        Begin();
    }

    /// <summary>The same, from slots.</summary>
    public void Load(ReadOnlySpan<int> slots)
    {
        slots.CopyTo(_slots);
        _originRaw = _layout.Pack(slots, _origin);
        Begin();
    }

    /// <summary>Begins once more with the same state.</summary>
    public void Again()
    {
        Count = 0;
        Wants.Clear();
    }

    /// <summary>Begins an event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(int happening)
    {
        if (Count == _happenings.Length)
        {
            Grow();
        }

        _happenings[Count] = happening;
        _at = Count * _origin.Length;
        _touchedCount = 0;
        _raw = _originRaw;
        for (var word = 0; word < _origin.Length; word++)
        {
            _words[_at + word] = _origin[word];
        }
    }

    /// <summary>A whole event that writes one slot anew.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Only(int happening, int slot, int value)
    {
        if (Count == _happenings.Length)
        {
            Grow();
        }

        ref readonly var cell = ref _cells[slot];
        var before = cell.Before;
        var at = Count * _origin.Length;
        for (var word = 0; word < _origin.Length; word++)
        {
            _words[at + word] = _origin[word];
        }

        _words[at + cell.Place.Word] ^= (ulong)(uint)(before ^ value) << cell.Place.Shift;
        _happenings[Count] = happening;
        _hashes[Count++] = Hashing.Mix(
            _originRaw + ((ulong)((long)value - before) * cell.Place.Factor));
    }

    /// <summary>A slot, with what the event has done to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Get(int slot) => _cells[slot].Now;

    /// <summary>Writes a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int slot, int value)
    {
        ref var cell = ref _cells[slot];
        var now = cell.Now;
        if (now == value)
        {
            return;
        }

        cell.Now = value;
        _words[_at + cell.Place.Word] ^= (ulong)(uint)(now ^ value) << cell.Place.Shift;
        _raw += (ulong)((long)value - now) * cell.Place.Factor;
        if (now == cell.Before)
        {
            _touched[_touchedCount++] = slot;
        }
        else if (value == cell.Before)
        {
            Forget(slot);
        }
    }

    /// <summary>Whether the event has changed anything.</summary>
    public bool HasChanged => _touchedCount > 0;

    /// <summary>Ends the event: one more state follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End()
    {
        _hashes[Count++] = Hashing.Mix(_raw);
        Cancel();
    }

    /// <summary>Ends the event as if it had not been.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Cancel()
    {
        for (var i = 0; i < _touchedCount; i++)
        {
            ref var cell = ref _cells[_touched[i]];
            cell.Now = cell.Before;
        }

        _touchedCount = 0;
    }

    private void Begin()
    {
        for (var slot = 0; slot < _slots.Length; slot++)
        {
            ref var cell = ref _cells[slot];
            cell.Before = cell.Now = _slots[slot];
        }

        Count = 0;
        Wants.Clear();
    }

    // A slot that is as it was before is not changed, and may be written again.
    private void Forget(int slot)
    {
        var at = Array.IndexOf(_touched, slot, 0, _touchedCount);
        _touched[at] = _touched[--_touchedCount];
    }

    private void Grow()
    {
        Array.Resize(ref _happenings, 2 * Count);
        Array.Resize(ref _hashes, 2 * Count);
        Array.Resize(ref _words, 2 * Count * _origin.Length);
    }

    /// <summary>A slot: what it was, what it is, and where that lies. All that an event needs of it
    /// is together.</summary>
    private struct Cell(Layout.Place place)
    {
        public readonly Layout.Place Place = place;
        public int Before;
        public int Now;
    }
}
