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
    private readonly Layout.Place[] _places;
    private readonly int[] _slots;
    private readonly int[] _current;
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
        _places = layout.Places;
        _slots = new int[layout.Slots];
        _current = new int[layout.Slots];
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

    /// <summary>The state after what the event has done so far.</summary>
    public ReadOnlySpan<int> Current => _current;

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
        words.CopyTo(_origin);
        _originRaw = _layout.Unpack(words, _slots);
        _slots.AsSpan().CopyTo(_current);
        Count = 0;
        Wants.Clear();
    }

    /// <summary>The same, from slots.</summary>
    public void Load(ReadOnlySpan<int> slots)
    {
        slots.CopyTo(_slots);
        slots.CopyTo(_current);
        _originRaw = _layout.Pack(slots, _origin);
        Count = 0;
        Wants.Clear();
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

    /// <summary>A slot, with what the event has done to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Get(int slot) => _current[slot];

    /// <summary>Writes a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int slot, int value)
    {
        var before = _current[slot];
        if (before == value)
        {
            return;
        }

        var origin = _slots[slot];
        if (before == origin)
        {
            _touched[_touchedCount++] = slot;
        }

        ref readonly var place = ref _places[slot];
        _current[slot] = value;
        _words[_at + place.Word] ^= (ulong)(uint)(before ^ value) << place.Shift;
        _raw += (ulong)((long)value - before) * place.Factor;
        if (value == origin)
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
            _current[_touched[i]] = _slots[_touched[i]];
        }

        _touchedCount = 0;
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
}
