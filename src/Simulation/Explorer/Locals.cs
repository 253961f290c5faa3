namespace Holdfast.Simulation.Explorer;

/// <summary>
/// The states of members of one configuration, and what is remembered of each: its label, whether
/// it is due, the state a unit of time later, and the steps from it.
/// </summary>
internal sealed class Locals<TState>
    where TState : notnull
{
    /// <summary>A number that is not known yet.</summary>
    public const int Unknown = -1;

    private readonly Pool<Local> _numbers = new();
    private readonly StepTable _steps = new();
    private readonly HashSet<object> _parts = [];
    private TState[] _values = new TState[16];
    private int[] _labels = new int[16];
    private Used[] _used = new Used[16];
    private ulong[] _broken = new ulong[16];
    private bool[] _isDue = new bool[16];
    private int[] _later = new int[16];
    private ulong[]?[] _ticks = new ulong[16][];
    private int[]?[] _tickInputs = new int[16][];

    public Locals() => PartOf = Part;

    /// <summary>How many states there are.</summary>
    public int Count { get; private set; }

    /// <summary>The steps that are known.</summary>
    public StepTable Steps => _steps;

    /// <summary>The states.</summary>
    public TState[] Values => _values;

    /// <summary>What the model says of each.</summary>
    public int[] Labels => _labels;

    /// <summary>The numbers in each that are counted anew.</summary>
    public Used[] Used => _used;

    /// <summary>The claims about steps that a step on the way to each broke, a bit each.</summary>
    public ulong[] Broken => _broken;

    /// <summary>Whether a timer of each is due.</summary>
    public bool[] IsDue => _isDue;

    /// <summary>The state a unit of time later.</summary>
    public int[] Later => _later;

    /// <summary>The steps by which a due timer expires, each different; null: not known yet.
    /// </summary>
    public ulong[]?[] Ticks => _ticks;

    /// <summary>The inputs of those.</summary>
    public int[]?[] TickInputs => _tickInputs;

    /// <summary>A part of a state; of equal ones it is always the same object, so that what many
    /// states have in common is kept once.</summary>
    public Func<object, object> PartOf { get; }

    /// <summary>The hash of a state.</summary>
    public static int HashOf(TState state, ulong broken) =>
        EqualityComparer<TState>.Default.GetHashCode(state) ^ broken.GetHashCode();

    /// <summary>The number of a state; <see cref="Unknown"/>: it is not known.</summary>
    public int Find(TState state, ulong broken, int hash) =>
        _numbers.Find(new(state, broken), hash);

    /// <summary>Adds a state that is not known.</summary>
    public int Add(TState state, ulong broken, int hash, int label, bool isDue, Used used)
    {
        if (Count == _values.Length)
        {
            Grow(2 * Count);
        }

        var number = _numbers.Add(new(state, broken), hash);
        Count++;
        _values[number] = state;
        _labels[number] = label;
        _used[number] = used;
        _broken[number] = broken;
        _isDue[number] = isDue;
        _later[number] = Unknown;
        return number;
    }

    private object Part(object part)
    {
        if (_parts.TryGetValue(part, out var known))
        {
            return known;
        }

        _parts.Add(part);
        return part;
    }

    private void Grow(int count)
    {
        Array.Resize(ref _values, count);
        Array.Resize(ref _labels, count);
        Array.Resize(ref _used, count);
        Array.Resize(ref _broken, count);
        Array.Resize(ref _isDue, count);
        Array.Resize(ref _later, count);
        Array.Resize(ref _ticks, count);
        Array.Resize(ref _tickInputs, count);
    }

    /// <summary>A state with the claims that a step on the way there broke.</summary>
    private readonly record struct Local(TState State, ulong Broken);
}
