namespace Holdfast.Simulation.Explorer;

/// <summary>
/// Expands states by what is remembered, and sorts what follows by shard. What must be learned
/// first it puts aside.
/// </summary>
internal sealed class Scout
{
    /// <summary>How many states are expanded until somebody looks at memory.</summary>
    private const int LookEvery = 1 << 10;

    private readonly SuccessorRules _rules;
    private readonly StateStore _store;
    private readonly Batch[] _batches = new Batch[StateReference.ShardCount];
    private Expansion _expansion;

    public Scout(SuccessorRules rules, StateStore store)
    {
        _rules = rules;
        _store = store;
        _expansion = new(store.Layout);
        for (var shard = 0; shard < _batches.Length; shard++)
        {
            _batches[shard] = new();
        }
    }

    /// <summary>States that it could not expand.</summary>
    public List<uint> Aside { get; } = [];

    /// <summary>Transitions that it took.</summary>
    public long Transitions { get; private set; }

    /// <summary>The place in the chunk of the first state that breaks an invariant; -1: none.
    /// </summary>
    public int BrokenAt { get; private set; }

    /// <summary>Whether it stopped because memory is full.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Octets that its batches take.</summary>
    public long Octets => _batches.Sum(batch => batch.Octets);

    /// <summary>What it found for a shard.</summary>
    public ReadOnlySpan<ulong> For(int shard) => _batches[shard].Records;

    /// <summary>Forgets what it found.</summary>
    public void Clear()
    {
        foreach (var batch in _batches)
        {
            batch.Clear();
        }

        Aside.Clear();
        Transitions = 0;
        BrokenAt = -1;
        IsFull = false;
    }

    /// <summary>Begins anew in another layout.</summary>
    public void Relay()
    {
        _expansion = new(_store.Layout);
        Clear();
    }

    /// <summary>Expands a part of a chunk.</summary>
    /// <param name="chunk">The states.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="to">Where to end.</param>
    /// <param name="isFull">Whether memory is full: then it stops.</param>
    /// <param name="learns">Whether it may learn, as long as nobody else works.</param>
    /// <param name="looksOnly">Whether it only asks what must hold.</param>
    public void Work(
        ReadOnlySpan<uint> chunk, int from, int to, Func<bool> isFull, bool learns = false,
        bool looksOnly = false)
    {
        var expansion = _expansion;
        for (var at = from; at < to; at++)
        {
            if ((at - from) % LookEvery == LookEvery - 1 && isFull())
            {
                IsFull = true;
                return;
            }

            var state = chunk[at];
            expansion.Load(_store.WordsOf(state));

            // What was put aside has been looked at before.
            if (!learns && BrokenAt < 0 && _rules.Broken(expansion.Slots) != 0)
            {
                BrokenAt = at;
            }

            if (looksOnly)
            {
                continue;
            }

            if (!_rules.Expand(expansion, learns))
            {
                Aside.Add(state);
                continue;
            }

            Keep(expansion, state);
        }
    }

    private void Keep(Expansion expansion, uint parent)
    {
        Transitions += expansion.Count;
        for (var i = 0; i < expansion.Count; i++)
        {
            var hash = expansion.HashAt(i);
            _batches[StateReference.ShardOfHash(hash)].Add(
                expansion.WordsAt(i), (uint)hash, parent);
        }
    }
}
