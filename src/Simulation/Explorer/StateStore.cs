namespace Holdfast.Simulation.Explorer;

/// <summary>All states that were found, in shards, each with the state that it was found from.
/// </summary>
internal sealed class StateStore
{
    private readonly Shard[] _shards = new Shard[StateReference.ShardCount];

    /// <param name="layout">How a state lies in its words.</param>
    /// <param name="keepsPaths">Whether it keeps in how many ways each state is reached.</param>
    public StateStore(Layout layout, bool keepsPaths)
    {
        Layout = layout;
        for (var shard = 0; shard < _shards.Length; shard++)
        {
            _shards[shard] = new(layout.Words, keepsPaths);
        }
    }

    /// <summary>How a state lies in its words.</summary>
    public Layout Layout { get; private set; }

    /// <summary>The shards.</summary>
    public ReadOnlySpan<Shard> Shards => _shards;

    /// <summary>How many states there are.</summary>
    public long Count => _shards.Sum(shard => (long)shard.Count);

    /// <summary>Octets that they take.</summary>
    public long Octets
    {
        get
        {
            var octets = 0L;
            foreach (var shard in _shards)
            {
                octets += shard.Octets;
            }

            return octets;
        }
    }

    /// <summary>The words of a state.</summary>
    public ReadOnlySpan<ulong> WordsOf(uint state) =>
        _shards[StateReference.ShardOf(state)].WordsOf(StateReference.PlaceOf(state));

    /// <summary>From which state it was found.</summary>
    public uint ParentOf(uint state) =>
        _shards[StateReference.ShardOf(state)].ParentOf(StateReference.PlaceOf(state));

    /// <summary>In how many ways a state of this layer is reached by as few events.</summary>
    public UInt128 PathsOf(uint state) =>
        _shards[StateReference.ShardOf(state)].PathsOf(StateReference.PlaceOf(state));

    /// <summary>The state of these words; <see cref="StateReference.None"/>: it is not there.
    /// </summary>
    public uint Find(ReadOnlySpan<ulong> words, ulong hash)
    {
        var shard = StateReference.ShardOfHash(hash);
        var place = _shards[shard].Find(words, (uint)hash);
        return place < 0 ? StateReference.None : StateReference.Of(shard, place);
    }

    /// <summary>Adds the state in which everything begins.</summary>
    public void Begin(ReadOnlySpan<int> slots)
    {
        var words = new ulong[Layout.Words];
        var hash = Hashing.Mix(Layout.Pack(slots, words));
        _shards[StateReference.ShardOfHash(hash)].Begin(words, (uint)hash);
    }

    /// <summary>Lays all states out anew; each of a crew does a part.</summary>
    public void Relay(Layout layout, Crew crew)
    {
        crew.Do(number =>
        {
            for (var shard = number; shard < _shards.Length; shard += crew.Size)
            {
                _shards[shard].Relay(Layout, layout);
            }
        });
        Layout = layout;
    }
}

/// <summary>A state by its shard and its place there.</summary>
internal static class StateReference
{
    public const int ShardBits = 6;
    public const int ShardCount = 1 << ShardBits;
    public const int PlaceBits = 32 - ShardBits;
    public const int PlacesMax = (1 << PlaceBits) - 2;
    public const uint None = uint.MaxValue;

    public static uint Of(int shard, int place) => ((uint)shard << PlaceBits) | (uint)place;

    public static int ShardOf(uint state) => (int)(state >> PlaceBits);

    public static int PlaceOf(uint state) => (int)(state & ((1u << PlaceBits) - 1));

    public static int ShardOfHash(ulong hash) => (int)(hash >> (64 - ShardBits));
}

/// <summary>Sums that end at the largest number.</summary>
internal static class Saturated
{
    public static UInt128 Sum(UInt128 one, UInt128 other)
    {
        var sum = unchecked(one + other);
        return sum < one ? UInt128.MaxValue : sum;
    }
}
