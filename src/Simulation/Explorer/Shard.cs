namespace Holdfast.Simulation.Explorer;

/// <summary>
/// A part of all states, by their hash: their words, the hash, the state that each was found from,
/// and a table of open addressing over them. One thread at a time adds to it.
/// </summary>
internal sealed class Shard
{
    private const int BlockBits = 10;
    private const int BlockSize = 1 << BlockBits;
    private const int GroupSize = 32;

    /// <summary>How many groups are taken until somebody looks at memory.</summary>
    private const int LookEvery = 32;
    private const uint PlaceMask = (1u << StateReference.PlaceBits) - 1;

    private ulong[][] _words = new ulong[4][];
    private uint[][] _parents = new uint[4][];
    private uint[][] _hashes = new uint[4][];
    private uint[] _table = new uint[BlockSize / 4];
    private readonly uint[] _groupEntries = new uint[GroupSize];
    private readonly ulong[] _groupWords = new ulong[GroupSize];
    private UInt128[] _paths = [];
    private UInt128[] _nextPaths = [];
    private readonly List<UInt128[]>? _layers;
    private int _wordCount;

    /// <param name="words">Words of a state.</param>
    /// <param name="keepsPaths">Whether it keeps in how many ways each state is reached.</param>
    public Shard(int words, bool keepsPaths)
    {
        _wordCount = words;
        _layers = keepsPaths ? [] : null;
    }

    /// <summary>How many states it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Where the layer begins that is being expanded.</summary>
    public int LayerFrom { get; private set; }

    /// <summary>Where it ends, and the next one begins.</summary>
    public int LayerTo { get; private set; }

    /// <summary>Octets that it has taken.</summary>
    public long Octets { get; private set; } = BlockSize;

    /// <summary>The words of a state.</summary>
    public ReadOnlySpan<ulong> WordsOf(int place) => _words[place >> BlockBits]
        .AsSpan((place & (BlockSize - 1)) * _wordCount, _wordCount);

    /// <summary>From which state it was found.</summary>
    public uint ParentOf(int place) => _parents[place >> BlockBits][place & (BlockSize - 1)];

    /// <summary>In how many ways a state of this layer is reached by as few events.</summary>
    public UInt128 PathsOf(int place) => _paths[place - LayerFrom];

    /// <summary>
    /// In how many ways each state is reached by as few events, by its place; 0: its layer was not
    /// begun, or nobody wanted to know.
    /// </summary>
    public UInt128[] AllPaths()
    {
        var all = new UInt128[Count];
        var at = 0;
        foreach (var layer in _layers ?? [])
        {
            layer.CopyTo(all, at);
            at += layer.Length;
        }

        return all;
    }

    /// <summary>The place of a state; -1: it is not here.</summary>
    public int Find(ReadOnlySpan<ulong> words, uint hash)
    {
        for (var at = hash & (uint)(_table.Length - 1); ; at = (at + 1) & (uint)(_table.Length - 1))
        {
            var entry = _table[at];
            if (entry == 0)
            {
                return -1;
            }

            if (IsAlike(entry, hash) && IsAt(Place(entry), words))
            {
                return Place(entry);
            }
        }
    }

    /// <summary>Takes what was found: states new and old, with those they were found from.
    /// </summary>
    /// <param name="records">What was found.</param>
    /// <param name="store">All shards.</param>
    /// <param name="isFull">Whether memory is full: then it takes no more.</param>
    /// <returns>Whether it took all.</returns>
    public bool Take(ReadOnlySpan<ulong> records, StateStore store, Func<bool> isFull)
    {
        var groups = 0;
        var entries = _groupEntries;
        var words = _groupWords;
        var stride = _wordCount + 1;
        while (records.Length > 0)
        {
            if (++groups % LookEvery == 0 && isFull())
            {
                return false;
            }

            var group = records[..Math.Min(records.Length, GroupSize * stride)];
            records = records[group.Length..];
            Look(group, entries, words);
            for (int at = 0, index = 0; at < group.Length; at += stride, index++)
            {
                var last = group[at + _wordCount];
                var hash = (uint)(last >> 32);
                var entry = entries[index];
                var isHere = words[index] == group[at] && entry != 0 && IsAlike(entry, hash)
                    && (_wordCount == 1 || IsAt(Place(entry), group.Slice(at, _wordCount)));
                var place = isHere
                    ? Place(entry)
                    : FindOrAdd(group.Slice(at, _wordCount), hash, (uint)last);
                if (place >= LayerTo)
                {
                    ref var paths = ref _nextPaths[place - LayerTo];
                    paths = Saturated.Sum(paths, store.PathsOf((uint)last));
                }
            }
        }

        return true;
    }

    /// <summary>
    /// What lies at the first place of each, all at once: memory is waited for once in a group.
    /// </summary>
    private void Look(ReadOnlySpan<ulong> group, Span<uint> entries, Span<ulong> words)
    {
        var stride = _wordCount + 1;
        var table = _table;
        var mask = (uint)(table.Length - 1);
        var count = 0;
        for (var at = _wordCount; at < group.Length; at += stride)
        {
            entries[count++] = table[(uint)(group[at] >> 32) & mask];
        }

        for (var index = 0; index < count && Count > 0; index++)
        {
            var place = Math.Max(0, Place(entries[index]));
            words[index] =
                _words[place >> BlockBits][(place & (BlockSize - 1)) * _wordCount];
        }
    }

