namespace Holdfast.Simulation.Explorer;

/// <summary>
/// Expands states by what is remembered, and sorts what follows by shard. States for which something
/// must be learned first it puts aside, and finds that out; what it found is kept later, by one
/// thread for all.
/// </summary>
internal sealed class Scout
{
    /// <summary>How many states are expanded until somebody looks at memory.</summary>
    private const int LookEvery = 1 << 10;

    private readonly SuccessorRules _rules;
    private readonly StateStore _store;
    private readonly Batch[] _batches = new Batch[StateReference.ShardCount];
    private readonly HashSet<Want> _wanted = [];
    private readonly List<(Want Want, object? Found)> _found = [];
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
        Forget();
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

    /// <summary>Expands a part of a chunk, and asks what must hold.</summary>
    /// <param name="chunk">The states.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="to">Where to end.</param>
    /// <param name="isFull">Whether memory is full: then it stops.</param>
    /// <param name="looksOnly">Whether it only asks what must hold.</param>
    public void Work(
        ReadOnlySpan<uint> chunk, int from, int to, Func<bool> isFull, bool looksOnly)
    {
        for (var at = from; at < to; at++)
        {
            if (Stops(at - from, isFull))
            {
                return;
            }

            var state = chunk[at];
            _expansion.Load(_store.WordsOf(state));
            if (BrokenAt < 0 && _rules.Broken(_expansion.Slots) != 0)
            {
                BrokenAt = at;
            }

            if (!looksOnly && Expands(state))
            {
                Keep(_expansion, state);
            }
        }
    }

    /// <summary>Finds out what a part of those that were put aside still want.</summary>
    /// <param name="aside">The states.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="to">Where to end.</param>
    /// <param name="isFull">Whether memory is full: then it stops.</param>
    public void FindOut(ReadOnlySpan<uint> aside, int from, int to, Func<bool> isFull)
    {
        Aside.Clear();
        for (var at = from; at < to; at++)
        {
            if (Stops(at - from, isFull))
            {
                return;
            }

            _expansion.Load(_store.WordsOf(aside[at]));
            Expands(aside[at]);
        }
    }

    /// <summary>Expands a part of those that were put aside, once nothing is wanted.</summary>
    /// <param name="aside">The states.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="to">Where to end.</param>
    /// <param name="isFull">Whether memory is full: then it stops.</param>
    public void Repeat(ReadOnlySpan<uint> aside, int from, int to, Func<bool> isFull)
    {
        for (var at = from; at < to && !Stops(at - from, isFull); at++)
        {
            _expansion.Load(_store.WordsOf(aside[at]));
            if (!_rules.Expand(_expansion))
            {
                throw new InvalidOperationException("a state wants what it had");
            }

            Keep(_expansion, aside[at]);
        }
    }

    /// <summary>Keeps what it found out, in the order in which it was wanted: alone.</summary>
    public void Learn()
    {
        foreach (var (want, found) in _found)
        {
            _rules.Keep(want, found);
        }

        Forget();
    }

    private bool Stops(int done, Func<bool> isFull)
    {
        IsFull |= done % LookEvery == LookEvery - 1 && isFull();
        return IsFull;
    }

    private bool Expands(uint state)
    {
        if (_rules.Expand(_expansion))
        {
            return true;
        }

        Aside.Add(state);
        foreach (var want in _expansion.Wants)
        {
            if (_wanted.Add(want))
            {
                _found.Add((want, _rules.FindOut(want)));
            }
        }

        return false;
    }

    private void Forget()
    {
        _wanted.Clear();
        _found.Clear();
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
