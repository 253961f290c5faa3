namespace Holdfast.Simulation.Explorer;

/// <summary>
/// Expands states by what is remembered, and sorts what follows by shard. States for which
/// something must be learned first it puts aside; one learns that later for all. Where several
/// work, each finds out at once what it misses, so that whoever learns has it at hand.
/// </summary>
internal sealed class Scout
{
    /// <summary>How many states are expanded until somebody looks at memory.</summary>
    private const int LookEvery = 1 << 10;

    private readonly SuccessorRules _rules;
    private readonly StateStore _store;
    private readonly Batch[] _batches = new Batch[StateReference.ShardCount];
    private readonly Dictionary<Want, object> _found = [];
    private readonly bool _findsOut;
    private readonly Sound? _sound;
    private Expansion _expansion;
    private int _words;

    /// <param name="rules">The model.</param>
    /// <param name="store">All states.</param>
    /// <param name="findsOut">Whether it finds out what it misses.</param>
    public Scout(SuccessorRules rules, StateStore store, bool findsOut)
    {
        _findsOut = findsOut;
        _rules = rules;
        _store = store;
        _expansion = new(store.Layout);
        _words = store.Layout.Words;
        _sound = rules.Claimed is { } members ? new(members) : null;
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

    /// <summary>Octets that it has taken.</summary>
    public long Octets => _batches.Sum(batch => batch.Octets) + (_sound?.Octets ?? 0);

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
        _found.Clear();
        Transitions = 0;
        BrokenAt = -1;
        IsFull = false;
    }

    /// <summary>Begins anew in another layout.</summary>
    public void Relay()
    {
        _expansion = new(_store.Layout);
        _words = _store.Layout.Words;
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
            if (BrokenAt < 0 && IsBroken(_expansion.Slots))
            {
                BrokenAt = at;
            }

            if (!looksOnly && Expands(state))
            {
                Keep(_expansion, state);
            }
        }
    }

    /// <summary>Expands what another one put aside, and learns what that takes: alone.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="isFull">Whether memory is full: then it stops.</param>
    public void Learn(Scout other, Func<bool> isFull)
    {
        for (var at = 0; at < other.Aside.Count && !Stops(at, isFull); at++)
        {
            var state = other.Aside[at];
            _expansion.Load(_store.WordsOf(state));
            while (!_rules.Expand(_expansion))
            {
                _rules.Learn(_expansion, other._found);
            }

            Keep(_expansion, state);
        }
    }

    private bool IsBroken(ReadOnlySpan<int> slots)
    {
        if (_sound is null)
        {
            return _rules.Broken(slots) != 0;
        }

        if (_sound.Holds(slots))
        {
            return false;
        }

        if (_rules.Broken(slots) != 0)
        {
            return true;
        }

        _sound.Add(slots);
        return false;
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
        if (_findsOut)
        {
            foreach (var want in _expansion.Wants)
            {
                if (!_found.ContainsKey(want) && _rules.FindOut(want) is { } found)
                {
                    _found.Add(want, found);
                }
            }
        }

        return false;
    }

    private void Keep(Expansion expansion, uint parent)
    {
        Transitions += expansion.Count;
        var words = expansion.Words;
        foreach (var hash in expansion.Hashes)
        {
            _batches[StateReference.ShardOfHash(hash)].Add(
                words[.._words], (uint)hash, parent);
            words = words[_words..];
        }
    }
}