    /// <summary>Adds the state in which everything begins.</summary>
    public void Begin(ReadOnlySpan<ulong> words, uint hash)
    {
        FindOrAdd(words, hash, StateReference.None);
        _nextPaths[0] = 1;
    }

    /// <summary>The next layer is expanded from now on; returns the ways that lead into it.
    /// </summary>
    public UInt128 NextLayer()
    {
        LayerFrom = LayerTo;
        LayerTo = Count;
        (_paths, _nextPaths) = (_nextPaths, _paths);
        Array.Clear(_nextPaths);
        var layer = _paths.AsSpan(0, LayerTo - LayerFrom);
        if (_layers is not null && layer.Length > 0)
        {
            _layers.Add(layer.ToArray());
            Octets += 16L * layer.Length;
        }

        UInt128 sum = 0;
        foreach (var paths in layer)
        {
            sum = Saturated.Sum(sum, paths);
        }

        return sum;
    }

    /// <summary>Lays all states out anew; where they are stays as it is.</summary>
    public void Relay(Layout before, Layout after)
    {
        Span<int> slots = stackalloc int[before.Slots];
        for (var block = 0; block << BlockBits < Count; block++)
        {
            var wider = NewBlock(after.Words);
            var end = Math.Min(BlockSize, Count - (block << BlockBits));
            for (var at = 0; at < end; at++)
            {
                before.Unpack(_words[block].AsSpan(at * before.Words, before.Words), slots);
                after.Pack(slots, wider.AsSpan(at * after.Words, after.Words));
            }

            Octets += 8L * (wider.Length - _words[block].Length);
            _words[block] = wider;
        }

        _wordCount = after.Words;
    }

    private int FindOrAdd(ReadOnlySpan<ulong> words, uint hash, uint parent)
    {
        var mask = (uint)(_table.Length - 1);
        var at = hash & mask;
        while (true)
        {
            var entry = _table[at];
            if (entry == 0)
            {
                break;
            }

            if (IsAlike(entry, hash) && IsAt(Place(entry), words))
            {
                return Place(entry);
            }

            at = (at + 1) & mask;
        }

        var place = Add(words, hash, parent);
        _table[at] = (hash & ~PlaceMask) | (uint)(place + 1);
        if (2L * Count > _table.Length)
        {
            GrowTable();
        }

        return place;
    }

    private int Add(ReadOnlySpan<ulong> words, uint hash, uint parent)
    {
        var place = Count;
        if (place == StateReference.PlacesMax)
        {
            throw new InvalidOperationException("a shard holds no more states");
        }

        var block = place >> BlockBits;
        if ((place & (BlockSize - 1)) == 0)
        {
            AddBlock(block);
        }

        var states = _words[block];
        var at = (place & (BlockSize - 1)) * _wordCount;
        for (var word = 0; word < words.Length; word++)
        {
            states[at + word] = words[word];
        }

        _parents[block][place & (BlockSize - 1)] = parent;
        _hashes[block][place & (BlockSize - 1)] = hash;
        Count++;
        if (place - LayerTo >= _nextPaths.Length)
        {
            var longer = Math.Max(16, _nextPaths.Length * 3 / 2);
            Octets += 16L * (longer - _nextPaths.Length);
            Array.Resize(ref _nextPaths, longer);
        }

        return place;
    }

    private void AddBlock(int block)
    {
        if (block == _words.Length)
        {
            Array.Resize(ref _words, 2 * block);
            Array.Resize(ref _parents, 2 * block);
            Array.Resize(ref _hashes, 2 * block);
        }

        _words[block] = NewBlock(_wordCount);
        _parents[block] = GC.AllocateUninitializedArray<uint>(BlockSize, pinned: true);
        _hashes[block] = GC.AllocateUninitializedArray<uint>(BlockSize, pinned: true);
        Octets += BlockSize * ((8L * _wordCount) + 8);
    }

    private static ulong[] NewBlock(int words) =>
        GC.AllocateUninitializedArray<ulong>(BlockSize * words, pinned: true);

    private void GrowTable()
    {
        Octets += 4L * _table.Length;
        _table = GC.AllocateUninitializedArray<uint>(2 * _table.Length);

        // Written before it is read: a page that is read first is the system's page of zeros, and
        // is taken away again by the first write, for which all other processors are interrupted.
        Array.Clear(_table);
        var mask = (uint)(_table.Length - 1);
        for (var place = 0; place < Count; place++)
        {
            var hash = _hashes[place >> BlockBits][place & (BlockSize - 1)];
            var at = hash & mask;
            while (_table[at] != 0)
            {
                at = (at + 1) & mask;
            }

            _table[at] = (hash & ~PlaceMask) | (uint)(place + 1);
        }
    }

    private bool IsAt(int place, ReadOnlySpan<ulong> words)
    {
        var block = _words[place >> BlockBits];
        var at = (place & (BlockSize - 1)) * _wordCount;
        for (var word = 0; word < words.Length; word++)
        {
            if (block[at + word] != words[word])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAlike(uint entry, uint hash) => ((entry ^ hash) & ~PlaceMask) == 0;

    private static int Place(uint entry) => (int)(entry & PlaceMask) - 1;
}
