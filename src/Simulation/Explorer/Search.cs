namespace Holdfast.Simulation.Explorer;

/// <summary>
/// Breadth first, in layers, and each layer in chunks. In a chunk first everybody expands a part by
/// what is remembered, and finds out what is not; then one learns that, in the order of the chunk;
/// then each shard takes what was found for it, in one order. So neither states nor their numbers
/// depend on who worked.
/// </summary>
internal sealed class Search
{
    // What a chunk leads to takes about so many octets for each of its states.
    private const int OctetsOfExpansion = 2_048;
    private const int ChunkMin = 1 << 10;

    // To wait for each other takes as long as to look up so many states.
    private const int SmallChunk = 16;
    private const int ChunkMax = 1 << 19;

    private readonly SuccessorRules _rules;
    private readonly Limits _limits;
    private readonly Lent _lent;
    private readonly Crew _crew;
    private readonly Scout[] _scouts;
    private readonly Scout _learner;
    private readonly uint[] _chunk;
    private readonly TimeSpan _began;
    private readonly Func<bool> _fills;
    private int _chunkLength;
    private bool _isFull;

    public Search(SuccessorRules rules, Limits limits, Lent lent, Crew crew)
    {
        _rules = rules;
        _limits = limits;
        _lent = lent;
        _crew = crew;
        _began = lent.Clock();
        _fills = IsFull;

        // A search with little memory does little at once; what it finds in all does not change.
        _chunk = new uint[Math.Clamp(
            (limits.Memory ?? long.MaxValue) / OctetsOfExpansion, ChunkMin, ChunkMax)];
        var start = new int[rules.Slots];
        rules.Start(start);
        rules.Fold(start);
        Store = new(
            Layout.For(rules), keepsPaths: rules.Gauges.Count > 0 || rules.Goals.Count > 0);
        Store.Begin(start);
        _scouts = [.. Enumerable.Range(0, crew.Size).Select(_ => new Scout(
            rules, Store, findsOut: crew.Size > 1))];
        _learner = new(rules, Store, findsOut: false);
    }

    /// <summary>What was found.</summary>
    public StateStore Store { get; }

    /// <summary>Transitions taken.</summary>
    public long Transitions { get; private set; }

    /// <summary>The layer of the states that were found last; the first has depth 0.</summary>
    public int Depth { get; private set; }

    /// <summary>States found in each layer.</summary>
    public List<long> Layers { get; } = [];

    /// <summary>In how many ways the states of each layer are reached.</summary>
    public List<UInt128> LayerPaths { get; } = [];

    /// <summary>Sequences of events that lead to a state by as few as lead there.</summary>
    public UInt128 Paths { get; private set; }

    /// <summary>The first state that breaks an invariant.</summary>
    public uint BrokenState { get; private set; } = StateReference.None;

    /// <summary>Time that it has taken.</summary>
    public TimeSpan Elapsed => _lent.Clock() - _began;

    /// <summary>Explores until an end.</summary>
    public Ending Run()
    {
        while (NextLayer() > 0)
        {
            var looksOnly = Depth >= _limits.Depth;
            if (Layer(looksOnly) is { } ending)
            {
                return ending;
            }

            if (looksOnly)
            {
                return Ending.Depth;
            }

            Depth++;
        }

        // The last layer that was expanded found nothing.
        Depth--;
        return Ending.Complete;
    }

    private long NextLayer()
    {
        UInt128 paths = 0;
        var found = 0L;
        foreach (var shard in Store.Shards)
        {
            paths = Saturated.Sum(paths, shard.NextLayer());
            found += shard.LayerTo - shard.LayerFrom;
        }

        Paths = Saturated.Sum(Paths, paths);
        if (found > 0)
        {
            Layers.Add(found);
            LayerPaths.Add(paths);
        }

        return found;
    }

    /// <summary>Expands a layer; null: there may be another one.</summary>
    private Ending? Layer(bool looksOnly)
    {
        var left = Layers[^1];
        var shard = 0;
        var place = Store.Shards[0].LayerFrom;
        while (left > 0)
        {
            _chunkLength = 0;
            while (_chunkLength < _chunk.Length && shard < StateReference.ShardCount)
            {
                if (place == Store.Shards[shard].LayerTo)
                {
                    shard++;
                    place = shard < StateReference.ShardCount ? Store.Shards[shard].LayerFrom : 0;
                    continue;
                }

                _chunk[_chunkLength++] = StateReference.Of(shard, place++);
            }

            left -= _chunkLength;
            if (Chunk(looksOnly) is { } ending)
            {
                return ending;
            }

            _lent.Told(new(
                "exploring", Store.Count, Transitions, Depth,
                left + Store.Count - Layers.Sum(), Elapsed));
            if (Overrun() is { } overrun)
            {
                return overrun;
            }
        }

        return null;
    }

    private Ending? Chunk(bool looksOnly)
    {
        while (true)
        {
            foreach (var scout in Everybody)
            {
                scout.Clear();
            }

            _crew.Do(number => _scouts[number].Work(
                _chunk, Part(_chunkLength, number), Part(_chunkLength, number + 1), _fills,
                looksOnly), _chunkLength < SmallChunk);
            foreach (var scout in _scouts)
            {
                if (scout.BrokenAt >= 0)
                {
                    BrokenState = _chunk[scout.BrokenAt];
                    return Ending.Violation;
                }
            }

            foreach (var scout in _scouts)
            {
                _learner.Learn(scout, _fills);
            }

            if (Everybody.Any(scout => scout.IsFull))
            {
                return Ending.Memory;
            }

            if (Store.Layout.Fits(_rules))
            {
                break;
            }

            if (Layout.For(_rules) is var wider
                && Store.Octets + ((wider.Words - Store.Layout.Words) * 8 * Store.Count)
                    >= _limits.Memory)
            {
                return Ending.Memory;
            }

            // Nothing of this chunk was taken yet: it is done again, in wider slots.
            Relay(wider);
        }

        _crew.Do(TakeShards, _chunkLength < SmallChunk);
        Transitions += Everybody.Sum(scout => scout.Transitions);
        return _isFull ? Ending.Memory : null;
    }

    private IEnumerable<Scout> Everybody => _scouts.Append(_learner);

    private void Relay(Layout wider)
    {
        Store.Relay(wider, _crew);
        foreach (var scout in Everybody)
        {
            scout.Relay();
        }
    }

    private void TakeShards(int number)
    {
        var end = Part(StateReference.ShardCount, number + 1);
        for (var shard = Part(StateReference.ShardCount, number); shard < end; shard++)
        {
            foreach (var scout in Everybody)
            {
                if (!Store.Shards[shard].Take(scout.For(shard), Store, _fills))
                {
                    _isFull = true;
                    return;
                }
            }
        }
    }

    /// <summary>Whether what was found, and what was found of it last, takes too much.</summary>
    private bool IsFull()
    {
        if (_limits.Memory is not { } most)
        {
            return false;
        }

        var taken = Store.Octets;
        foreach (var scout in Everybody)
        {
            taken += scout.Octets;
        }

        return taken >= most || _lent.Memory() >= most;
    }

    private int Part(int count, int number) => (int)((long)count * number / _crew.Size);

    private Ending? Overrun()
    {
        if (_lent.Cancellation.IsCancellationRequested)
        {
            return Ending.Cancelled;
        }

        if (Store.Count >= _limits.States)
        {
            return Ending.States;
        }

        if (IsFull())
        {
            return Ending.Memory;
        }

        return Elapsed >= _limits.Time ? Ending.Time : null;
    }
}
